import 'server-only';

/**
 * What services log: keeping, listing and counting lines. Knows the table `log_lines`, its days and how a filter becomes SQL, and a
 * Loki in its place; knows nothing of how loggers write. Every read takes the viewer and puts its organisations and its world into the statement.
 * `docs/logs.md` says what is kept and for how long, `docs/search.md` what may be asked.
 */
export { appendLines, type RefusedLine, type Transaction } from './append-lines';
export {
  carryIds,
  getLine,
  hasRealLines,
  lineBars,
  linesOfId,
  listLineFacets,
  listLines,
  type RemoteStore,
  remoteStore,
} from './ask-store';
export type { Level, Line, LineDetail, LinePage } from './line';
export type { LineBar, LineBars, LineFacet, LineListOptions, LinesOfId } from './line-store';
export { keepDays, type LogStore, logStore } from './log-days';
export { type LogReceipt, mostLogBytes, takeLines } from './take-lines';
