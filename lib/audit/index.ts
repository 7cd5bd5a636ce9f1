import 'server-only';

/**
 * Who did what to what: recording, listing and explaining actions. Knows the table `admin_actions` and how a filter becomes
 * SQL; knows nothing of accounts, files or pages. Every read takes the viewer and puts its organisations and its world (real
 * or sample) into the statement. `docs/recording-actions.md` says what may be recorded, `docs/search.md` what may be asked.
 */
export type { Action, ActionDetail, ActionInput, ActionPage, CappedCount, Outcome, RecordResult, SourceReading } from './action';
export { actionsOfId } from './actions-of-id';
export { keyParts, keyText } from './audit-table';
export { type Bar, type Bars, barsFrom, type DayCount } from './day-bars';
export { type Day, daysFrom } from './days';
export { type Change, type Diff, diffFrom, type JsonText, type Path } from './diff';
export { diffsOf } from './diffs-of';
export type { Fold } from './fold';
export { getAction } from './get-action';
export { hasRealActions } from './has-real-actions';
export { type JsonNode, member, readJson } from './json-tree';
export { countActions, type ListOptions, listActions } from './list-actions';
export { type Facet, type FacetOptions, listFacet, listFacets } from './list-facets';
export { type PrintedName, printedNames } from './printed-columns';
export { actionInputSchema, mostActionBytes, mostActions } from './read-actions';
export { type OwnAction, recordAction } from './record-action';
export { type ActionRecorder, actionRecorder, type PreparedAction, type RecordOptions, recordActions } from './record-actions';
export { recordDelivery } from './record-delivery';
export {
  type ActionStream,
  type PrintedTable,
  questionWords,
  type StreamBound,
  type StreamPage,
  type StreamQuestion,
  streamActions,
} from './stream-actions';
export { type SubjectOptions, subjectHistory } from './subject-history';
