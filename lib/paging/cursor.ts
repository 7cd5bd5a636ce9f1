import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Filter, type Order, printFilter } from '@/lib/address';
import { AppError } from '@/lib/errors';
import { orgScope, type Viewer } from '@/lib/viewer';

/**
 * Where a page ends: the last row taken from each source, by the time and key under which the source orders its rows. Times
 * are the text that Postgres prints, to the microsecond. A source of which nothing was taken yet is absent.
 */
export type Position = readonly SourcePosition[];

export interface SourcePosition {
  readonly source: string;
  readonly createdAt: string;
  readonly key: string;
}

/** The question that a cursor belongs to. It opens for the same question only, asked by somebody who sees the same rows. */
export interface CursorContext {
  /** Which list: two lists under one filter do not share cursors. */
  readonly list: string;
  readonly filter: Filter<string, string>;
  readonly order: Order;
  /** Decides where the days of the filter begin. */
  readonly zone: string;
  readonly viewer: Viewer;
  readonly secret: string;
}

/** The position as text for a URL: `<position>.<signature>`, both base64url. Signed, not secret: it holds nothing that the page did not show. */
export function sealCursor(position: Position, context: CursorContext): string {
  const rows = position.map(({ source, createdAt, key }) => [source, createdAt, key]);
  const payload = Buffer.from(JSON.stringify(rows)).toString('base64url');
  return `${payload}.${signature(payload, context)}`;
}

/** @throws {AppError} `malformed`, whatever is wrong with it: forged, damaged, from another question or another viewer's. */
export function openCursor(text: string, context: CursorContext): Position {
  const [, payload, given] = /^([A-Za-z0-9_-]{1,8000})\.([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  if (!payload || !given || !isSame(given, signature(payload, context))) {
    throw new AppError('malformed', 'This page link has gone stale, or belongs to another search. Begin again at the first page.');
  }
  // What carries our signature has the shape that we gave it.
  const rows: readonly (readonly [string, string, string])[] = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return rows.map(([source, createdAt, key]) => ({ source, createdAt, key }));
}

/** Over the text itself, so that of several encodings of one position only ours is good. */
function signature(payload: string, { list, filter, order, zone, viewer, secret }: CursorContext): string {
  const key = createHmac('sha256', secret).update('tracebook page cursor 1').digest();
  const scope = orgScope(viewer)?.toSorted() ?? null;
  const question = JSON.stringify([list, printFilter(filter), order, zone, viewer.sees, scope, payload]);
  return createHmac('sha256', key).update(question).digest('base64url');
}

/** In constant time. Both are 43 characters long. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
