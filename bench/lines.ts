import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type postgres from 'postgres';
import type { App } from '@/tests/support/app';
import { measureInTurns, type Percentiles } from './measure';
import { emptyRoutes } from './questions';

/** What taking lines in costs, beside Postgres' own way of taking the same rows into the same table with the same indexes. */
export interface IngestFigures {
  readonly linesPerSecond: number;
  readonly copiedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const batchLines = 1_000;
const writers = 4;

/** Durable: a batch is answered after it is committed. Four producers at once, as many lines as are told. */
export async function measureIngest(app: App, total: number): Promise<IngestFigures> {
  const token = await app.makeToken({ scopes: ['logs:write'], source: 'bench' });
  const batches = Array.from({ length: Math.ceil(total / batchLines) }, (_, n) => batchNumber(n));
  const taken: number[] = [];
  const start = performance.now();
  let next = 0;
  const write = async () => {
    for (let n = next++; n < batches.length; n = next++) {
      const began = performance.now();
      const answer = await fetch(`${app.baseUrl}/api/v1/logs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: batches[n] ?? '',
      });
      const { accepted } = (await answer.json()) as { accepted?: number };
      if (accepted !== batchLines) throw new Error(`A batch was answered ${answer.status}: ${accepted} lines.`);
      taken.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  const seconds = (performance.now() - start) / 1_000;
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const rows = batches.length * batchLines;
  return { linesPerSecond: rows / seconds, copiedPerSecond: await copyRate(app.sql, rows), p50Ms: at(0.5), p99Ms: at(0.99) };
}

function batchNumber(n: number): string {
  const lines = Array.from({ length: batchLines }, (_, at) => {
    const number = n * batchLines + at;
    const request = { request_id: `req-${Math.floor(number / 4)}`, user_id: `u_${number % 700}`, org_id: `org_${number % 40}` };
    const answered = { res: { statusCode: number % 50 ? 200 : 500 }, responseTime: number % 300 };
    const what = { service: `service-${number % 12}`, req: { method: 'GET', url: `/v1/customers/${number % 9_000}` }, ...answered };
    return JSON.stringify({ level: number % 50 ? 30 : 50, time: Date.now(), pid: 4711, ...request, ...what, msg: 'request completed' });
  });
  return lines.join('\n');
}

const columns = `source, created_at, service, level, message, request_id, trace_id, span_id, user_id, org_id, session_id, feature, surface,
  method, route, status, duration_ms, attributes, raw, flags`;

/** The same rows again by COPY, from a file of the server's, into the table that they were taken out of. */
async function copyRate(sql: postgres.Sql, rows: number): Promise<number> {
  const file = join(tmpdir(), `bench-lines-${process.pid}`);
  await sql.unsafe(`copy (select ${columns} from log_lines) to '${file}'`);
  await sql`truncate log_lines`;
  const start = performance.now();
  await sql.unsafe(`copy log_lines (${columns}) from '${file}'`);
  const seconds = (performance.now() - start) / 1_000;
  rmSync(file, { force: true });
  return rows / seconds;
}

/** What one dossier takes, and an authenticated route that does nothing, with so many lines in the table. */
export async function measureDossier(
  app: App,
  { has, lines }: { has: number; lines: number },
): Promise<{ dossier: Percentiles; empty: Percentiles }> {
  await fillLines(app.sql, { has, lines });
  const token = await app.makeToken({ scopes: ['audit:read', 'logs:read'] });
  const ask = async (path: string) => {
    const answer = await fetch(`${app.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text;
  };
  const requests = Array.from({ length: 250 }, (_, n) => `req-${(n * 7_919) % Math.floor(lines / 4)}`);
  await actInEach(app.sql, requests);
  let n = 0;
  const dossier = async () => {
    n += 1;
    const text = await ask(`/api/v1/dossier?id=${requests[n % requests.length]}`);
    if (text.split('"verdict":"found"').length < 3) throw new Error(`It was not found among actions and lines: ${text.slice(0, 300)}`);
  };
  return measureInTurns({ dossier, empty: () => ask(emptyRoutes.json) });
}

/** So that a dossier has moments of both sources. */
async function actInEach(sql: postgres.Sql, requests: readonly string[]): Promise<void> {
  await sql`
    insert into admin_actions (source, event_id, created_at, action, actor_id, request_id)
    select 'bench-dossier', r, now(), 'customer.update', 'u_1', r from unnest(${[...requests]}::text[]) as r on conflict do nothing`;
}

const generation = 100_000;
const days = 30;

/** Spread over the days of a month, four lines a request. */
async function fillLines(sql: postgres.Sql, { has, lines }: { has: number; lines: number }): Promise<void> {
  await sql`select log_lines_days(current_date - ${days}::int, current_date + 7)`;
  for (let from = has; from < lines; from += generation) {
    const to = Math.min(lines, from + generation) - 1;
    await sql`
      insert into log_lines (source, recorded_at, created_at, service, level, message, request_id, user_id, org_id, attributes, raw)
      select 'bench', at, at, 'service-' || n % 12, case when n % 50 = 0 then 'error' else 'info' end, 'request completed in ' || n % 300,
        'req-' || n / 4, 'u_' || n % 700, 'org_' || n / 4 % 40, jsonb_build_object('pid', 4711), ''
      from (select n, now() - ((n / 4 * 7919::bigint) % ${days * 86_400}) * interval '1 second' + n % 4 * interval '1 millisecond' as at
        from generate_series(${from}::bigint, ${to}::bigint) n) as numbered`;
  }
  await sql`analyze log_lines`;
}
