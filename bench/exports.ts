import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type App, startApp } from '@/tests/support/app';
import { fillActions, withIndexesAfterwards } from './rows';
import { type Rule, ruleLine } from './rule';

/**
 * `npm run bench -- --exports --rows 1000000`: what an export of so many actions takes beside `\copy` of the same rows in the same form,
 * what memory it takes above an idle app, and what twenty of them at once do to each other and to a page.
 */
const { values: options } = parseArgs({ options: { exports: { type: 'boolean' }, rows: { type: 'string', default: '1000000' } } });
const rows = Number(options.rows);
const atOnce = 20;
/** 300 s on a machine where one \copy of a million rows took 3.5 s. */
const mostOfCopies = 4.3;

const app = await startApp({ env: { EXPORTS_PER_VIEWER: String(atOnce), EXPORTS_AT_ONCE: String(atOnce) } });
try {
  await withIndexesAfterwards(app.sql, () => fillActions(app.sql, { has: 0, rows, everySeconds: 2.5 }));
  const token = await app.makeToken({ scopes: ['audit:read', 'audit:export', 'metrics:read'] });
  // Many first: what a process takes in all is told of one that did nothing before.
  for (const rule of [...(await benchMany(app, token)), ...(await benchForms(app, token))]) console.log(ruleLine(rule));
} finally {
  await app.stop();
}

async function benchForms(at: App, token: string): Promise<readonly Rule[]> {
  await fetched(at, token, 'format=csv&q=actor:u_1');
  const rules: Rule[] = [];
  for (const [format, least, mostMegabytes] of [
    ['csv', 0.4, 96],
    ['jsonl', 0.8, 96],
    ['parquet', 0.15, 300],
  ] as const) {
    const copies: number[] = [];
    const exports: number[] = [];
    let above = 0;
    // In turns, so that whatever else the machine does meets both.
    for (let turn = 0; turn < 3; turn += 1) {
      copies.push(copied(at, format));
      const idle = await memory(at, token);
      const measured = await fetched(at, token, `format=${format}&order=asc`);
      exports.push(measured.seconds);
      above = Math.max(above, measured.peak - idle);
    }
    const [copy, exported] = [Math.min(...copies), Math.min(...exports)];
    const share = copy / exported;
    console.log(
      `${format}: ${count(rows)} actions in ${exported.toFixed(1)} s (${count(Math.round(rows / exported))} a second), \\copy ${copy.toFixed(1)} s, ${share.toFixed(2)} of it; ${(above / 1e6).toFixed(0)} MB above idle`,
    );
    rules.push({
      says: `${format} takes at most ${(1 / least).toFixed(2)} × \\copy`,
      most: 1 / least,
      measured: new Map([[format, exported / copy]]),
    });
    rules.push({
      says: `${format} takes at most ${mostMegabytes} MB above idle`,
      most: 1,
      measured: new Map([[format, above / 1e6 / mostMegabytes]]),
    });
  }
  return rules;
}

/** Seconds for the same rows in the same form by Postgres' own way: by psql, which has to be installed. */
function copied({ databaseUrl }: App, format: 'csv' | 'jsonl' | 'parquet'): number {
  const time = (column: string) => `to_char(a.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;
  const columns =
    `a.source || '~' || a.id as ref, a.event_id, ${time('created_at')}, ${time('recorded_at')}, a.actor_id, a.actor_type, a.actor_label,
    a.on_behalf_of, a.action, a.subject_type, a.subject_id, a.subject_label, a.org_id, a.request_id, a.trace_id, a.feature, a.surface, a.outcome,
    a.source, a.import_id::text, a.flags, a.metadata`.replaceAll(/\s+/g, ' ');
  const from = 'from admin_actions a order by a.created_at, a.id';
  const query = format === 'jsonl' ? `select (select row_to_json(r) from (select ${columns}) as r) ${from}` : `select ${columns} ${from}`;
  const start = performance.now();
  const { status, stderr } = spawnSync(
    'psql',
    [databaseUrl, '-c', `\\copy (${query}) to '/dev/null'${format === 'jsonl' ? '' : ' csv header'}`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`psql could not copy: ${stderr}`);
  return (performance.now() - start) / 1_000;
}

async function benchMany(at: App, token: string): Promise<readonly Rule[]> {
  const { cookie } = await at.makeUser('admin');
  const waits: number[] = [];
  let [goesOn, mostSessions] = [true, 0];
  const looking = (async () => {
    while (goesOn) {
      const start = performance.now();
      await (await fetch(`${at.baseUrl}/audit`, { headers: { cookie } })).text();
      waits.push((performance.now() - start) / 1_000);
      const [row] = await at.sql<{ sessions: number }[]>`
        select count(*)::int as sessions from pg_stat_activity where application_name = 'tracebook-exports' and backend_type = 'client backend' and datname = current_database()`;
      mostSessions = Math.max(mostSessions, row?.sessions ?? 0);
      await new Promise((done) => setTimeout(done, 500));
    }
  })();
  const before = copied(at, 'csv');
  const start = performance.now();
  const all = await Promise.all(Array.from({ length: atOnce }, () => fetched(at, token, 'format=csv&order=asc')));
  const seconds = (performance.now() - start) / 1_000;
  goesOn = false;
  await looking;
  const copies = (atOnce * (before + copied(at, 'csv'))) / 2;
  const [row] = await at.sql<
    { whole: number }[]
  >`select count(*)::int as whole from exports where state = 'whole' and rows >= ${rows} and format = 'csv'`;
  const peak = Math.max(...all.map((one) => one.peak));
  const p95 = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? Number.NaN;
  console.log(
    `${atOnce} at once: ${seconds.toFixed(0)} s, as many \\copy one after another ${copies.toFixed(0)} s, memory at most ${(peak / 1e6).toFixed(0)} MB, ${mostSessions} connections, a page p95 ${p95.toFixed(2)} s; ${row?.whole} CSV exports whole`,
  );
  return [
    {
      says: `${atOnce} exports at once take at most ${mostOfCopies} × as many \\copy`,
      most: mostOfCopies,
      measured: new Map([['CSV', seconds / copies]]),
    },
    { says: 'the app takes at most 400 MB for them', most: 1, measured: new Map([['in all', peak / 400e6]]) },
    { says: 'a page waits at most 1.5 s meanwhile', most: 1, measured: new Map([['p95', p95 / 1.5]]) },
  ];
}

/** Fetches an export to its end and nowhere. @throws where it is not whole */
async function fetched(at: App, token: string, query: string): Promise<{ seconds: number; peak: number }> {
  let [peak, goesOn] = [0, true];
  const watching = (async () => {
    while (goesOn) {
      peak = Math.max(peak, await memory(at, token));
      await new Promise((done) => setTimeout(done, 250));
    }
  })();
  const start = performance.now();
  const answer = await fetch(`${at.baseUrl}/api/v1/actions/export?${query}`, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`An export was answered ${answer.status}: ${await answer.text()}`);
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) if (chunk.length === 0) break;
  const seconds = (performance.now() - start) / 1_000;
  goesOn = false;
  await watching;
  return { seconds, peak };
}

/** Of the app's process, in bytes. */
async function memory(at: App, token: string): Promise<number> {
  const text = await (await fetch(`${at.baseUrl}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
  const [, bytes] = /^process_resident_memory_bytes (\d+)/m.exec(text) ?? [];
  if (bytes === undefined) throw new Error(`The app does not say what memory it takes: ${text.slice(0, 200)}`);
  return Number(bytes);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
