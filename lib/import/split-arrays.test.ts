import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOf, inChunks } from '@/tests/support/chunks';
import type { SourceRecord } from './source-record';
import { splitArrays } from './split-arrays';

describe('splitArrays', () => {
  test('gives every element of any array, however it is spaced and wherever the chunks fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.constantFrom(undefined, ' ', '\r\n\t'),
        fc.integer({ min: 1, max: 9 }),
        async (values, space, size) => {
          const records = await split(Buffer.from(JSON.stringify(values, null, space)), size);
          expect(records.map(parsed)).toEqual(values.map((value) => JSON.parse(JSON.stringify(value))));
          expect(records.map((record) => record.at)).toEqual(values.map((_, index) => index + 1));
        },
      ),
    );
  });

  test('keeps the text of an element as it is', async () => {
    expect(await split(Buffer.from('\ufeff [ {"n": 1.00,\n "a":[1 , 2]}\n,\t9007199254740993 ]\n'), 3)).toEqual([
      { kind: 'record', at: 1, text: '{"n": 1.00,\n "a":[1 , 2]}' },
      { kind: 'record', at: 2, text: '9007199254740993' },
    ]);
  });

  test('finds the array under its name, among other members, and in several objects one after another', async () => {
    const text = '{"count":2,"x":{"Records":[7]},"Records":[{"a":"]}"},2],"next":["no"]}\n{"Records":[]}{"Records":[3]}';
    expect((await split(Buffer.from(text), 5, 'Records')).map(parsed)).toEqual([{ a: ']}' }, 2, 3]);
  });

  test.each([
    ['[1,,2]', [1, 'is missing: two commas stand together, or one at the end', 2]],
    ['[1,]', [1, 'is missing: two commas stand together, or one at the end']],
    ['[1,{"a":"b', [1, 'is cut off: the file ends before its array does']],
    ['[1', ['is cut off: the file ends before its array does']],
    ['[1] 2, 3', [1, 'stands outside of the array']],
    ['x [1]', ['stands outside of the array', 1]],
    ['[]', []],
    ['[[],[1]]', [[], [1]]],
  ])('accounts for all of %s', async (text, expected) => {
    expect((await split(Buffer.from(text), 2)).map(parsed)).toEqual(expected);
  });

  test('names an object that has no list under the name', async () => {
    expect((await split(Buffer.from('{"a":[1]}{"Records":[2]}'), 4, 'Records')).map(parsed)).toEqual([
      'is an object without a list under "Records"',
      2,
    ]);
  });

  test('rejects what is too long or not UTF-8, and only that', async () => {
    const long = Buffer.concat([
      Buffer.from('["'),
      Buffer.alloc(2 ** 21, 'x'),
      Buffer.from('",1,"'),
      Buffer.from([0xff]),
      Buffer.from('",2]'),
    ]);
    expect((await split(long, 65_536)).map(parsed)).toEqual(['is longer than 1024 KiB', 1, 'is not valid UTF-8', 2]);
  });
});

function split(bytes: Buffer, size: number, under?: string): Promise<SourceRecord[]> {
  return allOf(splitArrays(inChunks(bytes, size), under));
}

function parsed(record: SourceRecord): unknown {
  if (record.kind === 'record') return JSON.parse(record.text);
  return record.kind === 'unreadable' ? record.reason : record.kind;
}
