import 'server-only';

/** Keyset pages and their signed cursors. */
export type { Page } from './page';
