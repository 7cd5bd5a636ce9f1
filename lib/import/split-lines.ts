import { isUtf8 } from 'node:buffer';
import { excerpt, maxRecordBytes, notUtf8, type SourceRecord, tooLong } from './source-record';

const newline = 0x0a;
const carriageReturn = 0x0d;

/** Newline-delimited records, in lists of as many as a chunk completed. The last line needs no newline. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord[]> {
  const line = { pieces: [] as Buffer[], bytes: 0, at: 1 };
  for await (const chunk of chunks) {
    const records: SourceRecord[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      records.push(recordOf(takeLine(line, chunk.subarray(start, end))));
      start = end + 1;
    }
    keepPiece(line, chunk.subarray(start));
    if (records.length > 0) yield records;
  }
  if (line.bytes > 0) yield [recordOf(takeLine(line, Buffer.alloc(0)))];
}

interface OpenLine {
  pieces: Buffer[];
  bytes: number;
  at: number;
}

interface Line {
  readonly text: Buffer;
  readonly bytes: number;
  readonly at: number;
}

function takeLine(line: OpenLine, last: Buffer): Line {
  keepPiece(line, last);
  const text = line.pieces.length === 1 ? (line.pieces[0] ?? last) : Buffer.concat(line.pieces);
  const taken = { text, bytes: line.bytes, at: line.at };
  line.pieces = [];
  line.bytes = 0;
  line.at += 1;
  return taken;
}

/** What is beyond the limit is counted, not kept. */
function keepPiece(line: OpenLine, piece: Buffer): void {
  if (line.bytes <= maxRecordBytes) line.pieces.push(piece);
  line.bytes += piece.length;
}

function recordOf({ text, bytes, at }: Line): SourceRecord {
  const content = withoutMark(text.at(-1) === carriageReturn ? text.subarray(0, -1) : text, at);
  if (bytes > maxRecordBytes) return { kind: 'unreadable', at, text: excerpt(content), reason: tooLong };
  if (!isUtf8(content)) return { kind: 'unreadable', at, text: excerpt(content), reason: notUtf8 };
  const record = content.toString('utf8');
  return /\S/.test(record) ? { kind: 'record', at, text: record } : { kind: 'blank', at };
}

function withoutMark(text: Buffer, at: number): Buffer {
  return at === 1 && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
}
