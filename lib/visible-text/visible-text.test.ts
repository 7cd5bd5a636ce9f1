import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasLookAlikes } from './look-alikes';
import { visiblePieces } from './visible-pieces';

const shown = (text: string) =>
  visiblePieces(text)
    .map((piece) => (piece.kind === 'mark' ? `[${piece.text}]` : piece.text))
    .join('');

describe('visiblePieces', () => {
  it.each([
    ['', ''],
    ['plain ü 你好 שלום', 'plain ü 你好 שלום'],
    ['\u001b[2J\u001b]0;owned\u0007', '[\\u001b][2J[\\u001b]]0;owned[\\u0007]'],
    ['user=root\b\b\b\bguest\u009b31m\rok', 'user=root[\\u0008][\\u0008][\\u0008][\\u0008]guest[\\u009b]31m[\\r]ok'],
    ['a\tb\nc\u007f', 'a[\\t]b[\\n]c[\\u007f]'],
    ['ad\u200bmin\ufeff', 'ad[\\u200b]min[\\ufeff]'],
    ['req-\u202e-你', 'req-[\\u202e]-你'],
    ['a\u00a0b\u2003c\u3000d', 'a[\\u00a0]b[\\u2003]c\u3000d'],
    ['a\u{e0041}b', 'a[\\u{e0041}]b'],
    ['a\ud800b', 'a[\\ud800]b'],
    ['a\ufe00\u034f\u3164', 'a[\\ufe00][\\u034f][\\u3164]'],
    ['👩‍🚀 ❤️ 👩🏽‍🚀 🏳️‍🌈', '👩‍🚀 ❤️ 👩🏽‍🚀 🏳️‍🌈'],
    ['a\u200db', 'a[\\u200d]b'],
    [`Z${'\u0335'.repeat(400)}!`, `Z${'\u0335'.repeat(6)}[+394]!`],
    [`Z${'\u0335'.repeat(7)}`, `Z${'\u0335'.repeat(6)}[+1]`],
    ['Việt é', 'Việt é'],
  ])('%j is shown %s', (text, expected) => expect(shown(text)).toBe(expected));

  it('names what it marks', () => {
    expect(visiblePieces('\u001b\u202e\u0001\u2064')).toMatchObject([
      { name: 'escape (U+001B)' },
      { name: 'right-to-left override (U+202E)' },
      { name: 'control character (U+0001)' },
      { name: 'invisible character (U+2064)' },
    ]);
  });

  it('shows nothing unseen, and loses nothing seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pieces = visiblePieces(text);
        const plain = pieces.map((piece) => (piece.kind === 'plain' ? piece.text : '')).join('');
        expect(plain.search(/[\p{Cc}\u200b-\u200c\u200e-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u)).toBe(-1);
        if (pieces.every(({ kind }) => kind === 'plain')) expect(plain).toBe(text);
      }),
    );
  });
});

describe('hasLookAlikes', () => {
  it.each(['аdmin＠example.com', 'аdmin', 'pαypal', 'ＡＤＭＩＮ', '𝐚𝐝𝐦𝐢𝐧'])('%s has', (text) => expect(hasLookAlikes(text)).toBe(true));
  it.each(['', 'admin@example.com', 'Zoë Müller', 'Москва office', 'Ελλάδα and Greece', '設定（ＡＢＣ）', 'שלום admin'])(
    '%s has none',
    (text) => expect(hasLookAlikes(text)).toBe(false),
  );
});
