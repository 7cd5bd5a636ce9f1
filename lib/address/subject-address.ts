import { actionsApiHref } from './audit-address';
import { type ListParams, printListParams, readListParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';
import { subjectTerm } from './refine-filter';

/** `/audit/subject?type=&id=`: who changed this. The filter narrows its history. */
export interface SubjectAddress extends ListParams {
  /** Null where any type, or any ID, is meant. */
  readonly type: string | null;
  readonly id: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseSubjectAddress(params: Params): SubjectAddress {
  const reader = paramReader(params);
  return { type: reader.text('type'), id: reader.text('id'), ...readListParams(reader), problems: reader.problems };
}

export function subjectHref(
  subject: { readonly type: string | null; readonly id: string | null },
  params: Partial<ListParams> = {},
): `/audit/subject${'' | `?${string}`}` {
  return `/audit/subject${printParams({ type: subject.type, id: subject.id, ...printListParams(params) })}`;
}

/** The same history from the API; of all of a type, which has none, the list of what was done to such things. */
export function subjectApiHref({ type, id }: Pick<SubjectAddress, 'type' | 'id'>, params: ListParams): `/api/v1/${string}` {
  if (id === null) return actionsApiHref({ ...params, filter: { terms: [subjectTerm(type, id), ...params.filter.terms] } });
  return `/api/v1/subjects/history${printParams({ type, id, ...printListParams(params) })}`;
}
