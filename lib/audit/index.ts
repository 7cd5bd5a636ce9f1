import 'server-only';

/** Who did what to what: recording, listing and explaining actions. */
export type { Action, ActionDetail, ActionInput, ActionPage, CappedCount, Outcome, RecordResult } from './action';
export { type Bar, type Bars, barsFrom, type DayCount } from './day-bars';
export { type Change, type Diff, diffFrom, type JsonText, type Path } from './diff';
export { type Fold, foldActions } from './fold';
export { deepestLevel, type JsonNode, member, readJson } from './json-tree';
