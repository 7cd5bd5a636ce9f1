import 'server-only';

/**
 * Loki as a store of lines: what to ask it (LogQL), and what it answers as entries in their order. Knows its API and its limits, and
 * nothing of viewers or screens: what it gives is more than what was asked for, never less, and whoever asks looks closer.
 */
export { type Entry, nsOf } from './entry';
export { type Loki, loki } from './loki';
export { type Pass, passesFor, passesForId } from './passes';
export { type Place, type Stretch, type Walk, walk } from './walk';
