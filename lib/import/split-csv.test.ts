import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOf, inChunks } from '@/tests/support/chunks';
import type { SourceRecord } from './source-record';
import { splitCsv } from './split-csv';

describe('splitCsv', () => {
  test('gives every row of any table back, wherever the chunks fall', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '=', ';') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell)),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        async (rows, ending, size) => {
          const text = [['a', 'b'], ...rows]
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',') + ending)
            .join('');
          const records = await split(Buffer.from(text), size);
          expect(records.map(parsed)).toEqual(rows.map(([a, b]) => ({ a, b })));
        },
      ),
    );
  });

  test.each([
    ['a,b\n1,2\n', [{ a: '1', b: '2' }]],
    ['\ufeffa;b\r\n1;"x;y"\r\n', [{ a: '1', b: 'x;y' }]],
    ['a\tb\n\n1\t2', ['blank', { a: '1', b: '2' }]],
    ['a,b\n1\n1,2,3\n1,2\n', ['has 1 fields where the heading has 2', 'has 3 fields where the heading has 2', { a: '1', b: '2' }]],
    ['a,b\n1,5" disk\n1,2\n', ['is not CSV (INVALID_OPENING_QUOTE)', { a: '1', b: '2' }]],
    ['a,b\n"x"y,1\n1,2\n', ['is not CSV (CSV_INVALID_CLOSING_QUOTE)', { a: '1', b: '2' }]],
    ['a,b\n1,"never closed\n1,2\n3,4', ['has a quote that is never closed', { a: '1', b: '2' }, { a: '3', b: '4' }]],
    ['a,b', []],
    ['', []],
  ])('accounts for all of %j', async (text, expected) => {
    expect((await split(Buffer.from(text), 4)).map(parsed)).toEqual(expected);
  });

  test('says the line on which a row begins', async () => {
    expect((await split(Buffer.from('a\n"1\n2"\n3'), 3)).map((record) => record.at)).toEqual([2, 4]);
  });

  test('gives up an unclosed quote where its line ends, however long the file', async () => {
    const rows = `1,${'x'.repeat(250)}\n`.repeat(2 ** 13);
    const records = await split(Buffer.from(`a,b\n1,"open\n${rows}`), 65_536);
    expect(records[0]).toMatchObject({ kind: 'unreadable', at: 2, reason: 'has a quote that is never closed' });
    expect(records.length).toBe(2 ** 13 + 1);
    expect(records.at(-1)).toMatchObject({ kind: 'record', at: 2 ** 13 + 2 });
  });

  test('rejects what is too long or not UTF-8, and only that', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a\n'),
      Buffer.alloc(3 * 2 ** 20, 'x'),
      Buffer.from('\n1\n'),
      Buffer.from([0xff]),
      Buffer.from('\n2'),
    ]);
    expect((await split(bytes, 65_536)).map(parsed)).toEqual(['is longer than 1024 KiB', { a: '1' }, 'is not valid UTF-8', { a: '2' }]);
  });

  test('refuses a heading that names a column twice', async () => {
    await expect(split(Buffer.from('a,b,a\n1,2,3'), 9)).rejects.toThrow('names the column "a" twice');
  });
});

function split(bytes: Buffer, size: number): Promise<SourceRecord[]> {
  return allOf(splitCsv(inChunks(bytes, size)));
}

function parsed(record: SourceRecord): unknown {
  if (record.kind === 'record') return JSON.parse(record.text);
  return record.kind === 'unreadable' ? record.reason : record.kind;
}
