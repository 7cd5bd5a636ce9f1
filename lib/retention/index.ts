import 'server-only';

/**
 * What must leave, and what must stay: how long actions are kept, legal holds, and erasure of what was written about a person. Knows which
 * rows those are and says in the log what is taken out before it is; refuses to take out anything that the log does not name.
 * `docs/retention.md` says how.
 */
export { type ErasePersonOptions, type EraseReport, erasePerson } from './erase-person';
export { type EraseRowsOptions, eraseRows } from './erase-rows';
export { type ExpireOptions, type ExpiryReport, expireActions, expireByItself } from './expire-actions';
export { type Hold, type HoldConditions, liftHold, listHolds, placeHold } from './holds';
export type { Leftover } from './leftovers';
export { type Expiry, type ExpiryPreview, previewExpiry, previewRule } from './preview';
export { listRetentionSources, type RetentionRule, type RetentionRun, setRetention } from './rules';
