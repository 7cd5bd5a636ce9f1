import { type SQL, sql } from 'drizzle-orm';
import { subjectTerm } from '@/lib/address';
import type { Viewer } from '@/lib/viewer';
import type { ActionPage } from './action';
import { filterCondition } from './filter-sql';
import { jsonPathString } from './json-path';
import { type ListOptions, listWhere } from './list-actions';
import { mayHold } from './words-sql';

/** What an address calls a subject; at least one of the two is given. */
export interface SubjectName {
  readonly type: string | null;
  readonly id: string | null;
}

/**
 * The actions whose subject this is, and those that name its ID in their metadata as a text of its own, as creations do whose
 * subject is not known yet when they are asked for. In the order and pages of `listActions`.
 *
 * @throws {AppError} as `listActions`
 */
export async function listSubjectActions(viewer: Viewer, subject: SubjectName, options: ListOptions): Promise<ActionPage> {
  const narrowed = sql`${touches(subject, options.zone)} and ${filterCondition(options.filter, options.zone)}`;
  return listWhere(viewer, narrowed, { ...options, list: `history ${JSON.stringify([subject.type, subject.id])}` });
}

/** Both halves of the "or" have an index, so that Postgres joins what they find. Nobody looks deeper than the index does. */
export function touches({ type, id }: SubjectName, zone: string): SQL {
  const isSubject = filterCondition({ terms: [subjectTerm(type, id)] }, zone);
  if (id === null) return isSubject;
  const leaf = `$.**{0 to 32} ? (@ == ${jsonPathString(id)})`;
  return sql`(${isSubject} or (${mayHold(id)} and a.metadata @? ${leaf}::jsonpath))`;
}
