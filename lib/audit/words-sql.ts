import { type SQL, sql } from 'drizzle-orm';
import * as words from '@/lib/filter-sql';
import type { Dialect } from './dialect';

/** Exactly the expression of the index `admin_actions_words`. */
const index = sql`action_words(a.actor_id, a.actor_label, a.on_behalf_of, a.action, a.subject_id, a.subject_label, a.request_id, a.trace_id, a.metadata)`;

const text = sql`lower(concat_ws(' ', a.actor_id, a.actor_label, a.on_behalf_of, a.action, a.subject_id, a.subject_label, a.request_id, a.trace_id))`;
const json = sql`lower(a.metadata::text)`;

/** Free words in ids, labels, action and the texts of the metadata. Tables of other teams have no such index. */
export function wordsCondition(searched: string, { isOurs }: Dialect): SQL {
  return words.wordsCondition(searched, { index: isOurs ? index : null, text, json });
}

export function mayHoldLeaf(leaves: readonly string[]): SQL {
  return words.mayHoldLeaf(index, leaves);
}
