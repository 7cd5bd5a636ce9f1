import { type ListParams, printListParams, readListParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

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
