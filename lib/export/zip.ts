import { once } from 'node:events';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file to be put into a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly header: number;
}

const max32 = 0xffff_ffff;

/**
 * A zip, piece by piece and with nothing in memory: sizes and checksum stand behind the data of each file, zip64 where it needs it (PKWARE
 * APPNOTE 6.3). Its directory is the last piece: without it nobody reads it as a zip.
 */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer, void> {
  const written: Written[] = [];
  let at = 0;
  for await (const { name, chunks } of entries) {
    const entry = { name: Buffer.from(name), header: at, crc: 0, packed: 0, unpacked: 0 };
    const head = localHeader(entry.name);
    at += head.length;
    yield head;
    for await (const piece of deflated(chunks, entry)) {
      entry.packed += piece.length;
      at += piece.length;
      yield piece;
    }
    const tail = descriptor(entry);
    at += tail.length;
    yield tail;
    written.push(entry);
  }
  const directory = Buffer.concat(written.map(centralHeader));
  yield Buffer.concat([directory, endOf(written.length, directory.length, at)]);
}

async function* deflated(chunks: AsyncIterable<Uint8Array>, entry: { crc: number; unpacked: number }): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw({ level: 1 });
  const feeding = (async () => {
    for await (const chunk of chunks) {
      entry.crc = crc32(chunk, entry.crc);
      entry.unpacked += chunk.length;
      if (!deflate.write(chunk)) await once(deflate, 'drain');
    }
    deflate.end();
  })().catch((error: Error) => {
    deflate.destroy(error);
  });
  for await (const piece of deflate) yield piece as Buffer;
  await feeding;
}

/** UTF-8 names, deflate, sizes behind the data. */
const [flags, method, version] = [0x0808, 8, 45];
/** 1 January 1980: when a file was made says nothing, and would make other bytes each time. */
const date = 0x0021;

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x0403_4b50, 0);
  head.writeUInt16LE(version, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt16LE(date, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, packed, unpacked }: Omit<Written, 'name'>): Buffer {
  const isWide = packed >= max32 || unpacked >= max32;
  const tail = Buffer.alloc(isWide ? 24 : 16);
  tail.writeUInt32LE(0x0807_4b50, 0);
  tail.writeUInt32LE(crc, 4);
  if (isWide) {
    tail.writeBigUInt64LE(BigInt(packed), 8);
    tail.writeBigUInt64LE(BigInt(unpacked), 16);
  } else {
    tail.writeUInt32LE(packed, 8);
    tail.writeUInt32LE(unpacked, 12);
  }
  return tail;
}

function centralHeader({ name, crc, packed, unpacked, header }: Written): Buffer {
  const wide = [unpacked, packed, header].filter((size) => size >= max32);
  const extra = Buffer.alloc(wide.length > 0 ? 4 + 8 * wide.length : 0);
  if (wide.length > 0) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8 * wide.length, 2);
    for (const [at, size] of wide.entries()) extra.writeBigUInt64LE(BigInt(size), 4 + 8 * at);
  }
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x0201_4b50, 0);
  // Made on a Unix, so that what a file is stands in its mode.
  head.writeUInt16LE(0x0300 | version, 4);
  head.writeUInt16LE(version, 6);
  head.writeUInt16LE(flags, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt16LE(date, 14);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(Math.min(packed, max32), 20);
  head.writeUInt32LE(Math.min(unpacked, max32), 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(0o100644 * 0x10000, 38);
  head.writeUInt32LE(Math.min(header, max32), 42);
  return Buffer.concat([head, name, extra]);
}

function endOf(entries: number, length: number, offset: number): Buffer {
  const isWide = entries >= 0xffff || length >= max32 || offset >= max32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(entries, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries, 0xffff), 10);
  end.writeUInt32LE(Math.min(length, max32), 12);
  end.writeUInt32LE(Math.min(offset, max32), 16);
  if (!isWide) return end;
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(0x0300 | version, 12);
  record.writeUInt16LE(version, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x0706_4b50, 56);
  record.writeBigUInt64LE(BigInt(offset + length), 64);
  record.writeUInt32LE(1, 72);
  return Buffer.concat([record, end]);
}
