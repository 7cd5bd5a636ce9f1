import { type SQL, sql } from 'drizzle-orm';
import type { Dialect } from './dialect';

/** Exactly the expression of the index `admin_actions_words`. */
const words = sql`action_words(a.actor_id, a.actor_label, a.on_behalf_of, a.action, a.subject_id, a.subject_label, a.request_id, a.trace_id, a.metadata)`;

const columnText = sql`lower(concat_ws(' ', a.actor_id, a.actor_label, a.on_behalf_of, a.action, a.subject_id, a.subject_label, a.request_id, a.trace_id))`;

const metadataText = sql`lower(a.metadata::text)`;

/**
 * Free words: literally, in their order and without regard to case, in ids, labels, action and the texts of the metadata.
 * The index finds rows that hold all of them, the last one by its beginning; what stands between them is compared after. In
 * quotes of its own a text is found where it is the whole of a text in the metadata.
 */
export function wordsCondition(text: string, { isOurs }: Dialect): SQL {
  const holds = sql`(strpos(${columnText}, lower(${text})) > 0 or strpos(${metadataText}, lower(${escaped(text)})) > 0
    or strpos(${metadataText}, lower(${text})) > 0)`;
  return isOurs ? sql`${mayHold(text)} and ${holds}` : holds;
}

/** Printed JSON holds quotes and control characters as escapes. */
function escaped(text: string): string {
  return JSON.stringify(text.toWellFormed()).slice(1, -1);
}

/** Rows among which those with this text are; all of them where the text holds no word to look for. */
function mayHold(text: string): SQL {
  return sql`(action_words_query(${text}) is null or ${words} @@ action_words_query(${text}))`;
}

/** Rows among which those are whose metadata hold one of these, each the whole of a text or a number, as JSON. */
export function mayHoldLeaf(leaves: readonly string[]): SQL {
  const queries = leaves.map((leaf) => sql`action_leaf_query(${leaf}::jsonb)`);
  return sql`${words} @@ (${sql.join(queries, sql` || `)})`;
}

/** Whether there is a word to look for: the same question as in `action_words_query`, asked without the database. */
export function hasWord(text: string): boolean {
  return /[^\s!-/:-@[-`{-~]/.test(text);
}
