import postgres from 'postgres';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { database } from '@/lib/database';
import { carriedIds, eventsOfId, getErrorEvent, getIssue, hasRealEvents, listErrorEvents, listIssues } from '@/lib/issues';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

/** How many errors each question reads among 20,000, of 400 issues, 20 organisations and 2,000 requests. */
const many = 20_000;
const everyone = viewerIn(['*'], { may: ['issues:read'] });
const one = viewerIn(['org_7'], { may: ['issues:read'] });
const asked = (text: string) => ({ filter: parseFilter(text, issueGrammar), zone: 'UTC' });

beforeAll(async () => {
  const pg = postgres(await freshDatabase(), { max: 1, onnotice: () => undefined });
  await pg`insert into issues (project, fingerprint) select 'shop', n::text from generate_series(1, 400) n`;
  await pg`
    insert into error_events (created_at, project, event_id, digest, issue_id, trust, type, message, request_id, trace_id, session_id, replay_id,
      user_id, org_id, feature, release, level, tags)
    select now() - n * interval '10 seconds', 'shop', md5('e' || n), md5('d' || n), 1 + n % 400, 'server', 'Error', 'failed ' || n, 'req-' || n % 2000,
      md5('t' || n % 2000), 's_' || n % 2000, md5('r' || n % 2000), 'u_' || n % 1000, 'org_' || n % 20, 'f_' || n % 10, 'web@1', 'error',
      jsonb_build_object('order', 'o_' || n)
    from generate_series(1, ${many}::int) n`;
  await pg`
    insert into issue_counts (issue_id, org_id, events, server_events, people, first_seen, last_seen)
    select issue_id, o.org_id, count(*), count(*), count(distinct user_id), min(created_at), max(created_at)
    from error_events a, lateral (values ('*'), (a.org_id)) as o (org_id) group by 1, 2`;
  await pg`
    insert into transactions (created_at, project, event_id, digest, trust, name, duration_ms, request_id, trace_id)
    select now() - n * interval '10 seconds', 'shop', md5('x' || n), md5('y' || n), 'server', 'GET /', 1, 'req-' || n, md5('t' || n)
    from generate_series(1, 5000) n`;
  for (const table of ['issues', 'error_events', 'issue_counts', 'transactions']) await pg`analyze ${pg(table)}`;
  await pg.end();
}, 60_000);

/** Errors and transactions that are read: ten of a request, twenty of a user, fifty of an issue and some more. */
describe('a look-up reads what it finds, and little besides', () => {
  test.each([
    ['a request', () => eventsOfId(everyone, 'req-77', { limit: 500 }), 2_500],
    ['a trace, of one organisation', () => eventsOfId(one, 'f'.repeat(32), { limit: 500 }), 10],
    ['an event by its id', () => getErrorEvent(everyone, 'f'.repeat(32)), 10],
    ['an event by its number', () => getErrorEvent(everyone, '4711'), 10],
    ['an issue', () => getIssue(everyone, '17'), 700],
    ['an issue, of one organisation', () => getIssue(one, '17'), 700],
    ['errors of a request', () => listErrorEvents(everyone, asked('request:req-77')), 50],
    ['errors of a user', () => listErrorEvents(everyone, asked('user:u_7')), 100],
    ['errors of a session', () => listErrorEvents(everyone, asked('session:s_7')), 100],
    ['errors of an issue', () => listErrorEvents(everyone, asked('issue:SHOP-17')), 200],
    ['errors with a tag', () => listErrorEvents(everyone, asked('tag.order:o_4711')), 50],
    ['errors with a word', () => listErrorEvents(everyone, asked('4711')), 200],
    ['the newest errors', () => listErrorEvents(everyone, asked('')), 100],
    ['the newest errors of one organisation', () => listErrorEvents(one, asked('')), 200],
    ['issues of a request', () => listIssues(everyone, { ...asked('request:req-77'), limit: 10 }), 2_500],
    ['issues', () => listIssues(everyone, { ...asked(''), limit: 10 }), 2_500],
    ['issues of one organisation', () => listIssues(one, { ...asked(''), limit: 10 }), 5_000],
    ['whether anything is real', () => hasRealEvents(), 10],
    ['what is carried', () => carriedIds(everyone), 1_100],
  ])('%s', async (_, ask, most) => {
    const { scanned, rowsRead } = await plansOf(ask);
    expect(scanned).toEqual([]);
    expect(rowsRead).toBeLessThanOrEqual(most);
  });
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The tables that were read from end to end, and how many errors and transactions were read. */
async function plansOf(ask: () => Promise<unknown>): Promise<{ scanned: readonly string[]; rowsRead: number }> {
  const pool = database('screens').$client;
  const sent = vi.spyOn(pool, 'unsafe').mockClear();
  await ask();
  const statements = sent.mock.calls.map(([text, values]) => ({ text, values }));
  expect(statements).not.toEqual([]);
  const nodes: PlanNode[] = [];
  for (const { text, values } of statements) {
    const [row] = await pool.unsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(`explain (analyze, timing off, format json) ${text}`, values);
    if (row) nodes.push(...nodesIn(row['QUERY PLAN'][0].Plan));
  }
  const ours = nodes.filter((node) => ['error_events', 'transactions'].includes(node['Relation Name'] ?? ''));
  return {
    scanned: ours.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [])),
    rowsRead: Math.round(ours.reduce((sum, node) => sum + rowsReadBy(node), 0)),
  };
}

function nodesIn(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesIn)];
}

function rowsReadBy(node: PlanNode): number {
  return (
    (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops']
  );
}
