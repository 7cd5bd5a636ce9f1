import { getLine } from './get-line';
import { lineBars } from './line-bars';
import type { LineStore } from './line-store';
import { carryIds, linesOfId } from './lines-of-id';
import { listLineFacets } from './list-line-facets';
import { listLines } from './list-lines';

/** Lines in our own table `log_lines`. */
export const postgresLines: LineStore = {
  list: listLines,
  get: getLine,
  facets: listLineFacets,
  bars: lineBars,
  ofId: linesOfId,
  carryIds,
};
