import { isUtf8 } from 'node:buffer';
import { excerpt, maxRecordBytes, notUtf8, type SourceRecord, tooLong } from './source-record';

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * The elements of JSON arrays, each as the exact text between its commas, without ever holding more than one element:
 *
 *     [{"a": 1}, {"a": 2}]                      an array
 *     {"Records": [{"a": 1}, {"a": 2}]}         an array that stands in an object under a known name
 *     [{"a": 1}] [{"a": 2}]                     several of either, one after another
 *
 * Only the ends of elements are found here; whether an element is JSON is for its reader to see.
 */
export async function* splitArrays(chunks: AsyncIterable<Buffer>, under?: string): AsyncGenerator<SourceRecord[]> {
  const splitter = new ArraySplitter(under);
  for await (const chunk of chunks) {
    const records = splitter.push(chunk);
    if (records.length > 0) yield records;
  }
  const rest = splitter.end();
  if (rest.length > 0) yield rest;
}

/** Where the next byte stands: between documents, among an object's members, or among an array's elements. */
type Place = 'between' | 'members' | 'elements';

class ArraySplitter {
  #place: Place = 'between';
  /** Open brackets inside the current element, or inside the current member's value. */
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #at = 0;
  #isWrapped = false;
  #hasArray = false;
  /** Whether an element must follow: after a comma, but not after the opening bracket. */
  #isAfterComma = false;
  #name = '';
  #isName = true;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #records: SourceRecord[] = [];
  /** Where in the current chunk the element, or stray text, that is being collected began; -1 while none is. */
  #start = -1;

  constructor(private readonly under: string | undefined) {}

  push(chunk: Buffer): SourceRecord[] {
    this.#start = this.#bytes > 0 ? 0 : -1;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? 0;
      if (this.#isInText) this.#readText(byte);
      else if (this.#place === 'elements') this.#readElement(chunk, index, byte);
      else if (this.#place === 'members') this.#readMember(byte);
      else this.#readBetween(chunk, index, byte);
    }
    if (this.#start >= 0) this.#keep(chunk.subarray(this.#start));
    return this.#taken();
  }

  end(): SourceRecord[] {
    if (this.#place !== 'between') this.#reject('is cut off: the file ends before its array does');
    else if (this.#bytes > 0) this.#reject('stands outside of the array');
    return this.#taken();
  }

  #readText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === backslash) this.#isEscaped = true;
    else if (byte === quote) this.#isInText = false;
    if (this.#place === 'members' && this.#isInText && this.#isName && this.#depth === 0) this.#name += String.fromCharCode(byte);
  }

  #readElement(chunk: Buffer, index: number, byte: number): void {
    if (this.#depth === 0 && (byte === comma || byte === closeList)) {
      this.#closeElement(chunk, index, byte);
      return;
    }
    if (isSpace(byte)) return;
    if (this.#start < 0) this.#start = index;
    if (byte === quote) this.#isInText = true;
    else if (byte === openObject || byte === openList) this.#depth += 1;
    else if ((byte === closeObject || byte === closeList) && this.#depth > 0) this.#depth -= 1;
  }

  #closeElement(chunk: Buffer, index: number, byte: number): void {
    if (this.#start >= 0) {
      this.#keep(chunk.subarray(this.#start, index));
      this.#emit();
    } else if (byte === comma || this.#isAfterComma) this.#reject('is missing: two commas stand together, or one at the end');
    this.#isAfterComma = byte === comma;
    if (byte === closeList) this.#place = this.#isWrapped ? 'members' : 'between';
  }

  #readMember(byte: number): void {
    if (byte === quote) {
      this.#isInText = true;
      if (this.#isName && this.#depth === 0) this.#name = '';
    } else if (byte === openList && this.#depth === 0 && this.#name === this.under) this.#enterArray();
    else if (byte === openList || byte === openObject) this.#depth += 1;
    else if (byte === closeObject && this.#depth === 0) this.#leaveWrapper();
    else if (byte === closeList || byte === closeObject) this.#depth -= 1;
    else if (this.#depth === 0 && byte === colon) this.#isName = false;
    else if (this.#depth === 0 && byte === comma) this.#isName = true;
  }

  #readBetween(chunk: Buffer, index: number, byte: number): void {
    const isMark = this.#at === 0 && (byte === 0xef || byte === 0xbb || byte === 0xbf);
    if (isSpace(byte) || (isMark && this.#start < 0)) return;
    if (byte === openList || (byte === openObject && this.under !== undefined)) {
      if (this.#start >= 0) {
        this.#keep(chunk.subarray(this.#start, index));
        this.#reject('stands outside of the array');
      }
      this.#isWrapped = byte === openObject;
      this.#isName = true;
      this.#hasArray = false;
      if (this.#isWrapped) this.#place = 'members';
      else this.#enterArray();
    } else if (this.#start < 0) this.#start = index;
  }

  #enterArray(): void {
    this.#place = 'elements';
    this.#depth = 0;
    this.#isAfterComma = false;
    this.#hasArray = true;
    this.#name = '';
  }

  #leaveWrapper(): void {
    this.#place = 'between';
    if (!this.#hasArray) this.#reject(`is an object without a list under "${this.under}"`);
  }

  /** What is beyond the limit is counted, not kept. */
  #keep(piece: Buffer): void {
    // A copy: a small piece would otherwise hold its whole chunk in memory.
    if (this.#bytes <= maxRecordBytes && piece.length > 0) this.#pieces.push(Buffer.from(piece));
    this.#bytes += piece.length;
  }

  #emit(): void {
    const bytes = Buffer.concat(this.#pieces);
    if (this.#bytes > maxRecordBytes) this.#reject(tooLong);
    else if (!isUtf8(bytes)) this.#reject(notUtf8);
    else this.#record({ kind: 'record', at: this.#at + 1, text: bytes.toString('utf8').replace(/[\t\n\r ]+$/, '') });
  }

  #reject(reason: string): void {
    this.#record({ kind: 'unreadable', at: this.#at + 1, text: excerpt(Buffer.concat(this.#pieces)), reason });
  }

  #record(record: SourceRecord): void {
    this.#records.push(record);
    this.#at += 1;
    this.#pieces = [];
    this.#bytes = 0;
    this.#start = -1;
  }

  #taken(): SourceRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
