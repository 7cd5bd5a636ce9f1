/**
 * What the moments under one ID tell: their order, where they cannot be one story, their lanes, what repeats itself, and the account in
 * plain words. Pure: knows no source, asks nothing, and `now` is always an argument. `docs/dossier.md` says how each is told.
 */

export { type AccountLine, accountOf, type Ending } from './account';
export { type ClockOffset, clockOffsets, type Said, suspectClocks, uncertainOrder, withClocksRight } from './clocks';
export { type Entry, foldMoments } from './fold';
export { inOrder } from './in-order';
export { type Lane, lanesOf } from './lanes';
export { isError, type Moment, type MomentAction, type MomentError } from './moment';
export { type Story, splitStories } from './split-stories';
