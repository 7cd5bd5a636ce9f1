import { type SQL, sql } from 'drizzle-orm';
import { subjectTerm } from '@/lib/address';
import { jsonPathString } from '@/lib/filter-sql';
import type { Viewer } from '@/lib/viewer';
import type { ActionPage } from './action';
import type { AuditTable } from './audit-table';
import { filterCondition } from './filter-sql';
import { type ListOptions, listAnyOf } from './list-actions';
import { mayHoldLeaf } from './words-sql';

export interface SubjectOptions extends ListOptions {
  /** Null for whatever type. */
  readonly type: string | null;
  readonly id: string;
}

/**
 * Who changed this: the actions whose subject it is, and those that name its ID in their metadata as a text of its own, as
 * creations do whose subject is not known yet when they are asked for (in our own table: others have no index for that). In the order and pages of `listActions`.
 *
 * @throws {AppError} as `listActions`
 */
export async function subjectHistory(viewer: Viewer, { type, id, ...options }: SubjectOptions): Promise<ActionPage> {
  const conditions = (table: AuditTable) => subjectConditions(table, { type, id, filter: options.filter, zone: options.zone });
  const isPlannedOnce = options.filter.terms.length === 0;
  return listAnyOf(viewer, conditions, { ...options, list: `history ${JSON.stringify([type, id])}`, isPlannedOnce });
}

/** What a row of the history satisfies, of which none satisfies two. */
export function subjectConditions(
  { dialect }: Pick<AuditTable, 'dialect'>,
  { type, id, filter, zone }: Pick<SubjectOptions, 'type' | 'id' | 'filter' | 'zone'>,
): readonly SQL[] {
  const isSubject = filterCondition({ terms: [subjectTerm(type, id)] }, zone, dialect);
  const narrowed = filterCondition(filter, zone, dialect);
  const itself = sql`${isSubject} and ${narrowed}`;
  return dialect.isOurs ? [itself, sql`${isNamed(id)} and (${isSubject}) is not true and ${narrowed}`] : [itself];
}

/** Nobody looks deeper than the index does. */
function isNamed(id: string): SQL {
  const text = jsonPathString(id);
  return sql`${mayHoldLeaf([text])} and jsonb_path_exists(a.metadata, ${`$.**{0 to 32} ? (@ == ${text})`}::jsonpath)`;
}
