import postgres from 'postgres';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readNeighbours } from '@/app/audit/action/read-neighbours';
import { breakdown } from '@/app/audit/breakdown';
import { readSubject } from '@/app/audit/subject/read-subject';
import { type Busiest, busiestIn, fillActions, withIndexesAfterwards } from '@/bench/rows';
import { parseField, parseFilter, parseSubjectAddress } from '@/lib/address';
import { type ActionPage, diffsOf, getAction, hasRealActions, type ListOptions, listActions, listFacet, subjectHistory } from '@/lib/audit';
import { database } from '@/lib/database';
import { hasSample } from '@/lib/sample';
import type { Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

/**
 * How Postgres finds the answers among 200,000 actions: each statement is taken from the pool as our code sends it, and run
 * once more under `explain analyze`. Rows that are read are the same on every machine, as milliseconds are not.
 */
const everyone = viewerIn(['*']);

/** Of another world, which lies between. */
const sampleRows = 3_000;
/** What is counted and one more, beside a page of fifty and one more, by their places and then whole. */
const mostListed = 10_001 + 2 * 51 + sampleRows;
/** What is counted, and once more to see that there is more. */
const mostFaceted = 2 * (100_001 + sampleRows);
const oldRows = 3_000;
/** A hundredth of all. */
const mostOfFew = 2_000;

let busy: Busiest;
let some: { readonly ref: string; readonly request: string; readonly trace: string };

beforeAll(async () => {
  const pg = postgres(await freshDatabase(), { max: 2, onnotice: () => undefined });
  await withIndexesAfterwards(pg, async () => {
    await addSample(pg);
    await fillActions(pg, { has: 0, rows: 200_000, everySeconds: 25 });
    await addRareActions(pg);
    await addOldActions(pg);
  });
  busy = await busiestIn(pg);
  const [row] = await pg<(typeof some)[]>`
    select source || '~' || id as ref, request_id as request, trace_id as trace from admin_actions where event_id = '100001'`;
  if (row) some = row;
  await pg.end();
}, 120_000);

describe('a list', () => {
  test('reads one page, and what it counts', async () => {
    const { ways, rowsRead } = await plansOf(() => list(''));
    expect(ways).toContain('time');
    expect(rowsRead).toBeLessThanOrEqual(mostListed);
  });

  test.each(['desc', 'asc'] as const)('reads no more for a page deep inside, %s', async (order) => {
    const place = await placeAfter(5_000, order);
    for (const at of [{ after: place }, { before: place }]) {
      const { ways, rowsRead } = await plansOf(() => list('', { ...at, order }));
      expect(ways).toContain('time');
      expect(rowsRead).toBeLessThanOrEqual(mostListed);
    }
  });

  test('of one organisation reads no other', async () => {
    const { ways, rowsRead } = await plansOf(() => list('', { viewer: viewerIn(['org_7']) }));
    expect(ways).toEqual(['org']);
    expect(rowsRead).toBeLessThanOrEqual(mostOfFew);
  });
});

describe('the history of a subject', () => {
  test('of which little is told', async () => {
    const { ways, rowsRead } = await plansOf(() => history('plan', 'plan_7'));
    expect(ways).toEqual(expect.arrayContaining(['subject', 'words']));
    expect(rowsRead).toBeLessThanOrEqual(10);
  });

  test.each(['desc', 'asc'] as const)('of which most is told, %s', async (order) => {
    const { ways, rowsRead } = await plansOf(() => history(busy.subject.type, busy.subject.id, { order }));
    expect(ways).toContain('subject');
    // All things of its type are many more.
    expect(ways).not.toContain('subject_type');
    expect(rowsRead).toBeLessThanOrEqual(mostOfFew);
  });

  test('of whatever type', async () => {
    const { rowsRead } = await plansOf(() => history(null, busy.subject.id));
    expect(rowsRead).toBeLessThanOrEqual(2 * mostOfFew);
  });

  test('and all that its page tells', async () => {
    const { rowsRead } = await plansOf(() => readSubject(everyone, parseSubjectAddress({ type: busy.subject.type, id: busy.subject.id })));
    expect(rowsRead).toBeLessThanOrEqual(5 * mostOfFew);
  });
});

describe('a part of a filter that few actions satisfy has its index', () => {
  test.each<[name: string, q: () => string, index: string]>([
    ['actor', () => 'actor:u_2999', 'actor'],
    ['nobody', () => 'actor:nobody', 'actor'],
    ['as', () => 'as:p_3', 'on_behalf_of'],
    ['an action', () => 'action:plan.archive', 'action'],
    ['actions by their beginning', () => 'action:plan.a*', 'action'],
    ['a category', () => 'action:plan', 'category'],
    ['a subject', () => `subject:${busy.subject.type}/${busy.subject.id}`, 'subject'],
    ['a subject of whatever type', () => `subject:${busy.subject.id}`, 'subject'],
    ['all subjects of a type', () => 'subject:plan/', 'subject_type'],
    ['subject_type', () => 'subject_type:plan', 'subject_type'],
    ['org', () => 'org:org_399', 'org'],
    ['request', () => `request:${some.request}`, 'request'],
    ['a request of many', () => `request:${busy.requestId}`, 'request'],
    ['trace', () => `trace:${some.trace}`, 'trace'],
    ['feature', () => 'feature:plans', 'feature'],
    ['surface', () => 'surface:plan-page', 'surface'],
    ['import', () => 'import:3', 'import'],
    ['imports', () => 'import:3..4', 'import'],
    ['source', () => 'source:file', 'event'],
    ['an hour', () => 'created:2026-02-03T10', 'time'],
    ['a time before all', () => 'created:<2026', 'time'],
    ['when it was recorded', () => 'recorded:2025', 'recorded'],
    ['a word', () => 'archive', 'words'],
    ['an id as a word', () => some.trace, 'words'],
    ['a path', () => 'meta.plan.id:plan_7', 'words'],
    ['what it was before', () => 'before.size:7131', 'words'],
  ])('%s', async (_name, q, index) => {
    for (const order of ['desc', 'asc'] as const) {
      const { ways, rowsRead } = await plansOf(() => list(q(), { order }));
      expect(ways).toContain(index);
      expect(rowsRead).toBeLessThanOrEqual(mostOfFew);
    }
  });
});

describe('a part of a filter that many actions satisfy', () => {
  test.each(['actor:u_0', 'org:org_0', 'surface:surface-3', 'action:customer', 'feature:flags', 'actor:u_0 created:2026'])(
    '%s is one column of one value: no more is read than is counted and shown',
    async (q) => {
      for (const order of ['desc', 'asc'] as const) {
        const { rowsRead } = await plansOf(() => list(q, { order }));
        expect(rowsRead).toBeLessThanOrEqual(mostListed);
      }
    },
  );

  test.each([
    ['outcome:failure', 0.039],
    ['subject_type:role', 0.12],
    ['action:customer.update', 0.24],
    ['rotate', 0.12],
    ['meta.attempt:3', 0.14],
  ])('%s is looked at no further than it takes to meet as many as are counted', async (q, share) => {
    for (const order of ['desc', 'asc'] as const) {
      const { rowsRead } = await plansOf(() => list(q, { order }));
      expect(rowsRead).toBeLessThanOrEqual((10_052 / share) * 1.2);
    }
  });
});

describe('a part of a filter that only old actions satisfy leads to them, and not through all that came later', () => {
  test.each([
    'action:old.load',
    'action:old.*',
    'actor_type:robot',
    'import:8..9',
    'import:>7',
    'has:import',
    'source:old',
    'outcome:unknown',
    'as:o_*',
    'subject:old/',
    'feature:old surface:old',
    'meta.old:yes',
  ])('%s', async (q) => {
    for (const order of ['desc', 'asc'] as const) {
      const { rowsRead } = await plansOf(() => list(q, { order }));
      expect(rowsRead).toBeLessThanOrEqual(1.5 * oldRows + mostOfFew + sampleRows);
    }
  });
});

describe('one action', () => {
  test('is read by its key', async () => {
    const { ways, rowsRead } = await plansOf(() => getAction(everyone, some.ref));
    expect({ ways, rowsRead }).toEqual({ ways: ['pkey'], rowsRead: 1 });
  });

  test('and what each of a page changed, by theirs', async () => {
    const { rows } = await list('');
    const { ways, rowsRead } = await plansOf(() => diffsOf(everyone, rows));
    expect({ ways, rowsRead }).toEqual({ ways: ['pkey'], rowsRead: 50 });
  });
});

describe('what stands around an action, and what is new', () => {
  test('is found for the busiest actor without walking through what they did', async () => {
    const [action] = (await list('actor:u_0', { limit: 1_000 })).rows.slice(-1);
    if (!action) throw new Error('u_0 is busy');
    const { ways, rowsRead } = await plansOf(() => readNeighbours(everyone, action));
    expect(ways).toEqual(expect.arrayContaining(['actor', 'time']));
    expect(rowsRead).toBeLessThanOrEqual(2 * mostOfFew + sampleRows);
  });

  test('what was recorded late is found by when it was recorded', async () => {
    const { ways, rowsRead } = await plansOf(() => list('created:<=2026-02-03 recorded:>2030'));
    expect(ways).toContain('recorded');
    expect(rowsRead).toBeLessThanOrEqual(mostOfFew);
  });
});

describe('facets and days', () => {
  test.each(['actor', 'meta.ip', 'day'])('by %s count the newest 100,000', async (by) => {
    const { ways, rowsRead } = await plansOf(() => facet('', by));
    expect(ways).toEqual(['time']);
    expect(rowsRead).toBeLessThanOrEqual(mostFaceted);
  });

  test.each([
    ['actor:u_2999', 'actor'],
    ['org:org_399', 'org'],
    ['created:2026-02-03T10', 'time'],
    ['archive', 'words'],
    ['meta.plan.id:plan_7', 'words'],
  ])('of %s read what a list would', async (q, index) => {
    const { ways, rowsRead } = await plansOf(() => facet(q, 'surface'));
    expect(ways).toEqual([index]);
    expect(rowsRead).toBeLessThanOrEqual(mostOfFew);
  });
});

describe('pages', () => {
  test('the explorer, beside its list', async () => {
    const { ways, rowsRead } = await plansOf(() => breakdown(everyone, { ...all, filter: parseFilter('') }));
    expect(ways).toEqual(['time']);
    expect(rowsRead).toBeLessThanOrEqual(mostFaceted);
  });

  test.each([
    ['u_2999', mostOfFew],
    ['u_0', mostListed],
  ])('the actor %s', async (id, most) => {
    for (const ask of [
      () => list(`actor:${id}`, { limit: 1 }),
      () => list(`actor:${id}`, { limit: 1, order: 'asc' }),
      () => list(`actor:${id} outcome:failure`, { limit: 1 }),
    ]) {
      const { rowsRead } = await plansOf(ask);
      expect(rowsRead).toBeLessThanOrEqual(most);
    }
    const { rowsRead } = await plansOf(() => breakdown(everyone, { ...all, filter: parseFilter(`actor:${id}`) }));
    expect(rowsRead).toBeLessThanOrEqual(2 * most);
  });

  // The questions of app/page.tsx.
  test.each(['', ' outcome:failure', ' action:*create*,*Create*'])('today%s', async (more) => {
    const { rowsRead } = await plansOf(() => list(`created:2026-02-03${more} -source:tracebook`, { limit: 30 }));
    expect(rowsRead).toBeLessThanOrEqual(mostListed);
  });

  test('today, what was made, on a day of all there is', async () => {
    const { ways, rowsRead } = await plansOf(() => list('created:2026 action:*create*,*Create* -source:tracebook', { limit: 30 }));
    expect(ways).toContain('creations');
    expect(rowsRead).toBeLessThanOrEqual(mostOfFew);
  });

  test('today, its newest actions', async () => {
    const { ways, rowsRead } = await plansOf(() => list('-source:tracebook', { limit: 30 }));
    expect(ways).toContain('time');
    expect(rowsRead).toBeLessThanOrEqual(mostListed);
  });

  test('all of them, which world they show', async () => {
    for (const ask of [hasSample, hasRealActions]) {
      const { ways, rowsRead } = await plansOf(ask);
      expect(ways).toEqual(['event']);
      expect(rowsRead).toBeLessThanOrEqual(10);
    }
  });
});

const all = { zone: 'UTC' };

function list(q: string, { viewer = everyone, ...options }: Partial<ListOptions> & { viewer?: Viewer } = {}): Promise<ActionPage> {
  return listActions(viewer, { ...all, filter: parseFilter(q), ...options });
}

function facet(q: string, by: string) {
  return listFacet(everyone, { ...all, filter: parseFilter(q), by: by === 'day' ? by : (parseField(by) ?? 'day') });
}

function history(type: string | null, id: string, options: Partial<ListOptions> = {}): Promise<ActionPage> {
  return subjectHistory(everyone, { ...all, filter: { terms: [] }, type, id, ...options });
}

async function placeAfter(rows: number, order: 'asc' | 'desc'): Promise<string | null> {
  let after: string | null = null;
  for (let read = 0; read < rows; read += 1_000) after = (await list('', { limit: 1_000, after, order })).next;
  return after;
}

/** What the statements read that were sent to answer a question. */
interface Plans {
  /** To `admin_actions`: its indexes by their names without `admin_actions_`, and `all` for going through the whole of it. */
  readonly ways: readonly string[];
  /** Of `admin_actions`, whether they were part of the answer or not. */
  readonly rowsRead: number;
}

/** As each pool plans them: that for look-ups once for all values. */
async function plansOf(ask: () => Promise<unknown>): Promise<Plans> {
  const pools = (['screens', 'look-ups'] as const).map((purpose) => database(purpose).$client);
  const spies = pools.map((pool) => vi.spyOn(pool, 'unsafe').mockClear());
  // What is asked within a transaction, for what is left of its time, is asked and seen without one.
  const begins = pools.map((pool) =>
    vi.spyOn(pool, 'begin').mockImplementation((ask: unknown) => (ask as (tx: typeof pool) => never)(pool)),
  );
  await ask();
  for (const begin of begins) begin.mockRestore();
  const statements = pools.flatMap((pool, n) => (spies[n]?.mock.calls ?? []).map(([text, values = []]) => ({ pool, text, values })));
  expect(statements).not.toEqual([]);
  const nodes: PlanNode[] = [];
  for (const { pool, text, values } of statements) {
    const connection = await pool.reserve();
    await connection.unsafe(`prepare planned as ${text}`);
    const given = values.length > 0 ? `(${values.map(literal).join(', ')})` : '';
    const [row] = await connection.unsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
      `explain (analyze, timing off, format json) execute planned${given}`,
    );
    await connection.unsafe('deallocate planned');
    connection.release();
    if (row) nodes.push(...nodesIn(row['QUERY PLAN'][0].Plan));
  }
  const scans = nodes.filter((node) => node['Relation Name'] === 'admin_actions');
  return {
    ways: [...new Set(nodes.flatMap(waysOf))].sort(),
    rowsRead: Math.round(scans.reduce((sum, node) => sum + rowsReadBy(node), 0)),
  };
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return literal(`{${value.map((one) => JSON.stringify(String(one))).join(',')}}`);
  return `'${String(value).replaceAll("'", "''")}'`;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** Per loop, and a mean of the loops. */
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

function nodesIn(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesIn)];
}

function waysOf(node: PlanNode): readonly string[] {
  if (node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'admin_actions') return ['all'];
  const index = node['Index Name']?.replace(/^admin_actions_/, '');
  return index === undefined || index === node['Index Name'] ? [] : [index];
}

function rowsReadBy(node: PlanNode): number {
  return (
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops']
  );
}

/** Half a thousand that are unlike all others, and spread over the same time. */
async function addRareActions(pg: postgres.Sql): Promise<void> {
  await pg`
    insert into admin_actions (source, event_id, created_at, actor_id, on_behalf_of, import_id, action, subject_type, subject_id, org_id, feature, surface, metadata)
    select 'file', n::text, timestamptz '2026-01-01' + n * interval '10000 seconds', 'u_9', 'p_' || n % 40, 1 + n % 5, 'plan.archive', 'plan', 'plan_' || n,
      'org_' || n % 50, 'plans', 'plan-page', jsonb_build_object('plan', jsonb_build_object('id', 'plan_' || n), 'before', jsonb_build_object('size', 7000 + n))
    from generate_series(1, 500) n`;
}

/** A feed that was given up after its first minute. */
async function addOldActions(pg: postgres.Sql): Promise<void> {
  await pg`
    insert into admin_actions (source, event_id, created_at, actor_id, actor_type, on_behalf_of, import_id, action, subject_type, subject_id, feature, surface, outcome, metadata)
    select 'old', n::text, timestamptz '2026-01-01' + n * interval '20 milliseconds', 'u_8', 'robot', 'o_' || n % 40, 8 + n % 2, 'old.load', 'old', 'old_' || n,
      'old', 'old', 'unknown', '{"old": "yes"}'
    from generate_series(1, ${oldRows}) n`;
}

/** Another world. */
async function addSample(pg: postgres.Sql): Promise<void> {
  await pg`
    insert into admin_actions (source, event_id, created_at, actor_id, action, subject_type, subject_id, org_id)
    select 'sample/billing', n::text, timestamptz '2026-01-01' + n * interval '1500 seconds', 'u_' || n % 90, 'invoice.issue', 'invoice', 's_' || n, 'org_' || n % 50
    from generate_series(1, ${sampleRows}) n`;
}
