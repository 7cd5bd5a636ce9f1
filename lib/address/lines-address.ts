import { readTime } from '@/lib/time';
import type { Filter } from './filter';
import { type LineKey, type LineRoot, lineGrammar } from './grammar';
import { type PageParams, printListParams, readPageParams } from './list-params';
import { type ParamProblem, type ParamReader, type Params, paramReader, printParams } from './params';
import { parseFilter } from './parse-filter';
import { timeTerm, withTerm } from './refine-filter';

export type LineFilter = Filter<LineKey, LineRoot>;

export interface LineListParams extends PageParams {
  /** `q` */
  readonly filter: LineFilter;
}

/** `/logs`, and with the same parameters `GET /api/v1/logs`. */
export interface LinesAddress extends LineListParams {
  /** `live=1`: the newest lines, asked for again every few seconds. */
  readonly isLive: boolean;
  readonly problems: readonly ParamProblem[];
}

/** `from` and `to` are read too, as programs ask for logs, and become part of the filter: from included, to not. */
export function parseLinesAddress(params: Params): LinesAddress {
  const reader = paramReader(params);
  const isLive = reader.value('live', {
    read: (text) => (text === '1' ? true : null),
    fallback: false,
    why: 'live is 1 or absent; it is left out.',
  });
  const written = parseFilter(reader.text('q') ?? '', lineGrammar);
  const bounds = [readBound(reader, 'from', '>='), readBound(reader, 'to', '<')].filter((term) => term !== null);
  const filter = bounds.reduce<LineFilter>((found, term) => withTerm(found, term), written);
  return { ...readPageParams(reader), filter, isLive, problems: reader.problems };
}

function readBound(reader: ParamReader, param: 'from' | 'to', operator: '>=' | '<') {
  return reader.value(param, {
    read: (text) => (readTime(text) ? timeTerm(operator, text) : null),
    fallback: null,
    why: `${param} is a day or a time, such as 2026-10-03T14:02:00Z; it is left out.`,
  });
}

export function linesHref(address: Partial<LineListParams & { isLive: boolean }> = {}): `/logs${'' | `?${string}`}` {
  return `/logs${printParams({ ...printListParams(address), live: address.isLive ? 1 : null })}`;
}

/** The same list from the API. */
export function linesApiHref(address: Partial<LineListParams> = {}): `/api/v1/logs${'' | `?${string}`}` {
  return `/api/v1/logs${printParams(printListParams(address))}`;
}
