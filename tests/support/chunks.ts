import { Readable } from 'node:stream';

/** A text as a file would arrive: in chunks of so many bytes. */
export async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Everything that comes in lists, in one. */
export async function allOf<T>(lists: AsyncIterable<readonly T[]>): Promise<T[]> {
  const given: (readonly T[])[] = await Readable.from(lists).toArray();
  return given.flat();
}
