import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** Screens that are asked nothing: `/`, `/evidence`, `/settings` and those below it. Their addresses say only how to look. */
export type ScreenPath =
  | '/'
  | '/evidence'
  | '/settings'
  | '/settings/people'
  | '/settings/tokens'
  | '/settings/projects'
  | '/settings/sources'
  | '/settings/logs'
  | '/settings/retention';

export interface ScreenAddress extends CommonParams {
  /** `notice`: what became of a form that was sent; the words themselves are not in the address. */
  readonly notice: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseScreenAddress(params: Params): ScreenAddress {
  const reader = paramReader(params);
  return { notice: reader.text('notice'), ...readCommonParams(reader), problems: reader.problems };
}

/** Without the notice: what was told once is not to be mailed. */
export function screenHref<P extends ScreenPath>(path: P, params: Partial<CommonParams> = {}): `${P}` | `${P}?${string}` {
  return `${path}${printParams(printCommonParams(params))}`;
}
