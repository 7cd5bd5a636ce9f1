import 'server-only';

/** Who did what to what: recording, listing and explaining actions. */
export type { Action, ActionDetail, ActionInput, ActionPage, CappedCount, Outcome, RecordResult } from './action';
