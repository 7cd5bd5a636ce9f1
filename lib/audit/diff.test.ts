import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, changesBetween, diffFrom } from './diff';
import { type JsonNode, readJson } from './json-tree';

describe('what is told', () => {
  it('is nothing where metadata follows neither convention', () => {
    expect(diffFrom('{"ip": "10.0.0.1"}')).toBeNull();
    expect(diffFrom('[1, 2]')).toBeNull();
    expect(diffFrom('{"changes": [{"name": "email"}]}')).toBeNull();
  });

  it('is an empty list where before and after are equal', () => {
    expect(diffFrom('{"before": {"a": [1, {"b": 2}]}, "after": {"a": [1, {"b": 2}]}}')?.changes).toEqual([]);
  });

  it('is an empty list also where equal elements stand side by side, whatever they hold', () => {
    const twice = '[{"v": [[{"id": "x"}], [{"id": "x"}]]}]';
    expect(diffFrom(`{"before": {"a": ${twice}}, "after": {"a": ${twice}}}`)?.changes).toEqual([]);
    const row = '[{"id": "x"}]';
    expect(lines(`{"before": {"a": [${row}, ${row}]}, "after": {"a": [${row}, 1, ${row}]}}`)).toEqual(['added a/1 – → 1']);
    expect(lines(`{"before": {"a": [${row}]}, "after": {"a": [0, ${row}, ${row}]}}`)).toHaveLength(2);
  });

  it('is read from before and after', () => {
    expect(lines('{"before": {"email": "a@x"}, "after": {"email": "b@x", "name": "Zoë"}}')).toEqual([
      'changed email "a@x" → "b@x"',
      'added name – → "Zoë"',
    ]);
  });

  it('is read from changes, which may hold objects', () => {
    expect(
      lines('{"changes": [{"field": "plan", "before": "free", "after": "pro"}, {"field": "x", "before": {"y": 1}, "after": {"y": 2}}]}'),
    ).toEqual(['changed plan "free" → "pro"', 'changed x/y 1 → 2']);
  });

  it('says of a creation and a deletion what each member was', () => {
    expect(lines('{"before": null, "after": {"a": 1}}')).toEqual(['added a – → 1']);
    expect(lines('{"before": {"a": 1}, "after": null}')).toEqual(['removed a 1 → –']);
  });

  it('does not claim that nothing was there when only one side is told', () => {
    expect(lines('{"after": {"role": "admin"}}')).toEqual(['changed role – → "admin"']);
  });

  it('tells a missing member from one that is null', () => {
    expect(lines('{"before": {}, "after": {"a": null}}')).toEqual(['added a – → null']);
    expect(lines('{"before": {"a": null}, "after": {"a": 0}}')).toEqual(['changed a null → 0']);
  });
});

describe('values', () => {
  it.each([
    ['9007199254740993', '9007199254740992'],
    ['1.0', '1.00'],
    ['1e400', '1e401'],
    ['1', '"1"'],
    ['"null"', 'null'],
    ['{}', '[]'],
    ['true', '"true"'],
  ])('%s differs from %s', (before, after) => {
    expect(lines(`{"before": {"v": ${before}}, "after": {"v": ${after}}}`)).toEqual([`changed v ${before} → ${after}`]);
  });

  it('keeps keys that mean something to JavaScript or to the differ', () => {
    const before = '{"__proto__": 1, "_t": "a", "constructor": {"prototype": 1}, "0": 1}';
    const after = '{"__proto__": 2, "_t": "b", "constructor": {"prototype": 2}, "0": 2}';
    expect(lines(`{"before": ${before}, "after": ${after}}`)).toEqual([
      'changed __proto__ 1 → 2',
      'changed _t "a" → "b"',
      'changed constructor/prototype 1 → 2',
      'changed 0 1 → 2',
    ]);
  });
});

describe('arrays', () => {
  const between = (before: string, after: string) => lines(`{"before": {"a": ${before}}, "after": {"a": ${after}}}`);

  it('says which element was added and which removed', () => {
    expect(between('["x", "y"]', '["x", "z"]')).toEqual(['added a/1 – → "z"', 'removed a/1 "y" → –']);
  });

  it('says that a moved element moved', () => {
    expect(between('["x", "y", "z"]', '["z", "x", "y"]')).toEqual(['moved a/0 from 2']);
    expect(between('[{"id": 1}, {"id": 2}]', '[{"id": 2}, {"id": 1}]')).toEqual(['moved a/0 from 1']);
    expect(between('[{"x": 1}, {"x": 2}, {"x": 3}]', '[{"x": 3}, {"x": 1}, {"x": 2}]')).toEqual(['moved a/0 from 2']);
  });

  it('says what changed inside an element, by its id even when it moved', () => {
    expect(between('[{"id": 1, "v": [{"id": 7, "w": 1}]}]', '[{"id": 1, "v": [{"id": 7, "w": 2}]}]')).toEqual(['changed a/0/v/0/w 1 → 2']);
    expect(between('[{"id": 1}, {"id": 2, "v": 1}]', '[{"id": 2, "v": 2}, {"id": 1}]')).toEqual([
      'changed a/0/v 1 → 2',
      'moved a/0 from 1',
    ]);
  });

  it('says what changed inside an element that has no id', () => {
    expect(between('[{"cidr": "10.0.0.0/8", "port": 22}]', '[{"cidr": "10.0.0.0/8", "port": 443}]')).toEqual(['changed a/0/port 22 → 443']);
  });

  it('compares arrays whole that are too long to be aligned', () => {
    const long = (first: number) => `[${Array.from({ length: 600 }, (_, at) => first + at).join(', ')}]`;
    expect(between(long(0), long(1))).toEqual([`changed a ${long(0)} → ${long(1)}`]);
  });
});

describe('bounds', () => {
  it('compares 6,000 nested arrays as one folded value', () => {
    const deep = (core: string) => '['.repeat(6_000) + core + ']'.repeat(6_000);
    const diff = diffFrom(`{"before": {"d": ${deep('1')}}, "after": {"d": ${deep('2')}}}`);
    expect(diff?.changes).toHaveLength(2);
    expect(diff?.changes[0]?.path).toHaveLength(63);
    expect(diffFrom(`{"before": {"d": ${deep('1')}}, "after": {"d": ${deep('1')}}}`)?.changes).toEqual([]);
  });

  it('lists 500 changes and counts the others', () => {
    const object = (value: number) => `{${Array.from({ length: 700 }, (_, at) => `"k${at}": ${value}`).join(', ')}}`;
    const diff = diffFrom(`{"before": ${object(1)}, "after": ${object(2)}}`);
    expect(diff?.changes).toHaveLength(500);
    expect(diff?.more).toBe(200);
  });

  it('says of 8 MB that they are too large, at once', () => {
    const started = performance.now();
    const diff = diffFrom(`{"before": "${'x'.repeat(8_000_000)}", "after": 1}`);
    expect(diff).toEqual({ changes: [], more: 0, isTooLarge: true });
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('takes a million characters apart within seconds', () => {
    const wide = (value: string) => `{${Array.from({ length: 20_000 }, (_, at) => `"key${at}": "${value}"`).join(', ')}}`;
    const started = performance.now();
    expect(diffFrom(`{"before": ${wide('aa')}, "after": ${wide('ab')}}`)?.more).toBe(19_500);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the law', () => {
  it('leads from before to after', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const changes = changesBetween(tree(before), tree(after), []);
        expect(applied(before, changes)).toEqual(after);
      }),
      { numRuns: 500 },
    );
  });

  it('is silent exactly between equal values', () => {
    fc.assert(
      fc.property(document, (value) => {
        expect(changesBetween(tree(value), tree(value), [])).toEqual([]);
      }),
    );
  });
});

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** Small alphabets, so that elements repeat, move and collide. */
const document = fc.letrec<{ value: Plain; row: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Plain>(null, true, 0, 1, 'a', 'b', ''),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(tie('row'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('id', 'a', 'b', '_t', '0'), tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Plain>,
  ),
  row: fc.record({ id: fc.constantFrom<Plain>(1, 2, 3, 'x'), v: tie('value') }) as fc.Arbitrary<Plain>,
})).value;

function tree(value: Plain): JsonNode {
  const node = readJson(JSON.stringify(value));
  if (!node) throw new Error('not JSON');
  return node;
}

/** Does to `value` what the changes say, reading paths as `Change` defines them. */
function applied(value: Plain, changes: readonly Change[]): Plain {
  const own = changes.find((change) => change.path.length === 0);
  if (own) return JSON.parse(own.after?.text ?? 'null');
  if (Array.isArray(value)) return appliedToArray(value, changes);
  if (typeof value !== 'object' || value === null) return value;
  const result = new Map(Object.entries(value));
  for (const key of new Set(changes.map(({ path }) => String(path[0])))) {
    const inner = inside(changes, key);
    const leaf = inner.find(({ path }) => path.length === 0);
    if (leaf?.kind === 'removed') result.delete(key);
    else result.set(key, applied(result.get(key) ?? null, inner));
  }
  return Object.fromEntries(result);
}

function appliedToArray(value: readonly Plain[], changes: readonly Change[]): Plain {
  const own = changes.filter(({ path }) => path.length === 1);
  const gone = new Set(
    own.flatMap((change) => (change.kind === 'removed' ? [change.path[0]] : change.kind === 'moved' ? [change.from] : [])),
  );
  const result = value.filter((_, at) => !gone.has(at));
  const arrivals = own.filter(({ kind }) => kind === 'added' || kind === 'moved').sort((a, b) => Number(a.path[0]) - Number(b.path[0]));
  for (const change of arrivals) {
    const arrived = change.kind === 'moved' ? (value[change.from ?? 0] ?? null) : JSON.parse(change.after?.text ?? 'null');
    result.splice(Number(change.path[0]), 0, arrived);
  }
  const nested = changes.filter(({ path, kind }) => path.length > 1 || kind === 'changed');
  for (const at of new Set(nested.map(({ path }) => Number(path[0])))) result[at] = applied(result[at] ?? null, inside(nested, at));
  return result;
}

function inside(changes: readonly Change[], segment: string | number): readonly Change[] {
  return changes.filter(({ path }) => path[0] === segment).map((change) => ({ ...change, path: change.path.slice(1) }));
}

function lines(metadata: string): readonly string[] | undefined {
  return diffFrom(metadata)?.changes.map(({ kind, path, before, after, from }) =>
    kind === 'moved' ? `moved ${path.join('/')} from ${from}` : `${kind} ${path.join('/')} ${before?.text ?? '–'} → ${after?.text ?? '–'}`,
  );
}
