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

const columns = `source, event_id, created_at::text, actor_id, actor_type, actor_label, on_behalf_of, action, subject_type, subject_id,
  subject_label, org_id, request_id, trace_id, feature, surface, outcome, import_id, flags`;

export const deepPageSize = 50;

export function questionsAbout({ subject, requestId }: Busiest, deep: DeepPlace): readonly Question[] {
  const newest = 'order by created_at desc, id desc';
  return [
    { name: 'list', path: '/api/v1/actions?limit=100', statement: `select ${columns} from admin_actions ${newest} limit 100`, values: [] },
    {
      name: `page ${deep.page.toLocaleString('en')}`,
      path: `/api/v1/actions?limit=${deepPageSize}&after=${encodeURIComponent(deep.cursor)}`,
      statement: `select ${columns} from admin_actions where (created_at, id) < ($1::timestamptz, $2::bigint) ${newest} limit ${deepPageSize}`,
      values: [deep.createdAt, deep.id],
    },
    {
      name: 'subject history',
      path: `/api/v1/subjects/history?type=${subject.type}&id=${subject.id}&limit=100`,
      statement: `select ${columns} from admin_actions where subject_type = $1 and subject_id = $2 ${newest} limit 100`,
      values: [subject.type, subject.id],
    },
    {
      name: 'request lookup',
      path: `/api/v1/actions?q=request:${requestId}&limit=100`,
      statement: `select ${columns} from admin_actions where request_id = $1 ${newest} limit 100`,
      values: [requestId],
    },
    {
      name: 'facets by actor',
      path: '/api/v1/actions/facets?by=actor&limit=20',
      statement: `select actor_id, count(*) from (select actor_id from admin_actions ${newest} limit 100000) newest group by 1 order by 2 desc limit 20`,
      values: [],
    },
  ];
}
