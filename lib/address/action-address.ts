import { type ActionRef, parseActionRef, printActionRef } from './action-ref';
import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/audit/action?ref=`: one action. Null where the reference is missing or none. */
export interface ActionAddress extends CommonParams {
  readonly ref: ActionRef | null;
  readonly problems: readonly ParamProblem[];
}

export function parseActionAddress(params: Params): ActionAddress {
  const reader = paramReader(params);
  const ref = reader.value('ref', { read: parseActionRef, fallback: null, why: 'ref names no action; it is written source~key.' });
  return { ref, ...readCommonParams(reader), problems: reader.problems };
}

/** `ref` as it stands in a row, or in its parts. */
export function actionHref(ref: string | ActionRef, params: Partial<CommonParams> = {}): `/audit/action?${string}` {
  return `/audit/action${refParams(ref, params)}`;
}

/** The same action from the API. */
export function actionApiHref(ref: string | ActionRef, params: Partial<CommonParams> = {}): `/api/v1/action?${string}` {
  return `/api/v1/action${refParams(ref, params)}`;
}

function refParams(ref: string | ActionRef, params: Partial<CommonParams>): `?${string}` {
  const text = typeof ref === 'string' ? ref : printActionRef(ref);
  return printParams({ ref: text, ...printCommonParams(params) }) || '?';
}
