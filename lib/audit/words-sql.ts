import { type SQL, sql } from 'drizzle-orm';

/** Free words, literally and without regard to case, in the columns that people read and anywhere in the metadata. */
export function wordsCondition(text: string): SQL {
  return sql`strpos(lower(concat_ws(' ', a.actor_id, a.actor_label, a.on_behalf_of, a.action, a.subject_id, a.subject_label, a.request_id, a.trace_id)), lower(${text})) > 0
    or strpos(lower(a.metadata::text), lower(${text})) > 0`;
}
