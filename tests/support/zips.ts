import { deflateRawSync } from 'node:zlib';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { type BundleFiles, openZip } from '@/lib/evidence';

/** A zip as a library makes it that is used everywhere. */
export async function zipOf(
  files: ReadonlyMap<string, Uint8Array>,
  options: { readonly zip64?: boolean; readonly level?: number } = {},
): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, extendedTimestamp: false, ...options });
  for (const [name, bytes] of files) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}

export function openBytes(bytes: Uint8Array): Promise<BundleFiles> {
  return openZip({ size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) });
}

/** One file of a zip that is made by hand, with whatever lies its headers tell. */
export interface RawEntry {
  readonly name: string;
  readonly data?: Uint8Array;
  readonly localName?: string;
  readonly localMethod?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly mode?: number;
  readonly crc?: number;
  readonly packed?: Uint8Array;
  readonly packedSize?: number;
  readonly size?: number;
  readonly header?: number;
  readonly extra?: Uint8Array;
  readonly comment?: string;
}

export interface RawZip {
  readonly entries: readonly RawEntry[];
  readonly before?: Uint8Array;
  readonly between?: Uint8Array;
  readonly after?: Uint8Array;
  readonly count?: number;
  readonly comment?: string;
  readonly disk?: number;
}

export function rawZip({
  entries,
  before = nothing,
  between = nothing,
  after = nothing,
  count = entries.length,
  comment = '',
  disk = 0,
}: RawZip): Uint8Array {
  const pieces: Uint8Array[] = [before];
  const directory: Uint8Array[] = [];
  let at = before.length;
  for (const entry of entries) {
    const { name, data = nothing, method = 8, flags = 0, mode = 0o100644, extra = nothing, comment: about = '' } = entry;
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(data) : data);
    const common = [entry.crc ?? crcOf(data), entry.packedSize ?? packed.length, entry.size ?? data.length];
    const localName = Buffer.from(entry.localName ?? name);
    const local = record([
      [4, 0x0403_4b50],
      [2, 20],
      [2, flags],
      [2, entry.localMethod ?? method],
      [4, 0],
      ...wide(common),
      [2, localName.length],
      [2, 0],
    ]);
    const central = record([
      [4, 0x0201_4b50],
      [2, 0x0314],
      [2, 20],
      [2, flags],
      [2, method],
      [4, 0],
      ...wide(common),
      [2, Buffer.byteLength(name)],
      [2, extra.length],
      [2, about.length],
      [2, 0],
      [2, 0],
      [4, (mode << 16) >>> 0],
      [4, entry.header ?? at],
    ]);
    pieces.push(local, localName, packed);
    directory.push(central, Buffer.from(name), extra, Buffer.from(about));
    at += local.length + localName.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = record([
    [4, 0x0605_4b50],
    [2, disk],
    [2, disk],
    [2, count],
    [2, count],
    [4, listed.length],
    [4, at + between.length],
    [2, comment.length],
  ]);
  return Buffer.concat([...pieces, between, listed, end, Buffer.from(comment), after]);
}

const nothing = new Uint8Array(0);

function wide(values: readonly number[]): [number, number][] {
  return values.map((value) => [4, value]);
}

function record(fields: readonly (readonly [width: number, value: number])[]): Uint8Array {
  return Buffer.concat(
    fields.map(([width, value]) => {
      const bytes = Buffer.alloc(width);
      bytes.writeUIntLE(value, 0, width);
      return bytes;
    }),
  );
}

/** Bit by bit, as the specification has it: another way than ours. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
