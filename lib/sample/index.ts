import 'server-only';

/**
 * The sample: a month of an invented company, so that an installation without data shows what it is for. Its rows come from
 * sources of their own (`sample/…`), are marked on every screen, never stand in one list with real ones, and leave for good.
 */
export { loadSample } from './load';
export { removeSample } from './remove';
export { hasSample, type SampleState, sampleState } from './state';
export { incidents } from './story';
