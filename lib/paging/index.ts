import 'server-only';

/** Keyset pages and their signed cursors. Knows no table: a position is times and keys as text. */
export { type CursorContext, openCursor, type Position, type SourcePosition, sealCursor } from './cursor';
export type { Page } from './page';
