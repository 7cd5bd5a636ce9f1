import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type postgres from 'postgres';
import { type App, startApp } from '@/tests/support/app';
import { measure, type Percentiles } from './measure';
import { type DeepPlace, deepPageSize, questionsAbout } from './questions';
import { busiestIn, fillActions } from './rows';

/**
 * `npm run bench -- --rows 1000000`: what the built app takes for the questions that people ask, beside the bare statement
 * and beside an authenticated route that does nothing. Milliseconds depend on the machine, ratios hardly do.
 */
const { values: options } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(options.rows);

const app = await startApp();
try {
  console.log(`${rows.toLocaleString('en')} actions: ${perSecond(await fillActions(app.sql, rows))} by one statement`);
  const token = await app.makeToken({ scopes: ['audit:read', 'audit:write'] });
  const ask = (path: string) => answered(`${app.baseUrl}${path}`, token);
  const floor = await measure(() => ask('/api/v1/session'));
  console.log(`an authenticated route that does nothing: p50 ${ms(floor.p50Ms)}, p95 ${ms(floor.p95Ms)}\n`);
  const questions = questionsAbout(await busiestIn(app.sql), await deepPlace(app.sql, ask));
  console.table(
    Object.fromEntries(
      await inTurn(questions, async ({ name, path, statement, values }) => {
        const overHttp = await measure(() => ask(path));
        const bare = await measure(() => app.sql.unsafe(statement, [...values]));
        return [name, line(overHttp, bare, floor)];
      }),
    ),
  );
  console.log(`import: ${perSecond(importRate(app))} from NDJSON by the command line`);
} finally {
  await app.stop();
}

async function answered(address: string, token: string): Promise<{ rows?: { ref: string }[]; next?: string }> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/** Walks to the middle of the list, a thousand rows at a time: a cursor belongs to a place, not to a page size. */
async function deepPlace(sql: postgres.Sql, ask: (path: string) => Promise<{ next?: string }>): Promise<DeepPlace> {
  const steps = Math.max(1, Math.floor(rows / 2_000));
  let cursor = '';
  for (let step = 0; step < steps; step += 1) {
    const { next } = await ask(`/api/v1/actions?limit=1000${cursor && `&after=${encodeURIComponent(cursor)}`}`);
    if (!next) throw new Error(`The list ended after ${step + 1} pages of a thousand.`);
    cursor = next;
  }
  const [place] = await sql`
    select created_at::text as at, id::text as id from admin_actions order by created_at desc, id desc offset ${steps * 1_000 - 1} limit 1`;
  return { page: (steps * 1_000) / deepPageSize, cursor, createdAt: place?.at, id: place?.id };
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

function line(overHttp: Percentiles, bare: Percentiles, floor: Percentiles): Record<string, string> {
  return {
    p50: ms(overHttp.p50Ms),
    p95: ms(overHttp.p95Ms),
    'bare SQL p50': ms(bare.p50Ms),
    '÷ SQL': (overHttp.p50Ms / bare.p50Ms).toFixed(1),
    '÷ SQL p95': (overHttp.p95Ms / bare.p95Ms).toFixed(1),
    '÷ empty route': (overHttp.p50Ms / floor.p50Ms).toFixed(1),
    '÷ empty p95': (overHttp.p95Ms / floor.p95Ms).toFixed(1),
  };
}

/** One after another: what runs beside each other measures itself. */
async function inTurn<From, To>(list: readonly From[], act: (one: From) => Promise<To>): Promise<To[]> {
  const done: To[] = [];
  for (const one of list) done.push(await act(one));
  return done;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en')} actions/s`;
}
