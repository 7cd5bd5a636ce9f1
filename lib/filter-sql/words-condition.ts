import { type SQL, sql } from 'drizzle-orm';

/** Where words are looked for. */
export interface Searched {
  /** Exactly the expression of an index of words; null where there is none. */
  readonly index: SQL | null;
  /** Texts and JSON, in small letters. */
  readonly text: SQL;
  readonly json: SQL;
}

/**
 * Free words: literally, in their order and without regard to case. The index finds rows that hold all of them, the last one by its
 * beginning; what stands between them is compared after. In quotes of its own a text is found where it is the whole of a text in
 * the JSON.
 */
export function wordsCondition(searched: string, { index, text, json }: Searched): SQL {
  const holds = sql`(strpos(${text}, lower(${searched})) > 0 or strpos(${json}, lower(${escaped(searched)})) > 0
    or strpos(${json}, lower(${searched})) > 0)`;
  return index ? sql`(action_words_query(${searched}) is null or ${index} @@ action_words_query(${searched})) and ${holds}` : holds;
}

/** Printed JSON holds quotes and control characters as escapes. */
function escaped(text: string): string {
  return JSON.stringify(text.toWellFormed()).slice(1, -1);
}

/** Rows among which those are whose JSON holds one of these, each the whole of a text or a number, as JSON. */
export function mayHoldLeaf(index: SQL, leaves: readonly string[]): SQL {
  const queries = leaves.map((leaf) => sql`action_leaf_query(${leaf}::jsonb)`);
  return sql`${index} @@ (${sql.join(queries, sql` || `)})`;
}

/** Whether there is a word to look for: the same question as in `action_words_query`, asked without the database. */
export function hasWord(text: string): boolean {
  return /[^\s!-/:-@[-`{-~]/.test(text);
}
