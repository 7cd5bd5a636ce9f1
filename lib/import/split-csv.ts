import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '@/lib/errors';
import { excerpt, maxRecordBytes, notUtf8, type SourceRecord, tooLong } from './source-record';

const [quote, newline] = [0x22, 0x0a];
const delimiters = [',', ';', '\t'] as const;
type Delimiter = (typeof delimiters)[number];

/**
 * The rows of a CSV file below its heading, each as a JSON object of texts under the names of the heading. A row is found by
 * its quotes here and read by csv-parse alone, so that a damaged row costs nothing but itself.
 *
 * @throws {AppError} `malformed` when the heading cannot be read or names a column twice.
 */
export async function* splitCsv(chunks: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord[]> {
  let heading: Heading | undefined;
  for await (const rows of splitRows(chunks)) {
    const records: SourceRecord[] = [];
    for (const row of rows) {
      if (heading) records.push(recordOf(row, heading));
      else if (!isBlank(row)) heading = readHeading(row);
    }
    if (records.length > 0) yield records;
  }
}

interface Heading {
  readonly names: readonly string[];
  readonly delimiter: Delimiter;
}

function readHeading({ bytes }: Row): Heading {
  const text = bytes.toString('utf8');
  const count = (delimiter: Delimiter) => text.split(delimiter).length;
  const delimiter = delimiters.reduce((best, next) => (count(next) > count(best) ? next : best));
  const names = readFields(bytes, delimiter);
  if (typeof names === 'string') throw new AppError('malformed', `The heading of the CSV file cannot be read: ${names}.`);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new AppError('malformed', `The heading of the CSV file names the column "${twice}" twice.`);
  return { names, delimiter };
}

function recordOf(row: Row, { names, delimiter }: Heading): SourceRecord {
  const { at, bytes } = row;
  if (isBlank(row)) return { kind: 'blank', at };
  const reject = (reason: string): SourceRecord => ({ kind: 'unreadable', at, text: excerpt(bytes), reason });
  if (row.problem) return reject(row.problem);
  if (!isUtf8(bytes)) return reject(notUtf8);
  const fields = readFields(bytes, delimiter);
  if (typeof fields === 'string') return reject(fields);
  if (fields.length !== names.length) return reject(`has ${fields.length} fields where the heading has ${names.length}`);
  return { kind: 'record', at, text: JSON.stringify(Object.fromEntries(names.map((name, index) => [name, fields[index]]))) };
}

/** The fields of one row, or why there are none. */
function readFields(bytes: Buffer, delimiter: Delimiter): string[] | string {
  try {
    const [fields]: string[][] = parse(bytes, { delimiter, bom: true, relax_column_count: true });
    return fields ?? [];
  } catch (error) {
    if (error instanceof CsvError) return `is not CSV (${error.code})`;
    throw error;
  }
}

interface Row {
  /** The line on which the row begins. */
  readonly at: number;
  readonly bytes: Buffer;
  readonly problem?: string;
}

function isBlank({ bytes }: Row): boolean {
  return bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d);
}

async function* splitRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row[]> {
  let rest: Buffer = Buffer.alloc(0);
  let at = 1;
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const cut = cutRows(bytes, at, 'whole rows');
    yield cut.rows;
    // A copy, and never more than shows that the row is too long.
    rest = Buffer.from(bytes.subarray(cut.end, cut.end + maxRecordBytes + 1));
    at = cut.at;
  }
  yield cutRows(rest, at, 'all').rows;
}

interface Cut {
  readonly rows: Row[];
  readonly end: number;
  readonly at: number;
}

/** Rows from the start of `bytes`. A quote that is still open at the end, or for too long, is given up where its line ends. */
function cutRows(bytes: Buffer, firstLine: number, extent: 'whole rows' | 'all'): Cut {
  const rows: Row[] = [];
  let start = 0;
  let at = firstLine;
  while (start < bytes.length) {
    const row = rowEnd(bytes, start);
    const isOpen = row.end < 0;
    const isTooLong = (isOpen ? bytes.length : row.end) - start > maxRecordBytes;
    const lineEnd = bytes.indexOf(newline, start);
    const isUnclosed = isOpen && row.isQuoted && (isTooLong ? lineEnd >= 0 : extent === 'all');
    if (isOpen && !isUnclosed && extent === 'whole rows') break;
    const end = isUnclosed && lineEnd >= 0 ? lineEnd : isOpen ? bytes.length : row.end;
    const problem = isUnclosed ? 'has a quote that is never closed' : isTooLong ? tooLong : undefined;
    rows.push({ at, bytes: bytes.subarray(start, end), ...(problem ? { problem } : {}) });
    at += isUnclosed ? 1 : 1 + row.lines;
    start = end + 1;
  }
  return { rows, end: Math.min(start, bytes.length), at };
}

/** Where the row that starts here ends: at a newline outside of quotes. A quote opens only where a field begins. */
function rowEnd(bytes: Buffer, start: number): { end: number; lines: number; isQuoted: boolean } {
  let isQuoted = false;
  let isFieldStart = true;
  let lines = 0;
  for (let index = start; index < bytes.length; index++) {
    const byte = bytes[index];
    if (isQuoted) {
      if (byte === newline) lines += 1;
      else if (byte === quote && bytes[index + 1] === quote) index += 1;
      else if (byte === quote) isQuoted = false;
    } else if (byte === newline) return { end: index, lines, isQuoted: false };
    else if (byte === quote && isFieldStart) isQuoted = true;
    isFieldStart = !isQuoted && (byte === 0x2c || byte === 0x3b || byte === 0x09);
  }
  return { end: -1, lines, isQuoted };
}
