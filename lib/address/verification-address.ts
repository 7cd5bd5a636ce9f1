import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/evidence/verification?id=`: one run. Null where the number is missing or none. */
export interface VerificationAddress extends CommonParams {
  readonly id: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseVerificationAddress(params: Params): VerificationAddress {
  const reader = paramReader(params);
  const read = (text: string) => (/^\d{1,18}$/.test(text) ? text : null);
  const id = reader.value('id', { read, fallback: null, why: 'id is the number of a verification.' });
  return { id, ...readCommonParams(reader), problems: reader.problems };
}

export function verificationHref(id: string, params: Partial<CommonParams> = {}): `/evidence/verification?${string}` {
  return `/evidence/verification${printParams({ id, ...printCommonParams(params) }) || '?'}`;
}
