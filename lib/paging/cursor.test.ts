import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from '@/lib/address';
import type { Viewer } from '@/lib/viewer';
import { type CursorContext, openCursor, type Position, sealCursor } from './cursor';

const viewer: Viewer = {
  kind: 'person',
  id: 'p_1',
  label: 'Zoe',
  permissions: new Set(['audit:read']),
  orgs: ['o_1', 'o_2'],
  sees: 'real',
};
const context: CursorContext = {
  list: 'actions',
  filter: parseFilter('actor:u_1 created:2026-10'),
  order: 'desc',
  zone: 'America/New_York',
  viewer,
  secret: 'a secret of at least thirty-two characters',
};
const position: Position = [
  { source: 'billing', createdAt: '2026-10-03T18:02:11.204113Z', key: '1042' },
  { source: '__proto__', createdAt: 'infinity', key: 'a~b/ü "\u202e' },
];
const cursor = sealCursor(position, context);
const stale = /gone stale/;

describe('a cursor', () => {
  it('opens to the position that was sealed', () => {
    expect(openCursor(cursor, context)).toEqual(position);
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.record({ source: text, createdAt: text, key: text })), (any) => {
        expect(openCursor(sealCursor(any, context), context)).toEqual(any);
      }),
    );
  });

  it('is safe in an address as it is', () => {
    expect(encodeURIComponent(cursor)).toBe(cursor);
  });

  it('opens for a colleague who sees the same rows, in whatever order the organisations are listed', () => {
    expect(openCursor(cursor, { ...context, viewer: { ...viewer, id: 'p_2', orgs: ['o_2', 'o_1'] } })).toEqual(position);
  });

  it.each<[string, Partial<CursorContext>]>([
    ['another list', { list: 'history' }],
    ['another filter', { filter: parseFilter('actor:u_2 created:2026-10') }],
    ['no filter', { filter: parseFilter('') }],
    ['the other order', { order: 'asc' }],
    ['another zone', { zone: 'UTC' }],
    ['fewer organisations', { viewer: { ...viewer, orgs: ['o_1'] } }],
    ['every organisation', { viewer: { ...viewer, permissions: new Set(['audit:read', 'org:*'] as const) } }],
    ['no organisation', { viewer: { ...viewer, orgs: [] } }],
    ['organisations whose names run together', { viewer: { ...viewer, orgs: ['o_1,o_2'] } }],
    ['the sample', { viewer: { ...viewer, sees: 'sample' } }],
    ['another installation', { secret: 'another secret of thirty-two characters!' }],
  ])('is refused with %s', (_, change) => {
    expect(() => openCursor(cursor, { ...context, ...change })).toThrow(stale);
  });

  it('is refused with any one character other', () => {
    const alphabet = 'AQgwz019_-.= ';
    for (let at = 0; at < cursor.length; at++) {
      for (const character of alphabet) {
        if (character === cursor[at]) continue;
        expect(() => openCursor(`${cursor.slice(0, at)}${character}${cursor.slice(at + 1)}`, context)).toThrow(stale);
      }
    }
  });

  it.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['one half', cursor.split('.')[0] ?? ''],
    ['the other half', `.${cursor.split('.')[1]}`],
    ['two in one', `${cursor}.${cursor}`],
    ['more at the end', `${cursor}=`],
    ['a line break', `${cursor}\n`],
    ['padding', cursor.replace('.', '=.')],
    ['a megabyte', `${'A'.repeat(1_000_000)}.${cursor.split('.')[1]}`],
    ['unsigned JSON', Buffer.from('[["billing","2026-10-03T18:02:11Z","1"]]').toString('base64url')],
    ['an empty signature', `${cursor.split('.')[0]}.`],
    ['letters from elsewhere', cursor.replaceAll('a', 'а')],
    ['full-width letters', `ａ${cursor}`],
    ['SQL', "' or 1=1 --"],
    ['an escape', `${cursor}%00`],
    ['NUL', `${cursor}\0`],
    ['half a surrogate pair', `\ud800${cursor}`],
  ])('is refused when it is %s', (_, text) => {
    expect(() => openCursor(text, context)).toThrow(stale);
  });

  it('is refused, not broken, by anything at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => openCursor(text, context)).toThrow(expect.objectContaining({ code: 'malformed', status: 400 }));
      }),
    );
  });
});
