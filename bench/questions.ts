import type { Busiest } from './rows';

/** One question, over HTTP and as the statement that somebody in a hurry would write by hand. */
export interface Question {
  readonly name: string;
  readonly path: string;
  readonly statement: string;
  readonly values: readonly string[];
}

/** A place deep in the list, as the cursor that leads there and as the row that it stands for. */
export interface DeepPlace {
  readonly page: number;
  readonly cursor: string;
  readonly createdAt: string;
  readonly id: string;
}

const columns = `a.source, a.event_id, a.created_at::text, a.actor_id, a.actor_type, a.actor_label, a.on_behalf_of, a.action, a.subject_type,
  a.subject_id, a.subject_label, a.org_id, a.request_id, a.trace_id, a.feature, a.surface, a.outcome, a.import_id, a.flags`;

export const deepPageSize = 50;

export function questionsAbout({ subject, requestId }: Busiest, deep: DeepPlace): readonly Question[] {
  // Qualified: a bare name would sort by the text of the output column.
  const newest = 'order by a.created_at desc, a.id desc';
  return [
    {
      name: 'list',
      path: '/api/v1/actions?limit=100',
      statement: `select ${columns} from admin_actions a ${newest} limit 100`,
      values: [],
    },
    {
      name: `page ${deep.page.toLocaleString('en')}`,
      path: `/api/v1/actions?limit=${deepPageSize}&after=${encodeURIComponent(deep.cursor)}`,
      statement: `select ${columns} from admin_actions a where (a.created_at, a.id) < ($1::timestamptz, $2::bigint) ${newest} limit ${deepPageSize}`,
      values: [deep.createdAt, deep.id],
    },
    {
      name: 'subject history',
      path: `/api/v1/subjects/history?type=${subject.type}&id=${subject.id}&limit=100`,
      statement: `select ${columns} from admin_actions a where a.subject_type = $1 and a.subject_id = $2 ${newest} limit 100`,
      values: [subject.type, subject.id],
    },
    {
      name: 'request lookup',
      path: `/api/v1/actions?q=request:${requestId}&limit=100`,
      statement: `select ${columns} from admin_actions a where left(a.request_id, 200) = left($1, 200) and a.request_id = $1 ${newest} limit 100`,
      values: [requestId],
    },
    {
      name: 'facets by actor',
      path: '/api/v1/actions/facets?by=actor&limit=20',
      statement: `select actor_id, count(*) from (select actor_id from admin_actions a ${newest} limit 100000) newest group by 1 order by 2 desc limit 20`,
      values: [],
    },
  ];
}
