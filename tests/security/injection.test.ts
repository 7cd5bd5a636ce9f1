import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type App, startApp } from '@/tests/support/app';
import { type HostileInput, hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';

let app: App;
let cookie: string;

beforeAll(async () => {
  app = await startApp();
  // The last statement of a start that nobody asked for.
  await vi.waitFor(() => expect(app.output()).toContain('makes the first administrator'), 20_000);
  cookie = (await app.makeUser('admin')).cookie;
  await app.sql`create extension pg_stat_statements`;
});
afterAll(() => app?.stop());

/**
 * Everywhere that a text can be put on a surface, as addresses. Filters come last: who searched for what is recorded, and what
 * is recorded is found.
 */
const addresses: Readonly<Record<string, (text: string) => readonly string[]>> = {
  'url.param': (text) => {
    const value = encodeURIComponent(text);
    return [
      ...['q', 'tz', 'order', 'limit', 'after', 'before', 'data', 'org_id'].map((name) => `/api/v1/actions?${name}=${value}`),
      ...['q', 'tz', 'by', 'limit', 'data'].map((name) => `/api/v1/actions/facets?${name}=${value}${name === 'by' ? '' : '&by=actor'}`),
      `/api/v1/actions/facets?by=meta.${encodeURIComponent(quoted(text))}`,
      ...[value, `app~${value}`, `${value}~1`].flatMap((ref) => [`/api/v1/action?ref=${ref}`, `/audit/action?ref=${ref}`]),
      ...['/api/v1/subjects/history', '/audit/subject'].map((path) => `${path}?type=${value}&id=${value}`),
      `/api/v1/actions?${text}`,
      `/audit/actor?id=${value}`,
      `/audit?q=customer&tz=${value}&order=${value}&limit=${value}&after=${value}&data=${value}`,
      `/?tz=${value}&data=${value}`,
    ];
  },
  'ui.filter': (text) =>
    [text, quoted(text)]
      .flatMap((value) => [
        [...keys.map((key) => `${key}:${value}`), value].join(' '),
        keys.map((key) => `-${key}:u_1,${value}`).join(' '),
        paths.map((path) => `${path}.${value}:1 -${path}.${value}:>1 has:${path}.${value} ${path}.a:${value}`).join(' '),
      ])
      .map((q) => `/audit?q=${encodeURIComponent(q)}`),
};

const paths = ['meta', 'before', 'after'];
const keys = ['actor', 'as', 'action', 'subject', 'org', 'request', 'trace', 'feature', 'source', 'import', 'created', 'changed', 'has'];

describeWithShared('sqli: what people type reaches the database as a value', 'contracts/hostile-inputs.json', (file) => {
  const listed = (surface: string) => hostileInputs(file, surface).filter((input) => input.class === 'sqli');
  const asked = Object.keys(addresses).flatMap((surface) => listed(surface).map((input): Tried => [surface, input.id, input.why, input]));

  test.each(asked)('%s, %s: %s', async (surface, _id, _why, { text }) => {
    const [hostile, calm] = [addresses[surface]?.(text) ?? [], addresses[surface]?.(tamed(text)) ?? []];
    expect(hostile.length).toBeGreaterThan(5);
    for (const [n, address] of hostile.entries()) {
      await expectAlike(
        address,
        () => get(address),
        () => get(calm[n] ?? ''),
      );
    }
  });

  test.each(listed('ui.filter').map((input): Tried => ['row.text', input.id, input.why, input]))(
    '%s, %s: %s',
    async (_surface, id, _why, { text }) => {
      await expectAlike(
        id,
        () => record(text),
        () => record(tamed(text)),
      );
    },
  );
});

type Tried = [surface: string, id: string, why: string, input: HostileInput];

/** The same shape, with a mark that means nothing in place of those that mean something in SQL. */
function tamed(text: string): string {
  return text.replace(/['();|=>-]/g, '^');
}

/** As one value of the grammar. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * The same statements, as often, without a delay, and the same answer but for what was asked. What is remembered for a while is counted anew
 * now and then, and differs once: what is put into a statement differs each time.
 */
async function expectAlike(what: string, hostile: () => Promise<number>, calm: () => Promise<number>): Promise<void> {
  let [baseline, tried] = [await statementsOf(calm), await statementsOf(hostile)];
  for (let again = 0; again < 2 && tried.texts.join() !== baseline.texts.join(); again += 1) {
    [baseline, tried] = [await statementsOf(calm), await statementsOf(hostile)];
  }
  expect({ what, ...tried, ms: null }).toEqual({ what, ...baseline, ms: null });
  expect(tried.ms).toBeLessThan(baseline.ms + 2_000);
}

interface Statements {
  readonly status: number;
  /** What each does, whatever its constants are, with how often it was run. */
  readonly texts: readonly string[];
  /** That all of them took, in the database. */
  readonly ms: number;
}

async function statementsOf(ask: () => Promise<number>): Promise<Statements> {
  await app.sql`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`;
  const status = await ask();
  // Each connection of postgres.js once asks for the types of arrays, whenever the pool opens it; and a page may be whole before what it
  // asked in is committed, or before the look that somebody took at it is noted.
  const rows = await app.sql<{ id: string; query: string; calls: number; ms: number }[]>`
    select queryid::text as id, query, calls::int, total_exec_time as ms from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and query not like '%pg_stat_statements%' and query not like '%select b.oid, b.typarray%' and query not in ('begin', 'commit')
      and query not like '%into looks%'
    order by queryid, calls`;
  return {
    status,
    texts: rows.map(({ id, query, calls }) => `${calls} × ${textOf(id, query)}`),
    ms: rows.reduce((sum, { ms }) => sum + ms, 0),
  };
}

const texts = new Map<string, string>();

/** Postgres prints a statement with its constants taken out, or as it was sent where it was prepared before the reset. */
function textOf(id: string, query: string): string {
  const text = texts.get(id) ?? query;
  texts.set(id, text);
  return text;
}

async function get(address: string): Promise<number> {
  const answer = await fetch(`${app.baseUrl}${address}`, { headers: { cookie }, redirect: 'manual' });
  await answer.arrayBuffer();
  return answer.status;
}

let recorded = 0;

/** As an event of its own: compared again, it is recorded again. */
async function record(text: string): Promise<number> {
  recorded += 1;
  const answer = await fetch(`${app.baseUrl}/api/v1/actions`, {
    method: 'POST',
    headers: { cookie, origin: app.baseUrl, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...Object.fromEntries(textColumns.map((column) => [column, text])),
      event_id: `${text} ${recorded}`,
      action: `${text}.update`,
      metadata: { before: { [text]: text }, after: { [text]: `${text} more` } },
    }),
  });
  expect(await answer.text()).toContain('"created"');
  return answer.status;
}

const textColumns = ['actor_id', 'actor_label', 'subject_type', 'subject_id', 'subject_label', 'org_id', 'request_id', 'feature'];
