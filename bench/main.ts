import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type App, startApp } from '@/tests/support/app';
import { measureDossier, measureIngest } from './lines';
import { type Asking, measure, measureInTurns, type Percentiles } from './measure';
import { asBrowser, type DeepPlace, emptyRoutes, offsetStatement, pageSize, type Question, questionsAbout } from './questions';
import { busiestIn, fillActions, withIndexesAfterwards } from './rows';
import { ruleLine } from './rule';

/**
 * `npm run bench -- --scale full`, or `--rows 10000000` and `--lines 50000000` for either alone: what the built app takes for the questions that people ask, beside the bare statement and
 * beside an authenticated route that does nothing; at a tenth of the rows and at all of them, so that it shows what grows with
 * the table; and which of the promises it keeps. Milliseconds depend on the machine, ratios hardly do.
 */
const scales = { full: { rows: 10_000_000, lines: 50_000_000 }, tenth: { rows: 1_000_000, lines: 5_000_000 } } as const;
const { values: options } = parseArgs({
  options: { scale: { type: 'string', default: 'tenth' }, rows: { type: 'string' }, lines: { type: 'string' } },
});
const { rows, lines } = sizesFrom(options);

const app = await startApp();
try {
  if (rows > 0) await benchActions();
  // Dossiers are told among the actions that are there by now.
  if (lines > 0) await benchLines();
} finally {
  await app.stop();
}

function sizesFrom({ scale, rows, lines }: { scale: string; rows?: string; lines?: string }): { rows: number; lines: number } {
  if (rows !== undefined || lines !== undefined) return { rows: Number(rows ?? 0), lines: Number(lines ?? 0) };
  return scale === 'full' ? scales.full : scales.tenth;
}

async function benchActions(): Promise<void> {
  const token = await app.makeToken({ scopes: ['audit:read', 'audit:write'] });
  const { cookie } = await app.makeUser('admin');
  let turn = 0;
  const ask: Ask = ({ kind, path, until }) =>
    answered(
      `${app.baseUrl}${typeof path === 'string' ? path : path(turn++ % (rows / 10_000))}`,
      kind === 'page' ? { cookie, ...asBrowser } : { authorization: `Bearer ${token}` },
      until,
    );
  const small = await measuredAt({ has: 0, rows: rows / 10 }, ask);
  const large = await measuredAt({ has: rows / 10, rows }, ask);
  console.log(`from ${count(rows / 10)} to ${count(rows)} actions:`);
  console.table(Object.fromEntries([...large.questions].map(([name, after]) => [name, growth(small.questions.get(name), after)])));
  console.log(`import: ${perSecond(importRate(app))} from NDJSON by the command line\n`);
  for (const line of ruleLines(small, large)) console.log(line);
}

/** What was promised, judged by medians. */
function ruleLines(small: MeasuredTable, large: MeasuredTable): readonly string[] {
  const figures = (of: (one: Measured) => boolean, figure: (one: Measured, name: string) => number) =>
    new Map([...large.questions].flatMap(([name, one]) => (of(one) ? [[name, figure(one, name)] as const] : [])));
  const timesEmpty = ({ overHttp, empty }: Measured) => overHttp.p50Ms / empty.p50Ms;
  const grown = (one: Measured, name: string) => growthOf(small.questions.get(name) ?? one, one);
  return [
    {
      says: 'ten times the actions make a look-up by an indexed key at most 1.2 × as long',
      most: 1.2,
      measured: figures(({ isLookUp }) => isLookUp === true, grown),
    },
    {
      says: `page ${count(large.deepPage)} takes at most 1.2 × page 1`,
      most: 1.2,
      measured: new Map([['over HTTP', large.deepOverFirst]]),
    },
    {
      says: 'a JSON call takes at most 2 × an empty one',
      most: 2,
      measured: figures((one) => one.kind === 'json' && !one.apart, timesEmpty),
    },
    {
      says: 'a page takes at most 2 × an empty one',
      most: 2,
      measured: figures((one) => one.kind === 'page' && !one.apart, timesEmpty),
    },
    {
      says: 'that does not hold what waits for its counts (docs/decisions/0014)',
      most: null,
      measured: figures(({ apart }) => apart === 'counts', timesEmpty),
    },
    {
      says: 'nor, as a rule, a page whose rows nobody saw before (docs/decisions/0029)',
      most: null,
      measured: figures(({ apart }) => apart === 'first-look', timesEmpty),
    },
    {
      says: 'nor what visits each of thousands of actions, since no index has them in order',
      most: null,
      measured: figures(({ apart }) => apart === 'visits', timesEmpty),
    },
  ].map(ruleLine);
}

/** Taking lines in, then what a dossier takes at a tenth of them and at all. */
async function benchLines(): Promise<void> {
  const ingest = await measureIngest(app, Math.min(lines, 100_000));
  const share = (ingest.linesPerSecond / ingest.copiedPerSecond).toFixed(2);
  console.log(
    `ingest: ${count(Math.round(ingest.linesPerSecond))} lines/s by four producers, a batch of 1,000 p50 ${ms(ingest.p50Ms)}, p99 ${ms(ingest.p99Ms)}; ` +
      `COPY of the same rows ${count(Math.round(ingest.copiedPerSecond))} lines/s; ${share} of COPY`,
  );
  const small = await measureDossier(app, { has: 0, lines: lines / 10 });
  const large = await measureDossier(app, { has: lines / 10, lines });
  for (const [size, { dossier, empty }] of [[lines / 10, small] as const, [lines, large] as const]) {
    console.log(
      `dossier among ${count(size)} lines: p50 ${ms(dossier.p50Ms)}, p95 ${ms(dossier.p95Ms)}, ${ratio(dossier, empty)} an empty JSON call`,
    );
  }
  console.log(`dossier, ten times the lines: ${ratio(large.dossier, small.dossier)}\n`);
  const measured = new Map([[`among ${count(lines)} lines`, large.dossier.p50Ms / large.empty.p50Ms]]);
  console.log(ruleLine({ says: 'a dossier takes at most 2 × an empty JSON call', most: 2, measured }));
}

type Ask = (question: Pick<Question, 'kind' | 'path' | 'until'>) => Promise<{ text: string; ms: number }>;

interface Measured extends Pick<Question, 'kind' | 'isLookUp' | 'apart'> {
  readonly overHttp: Percentiles;
  readonly bare: Percentiles | null;
  /** What has nothing to say, asked in turns with it. */
  readonly empty: Percentiles;
}

interface MeasuredTable {
  readonly questions: ReadonlyMap<string, Measured>;
  readonly deepPage: number;
  readonly deepOverFirst: number;
}

/** Fills the table up to so many rows and asks every question in turns with what it is compared with: what runs beside each other measures itself. */
async function measuredAt(size: { has: number; rows: number }, ask: Ask): Promise<MeasuredTable> {
  const start = performance.now();
  await withIndexesAfterwards(app.sql, () => fillActions(app.sql, { ...size, everySeconds: 2.5 }));
  console.log(
    `${count(size.rows)} actions, the last ${count(size.rows - size.has)} filled in within ${((performance.now() - start) / 1000).toFixed(0)} s`,
  );
  const deep = await deepPlace(size.rows, ask);
  const questions = new Map<string, Measured>();
  const asking = new Map<string, Asking>();
  for (const question of questionsAbout(await busiestIn(app.sql), deep)) {
    const { name, kind, isLookUp, apart, statement, values = [] } = question;
    const overHttp = async () => (await ask(question)).ms;
    const empty = () => ask({ kind, path: emptyRoutes[kind] });
    asking.set(name, overHttp);
    const bare = statement === undefined ? null : () => app.sql.unsafe(statement, [...values]);
    const measured = bare
      ? await measureInTurns({ overHttp, empty, bare })
      : { ...(await measureInTurns({ overHttp, empty })), bare: null };
    questions.set(name, { kind, ...(isLookUp && { isLookUp }), ...(apart && { apart }), ...measured });
  }
  console.table(Object.fromEntries([...questions].map(([name, one]) => [name, line(one)])));
  const deepOverFirst = await comparedPages(deep, { asking, questions });
  return { questions, deepPage: deep.page, deepOverFirst };
}

/** How many times as long the deep page takes as the first one, each asked in turns with the other. */
async function comparedPages(
  deep: DeepPlace,
  { asking, questions }: { asking: ReadonlyMap<string, Asking>; questions: ReadonlyMap<string, Measured> },
): Promise<number> {
  const [first, far] = [asking.get('page 1'), asking.get('deep page')];
  const [firstBare, farBare] = [questions.get('page 1')?.bare, questions.get('deep page')?.bare];
  if (!first || !far || !firstBare || !farBare) return Number.NaN;
  const pages = await measureInTurns({ first, far });
  const offset = await measure(() => app.sql.unsafe(offsetStatement(deep)));
  console.log(
    `page ${count(deep.page)} ÷ page 1: ${ratio(pages.far, pages.first)} over HTTP, ${ratio(farBare, firstBare)} in SQL, ${ratio(offset, firstBare)} in SQL by OFFSET\n`,
  );
  return pages.far.p50Ms / pages.first.p50Ms;
}

/** The text of an answer, and how long it took until what is looked for in it was there. */
async function answered(address: string, headers: Record<string, string>, until?: string): Promise<{ text: string; ms: number }> {
  const start = performance.now();
  const answer = await fetch(address, { headers, redirect: 'manual' });
  let [text, ms] = ['', 0];
  for await (const piece of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (ms === 0 && until && text.includes(until)) ms = performance.now() - start;
  }
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}: ${text.slice(0, 300)}`);
  return { text, ms: ms || performance.now() - start };
}

/** Walks to page 10,000, or to the middle of what is less, a thousand rows at a time: a cursor belongs to a place, not to a page size. */
async function deepPlace(size: number, ask: Ask): Promise<DeepPlace> {
  const steps = Math.max(1, Math.min(500, Math.floor(size / 2_000)));
  let cursor = '';
  for (let step = 0; step < steps; step += 1) {
    const { text } = await ask({ kind: 'json', path: `/api/v1/actions?limit=1000${cursor && `&after=${encodeURIComponent(cursor)}`}` });
    const { next } = JSON.parse(text);
    if (!next) throw new Error(`The list ended after ${step + 1} pages of a thousand.`);
    cursor = next;
  }
  const [place] = await app.sql`
    select created_at::text as at, id::text as id from admin_actions order by created_at desc, id desc offset ${steps * 1_000 - 1} limit 1`;
  return { page: (steps * 1_000) / pageSize, cursor, createdAt: place?.at, id: place?.id };
}

/** Fifty thousand actions in our own form, through `tracebook import`. */
function importRate({ databaseUrl, baseUrl }: App): number {
  const count = 50_000;
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'actions.ndjson');
  writeFileSync(file, Array.from({ length: count }, (_, n) => `${JSON.stringify(actionNumber(n))}\n`).join(''));
  const env = { ...process.env, DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: 'x'.repeat(32), NEXTAUTH_URL: baseUrl };
  const start = performance.now();
  execFileSync(process.execPath, ['bin/tracebook.mjs', 'import', 'actions', '--map', 'own', '--source', 'bench', file], {
    env,
    stdio: 'pipe',
  });
  const seconds = (performance.now() - start) / 1000;
  rmSync(folder, { recursive: true });
  return count / seconds;
}

function actionNumber(n: number) {
  return {
    event_id: `bench-${n}`,
    created_at: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(),
    actor_id: `u_${n % 700}`,
    action: 'customer.update',
    subject_type: 'customer',
    subject_id: `c_${n % 9_000}`,
    org_id: `org_${n % 40}`,
    request_id: `req_bench_${n}`,
    outcome: 'success',
    metadata: { before: { plan: 'team', seats: n % 50 }, after: { plan: 'business', seats: (n % 50) + 1 } },
  };
}

function line({ overHttp, bare, empty }: Measured): Record<string, string> {
  return {
    p50: ms(overHttp.p50Ms),
    p95: ms(overHttp.p95Ms),
    'bare SQL p50': bare ? ms(bare.p50Ms) : '',
    '÷ SQL': bare ? ratio(overHttp, bare) : '',
    '÷ SQL p95': bare ? ratio(overHttp, bare, 'p95Ms') : '',
    'empty p50': ms(empty.p50Ms),
    '÷ empty': ratio(overHttp, empty),
    '÷ empty p95': ratio(overHttp, empty, 'p95Ms'),
  };
}

function growth(before: Measured | undefined, after: Measured): Record<string, string> {
  if (!before) return {};
  return {
    'p50 over HTTP': `${growthOf(before, after).toFixed(2)} ×`,
    'p95 over HTTP': `${growthOf(before, after, 'p95Ms').toFixed(2)} ×`,
    'p50 in SQL': after.bare && before.bare ? ratio(after.bare, before.bare) : '',
  };
}

/** Told in empty routes, which do not grow: minutes lie between the two, and the machine may have been another one. */
function growthOf(before: Measured, after: Measured, at: keyof Percentiles = 'p50Ms'): number {
  return after.overHttp[at] / after.empty.p50Ms / (before.overHttp[at] / before.empty.p50Ms);
}

function ratio(of: Percentiles, to: Percentiles, at: keyof Percentiles = 'p50Ms'): string {
  return `${(of[at] / to[at]).toFixed(2)} ×`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function perSecond(rate: number): string {
  return `${count(Math.round(rate))} actions/s`;
}
