import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '@/lib/errors';

/** A file, or standard input, that is being read from its start. */
export interface Input {
  readonly name: string;
  /** What is in it, unpacked. Throws an {@link InputDamage} where it cannot be read to its end. */
  readonly chunks: AsyncGenerator<Buffer>;
  /** How much of the file itself, packed as it is, has been read. */
  bytesRead(): number;
}

/** The input ends before it should: what was read up to there is good. */
export class InputDamage extends Error {}

export const standardInput = '-';

/** Plain or gzip, told apart by their first bytes. */
export function openInput(name: string): Input {
  let bytes = 0;
  async function* fileChunks(): AsyncGenerator<Buffer> {
    const stream = name === standardInput ? process.stdin : createReadStream(name, { highWaterMark: 256 * 1024 });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { name, chunks: nameDamage(unpack(fileChunks()), name), bytesRead: () => bytes };
}

/** The sizes of all files together; null where standard input is among them. @throws {AppError} `not-found` for what is no file. */
export async function sizeOf(names: readonly string[]): Promise<number | null> {
  const sizes = await Promise.all(names.filter((name) => name !== standardInput).map(fileSize));
  return names.includes(standardInput) ? null : sizes.reduce((sum, size) => sum + size, 0);
}

async function fileSize(name: string): Promise<number> {
  const found = await stat(name).catch(() => null);
  if (!found) throw new AppError('not-found', `There is no file ${name}, or it may not be read.`);
  if (found.isDirectory()) throw new AppError('malformed', `${name} is a folder; name the files in it.`);
  return found.size;
}

async function* nameDamage(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw new InputDamage(`${name} cannot be read to its end: ${(error as Error).message}`, { cause: error });
  }
}

async function* unpack(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { head, all } = await peek(chunks, 2);
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  // Its callback has nothing to do: what goes wrong on the way in comes out of the loop over what it gives.
  yield* pipeline(Readable.from(all), gunzip, () => undefined) as AsyncIterable<Buffer>;
}

/** At least so many first bytes, where there are as many, and then everything from the start. */
export async function peek(chunks: AsyncGenerator<Buffer>, bytes: number): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < bytes) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    yield* chunks;
  }
  return { head, all: all() };
}
