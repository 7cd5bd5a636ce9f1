import { type SQL, sql } from 'drizzle-orm';
import { subjectTerm } from '@/lib/address';
import type { Viewer } from '@/lib/viewer';
import type { ActionPage } from './action';
import { filterCondition } from './filter-sql';
import { jsonPathString } from './json-path';
import { type ListOptions, listWhere } from './list-actions';
import { mayHold } from './words-sql';

export interface SubjectOptions extends ListOptions {
  /** Null for whatever type. */
  readonly type: string | null;
  readonly id: string;
}

/**
 * Who changed this: the actions whose subject it is, and those that name its ID in their metadata as a text of its own, as
 * creations do whose subject is not known yet when they are asked for. In the order and pages of `listActions`.
 *
 * @throws {AppError} as `listActions`
 */
export async function subjectHistory(viewer: Viewer, { type, id, ...options }: SubjectOptions): Promise<ActionPage> {
  const isSubject = filterCondition({ terms: [subjectTerm(type, id)] }, options.zone);
  const narrowed = sql`(${isSubject} or ${isNamed(id)}) and ${filterCondition(options.filter, options.zone)}`;
  return listWhere(viewer, narrowed, { ...options, list: `history ${JSON.stringify([type, id])}` });
}

/** Both halves of the "or" have an index, so that Postgres joins what they find. Nobody looks deeper than the index does. */
function isNamed(id: string): SQL {
  const leaf = `$.**{0 to 32} ? (@ == ${jsonPathString(id)})`;
  return sql`(${mayHold(id)} and a.metadata @? ${leaf}::jsonpath)`;
}
