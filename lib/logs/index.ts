import 'server-only';

/**
 * What services log: keeping, listing and counting lines. Knows the table `log_lines`, its days and how a filter becomes SQL; knows
 * nothing of how loggers write. Every read takes the viewer and puts its organisations and its world into the statement.
 * `docs/logs.md` says what is kept and for how long, `docs/search.md` what may be asked.
 */
export { appendLines, type RefusedLine, type Transaction } from './append-lines';
export { getLine } from './get-line';
export { hasRealLines } from './has-real-lines';
export type { Level, Line, LineDetail, LinePage } from './line';
export { type LineBar, type LineBars, lineBars } from './line-bars';
export { carryIds, linesOfId } from './lines-of-id';
export { type LineFacet, listLineFacets } from './list-line-facets';
export { type LineListOptions, listLines } from './list-lines';
export { keepDays, type LogStore, logStore } from './log-days';
export { type LogReceipt, mostLogBytes, takeLines } from './take-lines';
