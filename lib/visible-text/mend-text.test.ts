import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mendJson, mendText } from './mend-text';

describe('mendText', () => {
  it.each([
    ['plain', 'plain', []],
    ['a\0b', 'a␀b', ['nul-replaced']],
    ['a\ud800b', 'a\ufffdb', ['surrogate-replaced']],
    ['\0\udc00', '␀\ufffd', ['nul-replaced', 'surrogate-replaced']],
    ['😀', '😀', []],
  ])('%j becomes %j', (given, text, flags) => expect(mendText(given)).toEqual({ text, flags }));
});

describe('mendJson', () => {
  it.each([
    [String.raw`{"a":"\u0000"}`, '{"a":"␀"}', ['nul-replaced']],
    [String.raw`{"a":"\\u0000"}`, String.raw`{"a":"\\u0000"}`, []],
    [String.raw`{"a":"\\\u0000"}`, String.raw`{"a":"\\␀"}`, ['nul-replaced']],
    [String.raw`{"a":"\ud800"}`, String.raw`{"a":"\ufffd"}`, ['surrogate-replaced']],
    [String.raw`{"a":"\udc00\ud800"}`, String.raw`{"a":"\ufffd\ufffd"}`, ['surrogate-replaced']],
    [String.raw`{"a":"\uD83D\uDE00"}`, String.raw`{"a":"\uD83D\uDE00"}`, []],
    [String.raw`{"a":"\n\"\u0041"}`, String.raw`{"a":"\n\"\u0041"}`, []],
    ['{"d":1.00,"big":9007199254740993}', '{"d":1.00,"big":9007199254740993}', []],
  ])('%s becomes %s', (given, text, flags) => expect(mendJson(given)).toEqual({ text, flags }));

  it('leaves every JSON text that Postgres could keep as it is', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), (json) => {
        fc.pre(!json.includes('\\u0000'));
        expect(mendJson(json)).toEqual({ text: json, flags: [] });
      }),
    );
  });

  it('says of every string what it becomes as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }), (text) => {
        expect(JSON.parse(mendJson(JSON.stringify(text)).text)).toBe(mendText(text).text);
      }),
    );
  });
});
