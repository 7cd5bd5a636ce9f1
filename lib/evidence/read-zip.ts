import { BundleFault, type BundleFiles } from './bundle-files';
import { crc32 } from './crc32';
import { isFileName } from './manifest';

/** A file that is read at any place. */
export interface RandomAccess {
  readonly size: number;
  /** Just these bytes. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly header: number;
}

/** Bundles have a few hundred files at most. */
const mostEntries = 2_000;
const mostDirectoryBytes = 1_000_000;
const pieceBytes = 262_144;
const max32 = 0xffff_ffff;

/**
 * The files of a zip, unpacked as they are read. Whatever could be read in two ways is refused before anything is unpacked
 * (docs/bundle-format.md lists it).
 *
 * @throws {BundleFault}
 */
export async function openZip(file: RandomAccess): Promise<BundleFiles> {
  const directory = await findDirectory(file);
  const entries = entriesIn(await file.read(directory.offset, directory.length), directory.entries);
  const starts = await assertApart(file, entries, directory.offset);
  const found = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    names: entries.map(({ name }) => name),
    open: (name) => {
      const entry = found.get(name);
      if (!entry) throw new Error(`There is no ${name} in the zip.`);
      return unpacked(file, entry, starts.get(name) ?? 0);
    },
  };
}

async function findDirectory(file: RandomAccess): Promise<{ offset: number; length: number; entries: number }> {
  if (file.size < 22) throw new BundleFault('incomplete', 'The zip is cut: it is too short to be one.');
  const end = view(await file.read(file.size - 22, 22));
  if (end.getUint32(0, true) !== 0x0605_4b50) {
    throw new BundleFault('incomplete', 'The zip is cut, or something was put behind it: its end is not where it belongs.');
  }
  if (end.getUint16(20, true) !== 0) throw odd('has a comment');
  const disks = [end.getUint16(4, true), end.getUint16(6, true)];
  let [entries, length, offset] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  let directoryEnd = file.size - 22;
  if (entries === 0xffff || length === max32 || offset === max32) {
    if (file.size < 98) throw odd('promises a zip64 record and has none');
    const locator = view(await file.read(file.size - 42, 20));
    const at = big(locator, 8);
    if (locator.getUint32(0, true) !== 0x0706_4b50 || at !== file.size - 98) throw odd('promises a zip64 record and has none');
    const record = view(await file.read(at, 56));
    if (record.getUint32(0, true) !== 0x0606_4b50 || big(record, 4) !== 44) throw odd('has a zip64 record of another form');
    if (disks.some((disk) => disk !== 0 && disk !== 0xffff) || record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0) {
      throw odd('is one of several disks');
    }
    [entries, length, offset] = [big(record, 32), big(record, 40), big(record, 48)];
    directoryEnd = at;
  } else if (disks.some((disk) => disk !== 0)) throw odd('is one of several disks');
  else if (end.getUint16(8, true) !== entries) throw odd('counts its files in two ways');
  if (offset + length !== directoryEnd) throw odd('has bytes between its directory and its end');
  if (entries > mostEntries || length > mostDirectoryBytes) throw odd(`has more than ${mostEntries} files`);
  return { offset, length, entries };
}

function entriesIn(bytes: Uint8Array, count: number): Entry[] {
  const entries: Entry[] = [];
  const data = view(bytes);
  let at = 0;
  while (at < bytes.length) {
    if (at + 46 > bytes.length || data.getUint32(at, true) !== 0x0201_4b50) throw odd('has a broken directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => data.getUint16(at + place, true)) as [
      number,
      number,
      number,
    ];
    const end = at + 46 + nameLength + extraLength + commentLength;
    if (end > bytes.length) throw odd('has a broken directory');
    const name = nameFrom(bytes.subarray(at + 46, at + 46 + nameLength));
    if (commentLength > 0) throw odd(`has a comment on ${name}`);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    entries.push({ ...entryAt(data, at, name, extra), name });
    at = end;
  }
  if (entries.length !== count) throw odd(`says that it has ${count} files and has ${entries.length}`);
  const twice = entries.find(({ name }, place) => entries.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) !== place);
  if (twice) throw odd(`has two files ${twice.name}`);
  return entries;
}

function entryAt(data: DataView, at: number, name: string, extra: Uint8Array): Omit<Entry, 'name'> {
  const flags = data.getUint16(at + 8, true);
  const method = data.getUint16(at + 10, true);
  const mode = data.getUint32(at + 38, true) >>> 16;
  if ((flags & 0x2041) !== 0) throw odd(`has ${name} encrypted`);
  if (method !== 0 && method !== 8) throw odd(`packs ${name} by method ${method}`);
  // Made on a Unix, or by something that says so: what the file is stands in its mode.
  if ((mode & 0xf000) !== 0 && (mode & 0xf000) !== 0x8000) throw odd(`has ${name} as a link or as something else that is no file`);
  const disk = data.getUint16(at + 34, true);
  if (disk !== 0 && disk !== 0xffff) throw odd('is one of several disks');
  const given = { packed: data.getUint32(at + 20, true), unpacked: data.getUint32(at + 24, true), header: data.getUint32(at + 42, true) };
  const sizes = withZip64(given, extra, name);
  if (method === 0 && sizes.packed !== sizes.unpacked) throw odd(`has two sizes for ${name}`);
  return { method, crc: data.getUint32(at + 16, true), ...sizes };
}

interface Sizes {
  packed: number;
  unpacked: number;
  header: number;
}

function withZip64(given: Sizes, extra: Uint8Array, name: string): Sizes {
  const data = view(extra);
  let wide: DataView | null = null;
  for (let at = 0; at < extra.length; ) {
    const end = at + 4 <= extra.length ? at + 4 + data.getUint16(at + 2, true) : Number.POSITIVE_INFINITY;
    if (end > extra.length) throw odd(`has broken extra data for ${name}`);
    if (data.getUint16(at, true) === 1) {
      if (wide) throw odd(`has extra data for ${name} twice`);
      wide = view(extra.subarray(at + 4, end));
    }
    at = end;
  }
  const sizes = { ...given };
  let place = 0;
  for (const part of ['unpacked', 'packed', 'header'] as const) {
    if (sizes[part] !== max32) continue;
    if (!wide || place + 8 > wide.byteLength) throw odd(`does not say how large ${name} is`);
    sizes[part] = big(wide, place);
    place += 8;
  }
  return sizes;
}

/** Reads each local header, and sees to it that the entries fill the zip up to its directory without sharing a byte. @returns where the data of each begins */
async function assertApart(file: RandomAccess, entries: readonly Entry[], directory: number): Promise<Map<string, number>> {
  const starts = new Map<string, number>();
  let free = 0;
  for (const entry of entries.toSorted((a, b) => a.header - b.header)) {
    if (entry.header !== free || entry.header + 30 > directory) throw odd(`has ${entry.name} where something else is, or a gap before it`);
    const head = view(await file.read(entry.header, 30));
    const [nameLength, extraLength] = [head.getUint16(26, true), head.getUint16(28, true)];
    const start = entry.header + 30 + nameLength + extraLength;
    if (head.getUint32(0, true) !== 0x0403_4b50 || start + entry.packed > directory) throw odd(`has a broken header for ${entry.name}`);
    const name = nameFrom(await file.read(entry.header + 30, nameLength));
    if (name !== entry.name || head.getUint16(8, true) !== entry.method) throw odd(`says two things about ${entry.name}`);
    starts.set(name, start);
    free = start + entry.packed;
    // Sizes that were not known before the data was written stand behind it once more.
    if ((head.getUint16(6, true) & 8) !== 0) free += await descriptorLength(file, entry, free, directory);
  }
  if (free !== directory) throw odd('has bytes that belong to no file');
  return starts;
}

async function descriptorLength(file: RandomAccess, entry: Entry, at: number, directory: number): Promise<number> {
  const bytes = view(await file.read(at, Math.min(24, directory - at)));
  for (const head of [4, 0]) {
    for (const width of [4, 8]) {
      const length = head + 4 + 2 * width;
      if (length > bytes.byteLength || (head === 4 && bytes.getUint32(0, true) !== 0x0807_4b50)) continue;
      const size = (place: number) => (width === 4 ? bytes.getUint32(place, true) : big(bytes, place));
      const agrees =
        bytes.getUint32(head, true) === entry.crc && size(head + 4) === entry.packed && size(head + 4 + width) === entry.unpacked;
      // The next thing must begin where this ends; that is looked at by whoever asked.
      if (agrees && (at + length === directory || (await isSignature(file, at + length)))) return length;
    }
  }
  throw odd(`says two things about ${entry.name}`);
}

async function isSignature(file: RandomAccess, at: number): Promise<boolean> {
  return at + 4 <= file.size && view(await file.read(at, 4)).getUint32(0, true) === 0x0403_4b50;
}

async function* unpacked(file: RandomAccess, entry: Entry, start: number): AsyncGenerator<Uint8Array> {
  let [crc, length] = [0, 0];
  const packed = piecesOf(file, start, entry.packed);
  try {
    for await (const piece of entry.method === 0 ? packed : inflated(packed)) {
      length += piece.length;
      // Before more of a bomb is unpacked than was announced.
      if (length > entry.unpacked) throw odd(`has more in ${entry.name} than it says`);
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    if (error instanceof BundleFault) throw error;
    throw odd(`has ${entry.name} packed in a way that cannot be unpacked`);
  }
  if (length !== entry.unpacked || crc !== entry.crc) throw odd(`has other bytes in ${entry.name} than it says`);
}

async function* piecesOf(file: RandomAccess, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += pieceBytes) yield await file.read(start + at, Math.min(pieceBytes, length - at));
}

/** By what Node and every browser have. Bytes behind the end of what was packed are an error in both. */
async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = new DecompressionStream('deflate-raw');
  const writer = inflate.writable.getWriter();
  const writing = (async () => {
    for await (const piece of packed) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  // Heard of below, where it is waited for; until then nobody may call it unhandled.
  writing.catch(() => undefined);
  const reader = inflate.readable.getReader();
  try {
    for (let { value, done } = await reader.read(); !done && value; { value, done } = await reader.read()) yield value;
    await writing;
  } finally {
    await reader.cancel().catch(() => undefined);
    await writer.abort().catch(() => undefined);
  }
}

function nameFrom(bytes: Uint8Array): string {
  const name = String.fromCharCode(...bytes.subarray(0, 300));
  if (!isFileName(name)) throw odd(`has a file called ${JSON.stringify(name.slice(0, 100))}, which belongs into no bundle`);
  return name;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function big(data: DataView, at: number): number {
  const value = data.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw odd('has sizes beyond counting');
  return Number(value);
}

function odd(what: string): BundleFault {
  return new BundleFault('mismatch', `The zip ${what}.`);
}
