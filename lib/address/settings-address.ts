import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/settings` and the screens below it. */
export interface SettingsAddress extends CommonParams {
  /** `notice`: what became of a form that was sent from here; the words themselves are not in the address. */
  readonly notice: string | null;
  readonly problems: readonly ParamProblem[];
}

export type SettingsPath = '/settings' | '/settings/people' | '/settings/tokens';

export function parseSettingsAddress(params: Params): SettingsAddress {
  const reader = paramReader(params);
  return { notice: reader.text('notice'), ...readCommonParams(reader), problems: reader.problems };
}

/** Without the notice: what was told once is not to be mailed. */
export function settingsHref<P extends SettingsPath>(path: P, params: Partial<CommonParams> = {}): `${P}` | `${P}?${string}` {
  return `${path}${printParams(printCommonParams(params))}`;
}
