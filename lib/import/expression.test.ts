import fc from 'fast-check';
import jsonata from 'jsonata';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '@/lib/errors';
import { compileExpression } from './expression';

describe('compileExpression', () => {
  test('gives for a plain path what JSONata gives', async () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', '`a`'), fc.constantFrom('', '[0]', '[1]')).map((parts) => parts.join(''));
    const { record } = fc.letrec<{ record: object; value: unknown }>((tie) => ({
      record: fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2, noNullPrototype: true }),
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom('x', 1, true, null), tie('record'), fc.array(tie('value'), { maxLength: 2 })),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), record, async (steps, given) => {
        const path = steps.join('.');
        const expected = await jsonata(path).evaluate(given);
        expect(JSON.stringify(await compileExpression(path)(given))).toBe(JSON.stringify(expected));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['true', 'null', 'a and b', 'a.in', '"a"', 'a.*', '$', 'a[-1]'])('leaves %s to JSONata', async (text) => {
    let expected: unknown;
    try {
      expected = await jsonata(text).evaluate({ a: [1, 2], b: 0 });
    } catch {
      expect(() => compileExpression(text)).toThrow('cannot be read');
      return;
    }
    expect(await compileExpression(text)({ a: [1, 2], b: 0 })).toEqual(expected);
  });

  test('says where an expression is wrong', () => {
    expect(() => compileExpression('$join([a, b)')).toThrow(/"\$join\(\[a, b\)" cannot be read: .*\(at character 12\)/);
  });

  test.each(['constructor', '__proto__', 'a.constructor.name', '`__proto__`.polluted', 'toString', 'a.length'])(
    'does not reach %s',
    async (path) => {
      expect(await compileExpression(path)({ a: 'text' })).toBeUndefined();
      expect(await compileExpression(`(${path})`)({ a: 'text' })).toBeUndefined();
    },
  );

  test('gives what a record itself holds under such a name, as data', async () => {
    const record: unknown = JSON.parse('{"__proto__": {"polluted": "yes"}, "constructor": "me"}');
    expect(await compileExpression('`__proto__`.polluted')(record)).toBe('yes');
    expect(await compileExpression('constructor')(record)).toBe('me');
    expect(await compileExpression('$merge([$, {"x": 1}]).x')(record)).toBe(1);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  test('evaluates no text of a record', async () => {
    await expect(compileExpression('$eval(a)')({ a: '1+1' })).rejects.toMatchObject({ message: expect.stringContaining('non-function') });
  });

  test('stops what does not end', async () => {
    await expect(compileExpression('($f := function($n) { $f($n + 1) + 1 }; $f(0))')({})).rejects.toMatchObject({
      code: expect.any(String),
    });
    await expect(compileExpression('[1..10000000]')({})).rejects.toMatchObject({ code: expect.any(String) });
  });

  describe('where time passes', () => {
    afterEach(() => vi.restoreAllMocks());

    /** Every look at the clock finds it so much later. */
    function clockThatRuns(milliseconds: number) {
      let now = 0;
      vi.spyOn(Date, 'now').mockImplementation(() => {
        now += milliseconds;
        return now;
      });
    }

    test('ends an endless loop, and blames the map', async () => {
      clockThatRuns(100);
      const endless = compileExpression('($f := function($n) { $f($n + 1) }; $f(0))')({});
      await expect(endless).rejects.toThrow(AppError);
      await expect(endless).rejects.toThrow(/did not end within 10 s; look for an endless loop/);
    });

    test('a machine that stands still for seconds costs nothing', async () => {
      clockThatRuns(2_000);
      expect(await compileExpression('$uppercase(a)')({ a: 'x' })).toBe('X');
    });
  });
});
