import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOf, inChunks } from '@/tests/support/chunks';
import type { SourceRecord } from './source-record';
import { splitLines } from './split-lines';

describe('splitLines', () => {
  test('gives every line once, wherever the chunks fall', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\n\r\ufeff]/g, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 9 }), async (lines, ending, size) => {
        const records = await split(Buffer.from(lines.map((text) => text + ending).join('')), size);
        expect(records.map((record) => (record.kind === 'record' ? record.text : ''))).toEqual(
          lines.map((text) => (/\S/.test(text) ? text : '')),
        );
        expect(records.map((record) => record.at)).toEqual(lines.map((_, index) => index + 1));
      }),
    );
  });

  test('leaves out a byte order mark, counts blank lines, and takes a last line without a newline', async () => {
    expect(await split(Buffer.from('\ufeff{"a":1}\n\n \t\r\n{"a":2'), 4)).toEqual([
      { kind: 'record', at: 1, text: '{"a":1}' },
      { kind: 'blank', at: 2 },
      { kind: 'blank', at: 3 },
      { kind: 'record', at: 4, text: '{"a":2' },
    ]);
  });

  test('rejects what is too long or not UTF-8, and only that', async () => {
    const bytes = Buffer.concat([Buffer.alloc(2 ** 21, 'x'), Buffer.from('\n{}\n'), Buffer.from([0x22, 0xff, 0x22]), Buffer.from('\n{}')]);
    const records = await split(bytes, 65_536);
    expect(records.map((record) => (record.kind === 'unreadable' ? record.reason : record.kind))).toEqual([
      'is longer than 1024 KiB',
      'record',
      'is not valid UTF-8',
      'record',
    ]);
  });
});

function split(bytes: Buffer, size: number): Promise<SourceRecord[]> {
  return allOf(splitLines(inChunks(bytes, size)));
}
