import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/logs/line?id=`, and with the same parameters `GET /api/v1/line`: one line. Null where its name is missing or none. */
export interface LineAddress extends CommonParams {
  readonly id: string | null;
  /** `around`: how many seconds before and after it are shown. */
  readonly aroundSeconds: number;
  readonly problems: readonly ParamProblem[];
}

const usualSeconds = 5;
const mostSeconds = 3600;

export function parseLineAddress(params: Params): LineAddress {
  const reader = paramReader(params);
  const id = reader.value('id', {
    read: (text) => (/^[1-9]\d{0,18}(-[0-9a-f]{16})?$/.test(text) ? text : null),
    fallback: null,
    why: 'id names no line; it is a number, and of a line in Loki 16 hex digits behind it.',
  });
  const aroundSeconds = reader.value('around', {
    read: (text) => (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= mostSeconds ? Number(text) : null),
    fallback: usualSeconds,
    why: `around is a number of seconds from 1 to ${mostSeconds}; ${usualSeconds} is used.`,
  });
  return { id, aroundSeconds, ...readCommonParams(reader), problems: reader.problems };
}

export function lineHref(id: string, params: Partial<CommonParams & { aroundSeconds: number }> = {}): `/logs/line?${string}` {
  const { aroundSeconds: around } = params;
  return `/logs/line${printParams({ id, around: around === usualSeconds ? null : around, ...printCommonParams(params) }) || '?'}`;
}

/** The same line from the API. */
export function lineApiHref(id: string, params: Partial<CommonParams> = {}): `/api/v1/line?${string}` {
  return `/api/v1/line${printParams({ id, ...printCommonParams(params) }) || '?'}`;
}
