import type { ColumnKey, Field, Filter, PathKey } from './filter';
import { actionGrammar, type Grammar, type LineKey, type LineRoot, lineGrammar } from './grammar';
import { type CommonParams, printCommonParams, readCommonParams, readLimit } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';
import { parseField, parseFilter } from './parse-filter';
import { printField, printFilter } from './print-filter';

/** `GET /api/v1/actions/facets?by=`: the commonest values of a column or path, or the days of a zone, with their counts. */
export interface FacetsAddress<Column extends string = ColumnKey, Root extends string = PathKey> extends CommonParams {
  readonly by: Field<Column, Root> | 'day' | null;
  readonly filter: Filter<Column, Root>;
  readonly limit: number;
  readonly problems: readonly ParamProblem[];
}

const defaultFacets = 20;

export function parseFacetsAddress(params: Params): FacetsAddress {
  return readFacetsAddress(params, actionGrammar, 'by is day, a key such as actor, or a path such as meta.ip.');
}

/** `GET /api/v1/logs/facets?by=`: the same of lines. */
export function parseLineFacetsAddress(params: Params): FacetsAddress<LineKey, LineRoot> {
  return readFacetsAddress(params, lineGrammar, 'by is day, a key such as service, or a path such as attr.db.');
}

function readFacetsAddress<C extends string, R extends string>(params: Params, grammar: Grammar<C, R>, why: string): FacetsAddress<C, R> {
  const reader = paramReader(params);
  return {
    by: reader.value('by', { read: (text) => (text === 'day' ? 'day' : parseField(text, grammar)), fallback: null, why }),
    filter: parseFilter(reader.text('q') ?? '', grammar),
    limit: reader.value('limit', {
      read: readLimit,
      fallback: defaultFacets,
      why: `limit is a number from 1 to 1000; ${defaultFacets} is used.`,
    }),
    ...readCommonParams(reader),
    problems: reader.problems,
  };
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
