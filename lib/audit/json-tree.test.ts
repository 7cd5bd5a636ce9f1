import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepestLevel, type JsonNode, member, readJson } from './json-tree';

describe('reading', () => {
  it('keeps every value as it is written', () => {
    const tree = readJson('{"big": 9007199254740993, "d": 1.00, "huge": 1e400, "neg": -0}');
    expect(['big', 'd', 'huge', 'neg'].map((key) => member(tree, key)?.text)).toEqual(['9007199254740993', '1.00', '1e400', '-0']);
  });

  it('takes strings apart from their escapes', () => {
    expect(readJson('"a\\"\\\\\\u2400\\n"')).toEqual({ kind: 'string', text: '"a\\"\\\\\\u2400\\n"', value: 'a"\\␀\n' });
  });

  it('keeps __proto__ as a key like any other', () => {
    expect(member(readJson('{"__proto__": {"admin": true}}'), '__proto__')?.text).toBe('{"admin": true}');
  });

  it('folds what lies deeper than anybody reads', () => {
    let node = readJson(`${'['.repeat(6_000)}"]"${']'.repeat(6_000)}`);
    for (let level = 0; level < deepestLevel; level += 1) node = node?.kind === 'array' ? (node.items[0] ?? null) : null;
    expect(node?.kind).toBe('folded');
    expect(node?.text).toHaveLength((6_000 - deepestLevel) * 2 + 3);
  });

  it.each(['', '{', '[1,]', '{"a" 1}', '01', 'NaN', '"\n"', '[1] 2', '{"a":1,}', `${'['.repeat(100)}1`, '"\\x"'])('refuses %j', (text) => {
    expect(readJson(text)).toBeNull();
  });

  it('reads all that JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(plain(readJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});

function plain(node: JsonNode | null): unknown {
  if (node?.kind === 'object') return Object.fromEntries(node.entries.map(([key, value]) => [key, plain(value)]));
  if (node?.kind === 'array') return node.items.map(plain);
  return JSON.parse(node?.text ?? '');
}
