import type { Busiest } from './rows';

/** One question, as an address of the app and as the statement that somebody in a hurry would write by hand. */
export interface Question {
  readonly name: string;
  /** What it is compared with: a JSON call with an empty one, a page with an empty page. */
  readonly kind: 'json' | 'page';
  /** Of each turn its own, where nothing may be known from the turn before. */
  readonly path: string | ((turn: number) => string);
  /** By a value that an index leads to. */
  readonly isLookUp?: true;
  /** Judged by itself: its answer holds what up to a hundred thousand actions are made of, it visits each of thousands of actions, or nobody saw its rows before. */
  readonly apart?: 'counts' | 'visits' | 'first-look';
  /** Measured up to this text of the answer; the rest is read all the same. */
  readonly until?: string;
  /** None where a page asks several, or where nobody would wait for it. */
  readonly statement?: string;
  readonly values?: readonly string[];
}

/** A place deep in the list, as the cursor that leads there and as the row that it stands for. */
export interface DeepPlace {
  readonly page: number;
  readonly cursor: string;
  readonly createdAt: string;
  readonly id: string;
}

/** Authenticated, and with nothing to say. */
export const emptyRoutes = { json: '/api/v1/session', page: '/settings' } as const;

/** What a browser says that loads a page: such a page holds no row twice (docs/decisions/0028). */
export const asBrowser = { 'sec-fetch-dest': 'document', 'accept-encoding': 'gzip, deflate, br' } as const;

/** What is shown where nothing is said. */
export const pageSize = 50;

const columns = `a.source, a.event_id, a.created_at::text, a.actor_id, a.actor_type, a.actor_label, a.on_behalf_of, a.action, a.subject_type,
  a.subject_id, a.subject_label, a.org_id, a.request_id, a.trace_id, a.feature, a.surface, a.outcome, a.import_id, a.flags`;

// Qualified: a bare name would sort by the text of the output column.
const newest = 'order by a.created_at desc, a.id desc';

export function questionsAbout({ subject, requestId, traceId, actor, ticket, ref }: Busiest, deep: DeepPlace): readonly Question[] {
  const where = (condition: string, size: number = pageSize) =>
    `select ${columns} from admin_actions a where ${condition} ${newest} limit ${size}`;
  const history = `type=${subject.type}&id=${subject.id}`;
  const requested = 'left(a.request_id, 200) = left($1, 200) and a.request_id = $1';
  return [
    { name: 'list of 100', kind: 'json', path: '/api/v1/actions?limit=100', statement: where('true', 100) },
    { name: 'page 1', kind: 'json', path: `/api/v1/actions?limit=${pageSize}`, statement: where('true') },
    {
      name: 'deep page',
      kind: 'json',
      path: `/api/v1/actions?limit=${pageSize}&after=${encodeURIComponent(deep.cursor)}`,
      statement: where('(a.created_at, a.id) < ($1::timestamptz, $2::bigint)'),
      values: [deep.createdAt, deep.id],
    },
    {
      name: 'one action',
      kind: 'json',
      isLookUp: true,
      path: `/api/v1/action?ref=${ref.source}~${ref.id}`,
      statement: where('a.id = $1'),
      values: [ref.id],
    },
    {
      name: 'request look-up',
      kind: 'json',
      isLookUp: true,
      path: `/api/v1/actions?q=request:${requestId}`,
      statement: where(requested),
      values: [requestId],
    },
    {
      name: 'trace look-up',
      kind: 'json',
      isLookUp: true,
      path: `/api/v1/actions?q=trace:${traceId}`,
      statement: where('a.trace_id = $1'),
      values: [traceId],
    },
    {
      name: 'subject history',
      kind: 'json',
      isLookUp: true,
      path: `/api/v1/subjects/history?${history}`,
      statement: where('a.subject_type = $1 and a.subject_id = $2'),
      values: [subject.type, subject.id],
    },
    {
      name: 'busiest actor',
      kind: 'json',
      isLookUp: true,
      path: `/api/v1/actions?q=actor:${actor}`,
      statement: where('a.actor_id = $1'),
      values: [actor],
    },
    {
      // By hand it would read the whole table, and leave nothing of the rest in memory for what is asked in turns with it.
      name: 'ticket in the metadata',
      kind: 'json',
      isLookUp: true,
      path: `/api/v1/actions?q=meta.ticket:${ticket}`,
    },
    {
      // One action in 250 has it, and no index has them in order.
      name: 'address in the metadata',
      kind: 'json',
      apart: 'visits',
      path: '/api/v1/actions?q=meta.ip:192.0.2.17',
      statement: where(`a.metadata @> '{"ip": "192.0.2.17"}'`),
    },
    {
      name: 'facets by actor',
      kind: 'json',
      apart: 'counts',
      path: '/api/v1/actions/facets?by=actor&limit=20',
      statement: `select actor_id, count(*) from (select actor_id from admin_actions a ${newest} limit 100000) newest group by 1 order by 2 desc limit 20`,
    },
    { name: '/audit', kind: 'page', path: '/audit', apart: 'counts' },
    { name: '/audit, its rows', kind: 'page', path: '/audit', until: '</table>' },
    { name: '/audit of a request', kind: 'page', path: `/audit?q=request:${requestId}` },
    { name: '/audit of ever another request', kind: 'page', apart: 'first-look', path: (turn) => `/audit?q=request:bulk_${turn + 1}` },
    { name: '/audit/subject', kind: 'page', path: `/audit/subject?${history}` },
    { name: '/audit/action', kind: 'page', path: `/audit/action?ref=${ref.source}~${ref.id}` },
    { name: '/', kind: 'page', path: '/' },
  ];
}

/** The page that {@link DeepPlace} stands for, as most would write it. */
export function offsetStatement({ page }: DeepPlace): string {
  return `select ${columns} from admin_actions a ${newest} offset ${(page - 1) * pageSize} limit ${pageSize}`;
}
