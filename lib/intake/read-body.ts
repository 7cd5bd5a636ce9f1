import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '@/lib/errors';

/** The text of a request's body. Invalid UTF-8 becomes U+FFFD, a byte order mark is dropped. @throws {AppError} as {@link readBytes} */
export async function readBody(request: Request, limits: { mostBytes: number }): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, limits));
}

/** How a body may be packed, besides not at all. */
export type Packing = 'gzip' | 'deflate' | 'br';

const unpackers: Readonly<Record<Packing, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

interface Limits {
  readonly mostBytes: number;
  /** Those that are read; gzip alone where nothing is said. */
  readonly packings?: readonly Packing[];
}

/**
 * The bytes of a request's body: unpacked where it is packed, at most `mostBytes` after unpacking, however small it was packed.
 *
 * @throws {AppError} `too-large`, `unsupported-media-type` for another packing, `malformed` for a damaged one
 */
export async function readBytes(request: Request, { mostBytes, packings = ['gzip'] }: Limits): Promise<Buffer> {
  const named = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  const packing = packings.find((known) => known === named) ?? null;
  if (packing === null && named !== 'identity' && named !== '') {
    throw new AppError('unsupported-media-type', `A body is sent plain or with content-encoding ${packings.join(', ')}.`);
  }
  if (!request.body) return Buffer.alloc(0);
  const bytes = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  return collect(packing === null ? bytes : unpacked(bytes, unpackers[packing]()), mostBytes);
}

async function collect(bytes: AsyncIterable<Buffer>, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > mostBytes)
        throw new AppError('too-large', `A body may hold ${mostBytes.toLocaleString('en')} bytes, counted after unpacking.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('malformed', 'The body ended early, or is not packed as it says it is.');
  }
  return Buffer.concat(chunks);
}

/** Ends with the source's error too: `pipe` alone would leave the reader waiting for ever. */
function unpacked(source: Readable, unpacker: Transform): Transform {
  source.on('error', (error) => unpacker.destroy(error));
  unpacker.on('close', () => source.destroy());
  return source.pipe(unpacker);
}
