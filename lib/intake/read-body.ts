import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '@/lib/errors';

/** The text of a request's body. Invalid UTF-8 becomes U+FFFD, a byte order mark is dropped. @throws {AppError} as {@link readBytes} */
export async function readBody(request: Request, limits: { mostBytes: number }): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, limits));
}

/**
 * The bytes of a request's body: unpacked where it is gzip, at most `mostBytes` after unpacking, however small it was packed.
 *
 * @throws {AppError} `too-large`, `unsupported-media-type` for another packing, `malformed` for a damaged one
 */
export async function readBytes(request: Request, { mostBytes }: { mostBytes: number }): Promise<Buffer> {
  const packing = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (packing !== 'gzip' && packing !== 'identity') {
    throw new AppError('unsupported-media-type', 'A body is sent plain or with content-encoding gzip.');
  }
  if (!request.body) return Buffer.alloc(0);
  const bytes = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  return collect(packing === 'gzip' ? unpacked(bytes) : bytes, mostBytes);
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
    throw new AppError('malformed', 'The body ended early, or is not the gzip that it says it is.');
  }
  return Buffer.concat(chunks);
}

/** Ends with the source's error too: `pipe` alone would leave the reader waiting for ever. */
function unpacked(source: Readable): Readable {
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => source.destroy());
  return source.pipe(gunzip);
}
