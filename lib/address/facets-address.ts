import type { Field, Filter } from './filter';
import { type CommonParams, printCommonParams, readCommonParams, readLimit } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';
import { parseField, parseFilter } from './parse-filter';
import { printField, printFilter } from './print-filter';

/** `GET /api/v1/actions/facets?by=`: the commonest values of a column or path, or the days of a zone, with their counts. */
export interface FacetsAddress extends CommonParams {
  readonly by: Field | 'day' | null;
  readonly filter: Filter;
  readonly limit: number;
  readonly problems: readonly ParamProblem[];
}

const defaultFacets = 20;

export function parseFacetsAddress(params: Params): FacetsAddress {
  const reader = paramReader(params);
  return {
    by: reader.value('by', { read: readBy, fallback: null, why: 'by is day, a key such as actor, or a path such as meta.ip.' }),
    filter: parseFilter(reader.text('q') ?? ''),
    limit: reader.value('limit', {
      read: readLimit,
      fallback: defaultFacets,
      why: `limit is a number from 1 to 1000; ${defaultFacets} is used.`,
    }),
    ...readCommonParams(reader),
    problems: reader.problems,
  };
}

function readBy(text: string): Field | 'day' | null {
  return text === 'day' ? 'day' : parseField(text);
}

export function facetsHref(
  by: Field | 'day',
  params: Partial<Omit<FacetsAddress, 'by' | 'problems'>> = {},
): `/api/v1/actions/facets?${string}` {
  const { filter, limit } = params;
  const printed = {
    by: by === 'day' ? by : printField(by),
    q: filter && printFilter(filter),
    limit: limit === defaultFacets ? null : limit,
  };
  return `/api/v1/actions/facets${printParams({ ...printed, ...printCommonParams(params) }) || '?'}`;
}
