import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type App, startApp } from '@/tests/support/app';
import { fillActions, withIndexesAfterwards } from './rows';

/**
 * `npm run bench -- --seal --rows 1000000`: how many rows are sealed in a second by the command, with their leaves in the database, read again
 * and signed; how many are verified; and how far sealing lags in the app at a hundred commits a second.
 */
const { values: options } = parseArgs({
  options: { seal: { type: 'boolean' }, rows: { type: 'string', default: '1000000' }, seconds: { type: 'string', default: '60' } },
});
const rows = Number(options.rows);
const key = randomBytes(32).toString('base64');

const app = await startApp();
try {
  await withIndexesAfterwards(app.sql, () => fillActions(app.sql, { has: 0, rows, everySeconds: 2.5 }));
  const sealed = command<{ rows: number; size: number }>(app, 'seal');
  told('sealed', sealed.answer.rows, { seconds: sealed.seconds, least: 5_000, goal: 30_000 });
  const [size] = await app.sql<{ bytes: string }[]>`
    select (pg_total_relation_size('seal_leaves') + pg_total_relation_size('seal_tiles'))::text as bytes`;
  console.log(`the ledger takes ${(Number(size?.bytes) / sealed.answer.size).toFixed(0)} bytes a leaf`);
  const verified = command<{ checked: number; outcome: string }>(app, 'verify');
  if (verified.answer.outcome !== 'as-sealed') throw new Error(`Verification says ${verified.answer.outcome}.`);
  told('verified', verified.answer.checked, { seconds: verified.seconds, least: rows / 150, goal: rows / 60 });
} finally {
  await app.stop();
}
await benchLag(Number(options.seconds));

/** Its answer, and how long the process took from its start to its end. */
function command<Answer>({ databaseUrl, baseUrl }: App, verb: 'seal' | 'verify'): { answer: Answer; seconds: number } {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: 'x'.repeat(32),
    NEXTAUTH_URL: baseUrl,
    SEAL_KEY: key,
  };
  const started = performance.now();
  const text = execFileSync(process.execPath, ['dist/tracebook.mjs', verb, '--json'], {
    encoding: 'utf8',
    env: { ...env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 100_000_000,
  });
  return { answer: JSON.parse(text) as Answer, seconds: (performance.now() - started) / 1_000 };
}

function told(what: string, count: number, { seconds, least, goal }: { seconds: number; least: number; goal: number }): void {
  const rate = count / seconds;
  const verdict = rate >= goal ? 'kept, and the goal too' : rate >= least ? 'kept' : 'missed';
  console.log(
    `${what}: ${count.toLocaleString('en')} rows in ${seconds.toFixed(1)} s, ${Math.round(rate).toLocaleString('en')} rows/s ` +
      `(required ${Math.round(least).toLocaleString('en')}, goal ${Math.round(goal).toLocaleString('en')}: ${verdict})`,
  );
}

/** The app with a key, and a hundred commits a second: how old the oldest row is that is not sealed, sampled each second. */
async function benchLag(seconds: number): Promise<void> {
  const busy = await startApp({ env: { SEAL_KEY: key } });
  const lags: number[] = [];
  try {
    const until = Date.now() + seconds * 1_000;
    const commit = async () => {
      for (let n = 0; Date.now() < until; n += 1) {
        const began = Date.now();
        await busy.sql`insert into admin_actions (source, event_id, created_at, action) values ('bench', ${`${n}`}, now(), 'customer.update')`;
        await new Promise((done) => setTimeout(done, Math.max(0, 10 - (Date.now() - began))));
      }
    };
    const sample = async () => {
      while (Date.now() < until) {
        await new Promise((done) => setTimeout(done, 1_000));
        const [row] = await busy.sql<{ lag: number | null }[]>`
          select extract(epoch from clock_timestamp() - min(a.recorded_at))::float8 as lag from admin_actions a
          where not exists (select from seal_leaves l where l.source = 'tracebook' and l.key = a.id::text and l.kind in ('row', 'late-row'))`;
        lags.push(row?.lag ?? 0);
      }
    };
    await Promise.all([commit(), sample()]);
  } finally {
    await busy.stop();
  }
  lags.sort((a, b) => a - b);
  const at = (share: number) => (lags[Math.min(lags.length - 1, Math.floor(lags.length * share))] ?? Number.NaN).toFixed(1);
  console.log(`lag at about 100 commits/s over ${seconds} s: p50 ${at(0.5)} s, p99 ${at(0.99)} s (required 60 s, goal 10 s)`);
}
