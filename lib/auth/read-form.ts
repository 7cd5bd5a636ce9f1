import { AppError } from '@/lib/errors';

/** More than any form of ours holds. */
const maxBytes = 64 * 1024;

/** The fields of a posted form. @throws {AppError} `unsupported-media-type`; `too-large`, by counted bytes */
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    throw new AppError('unsupported-media-type', 'A form is sent as application/x-www-form-urlencoded.');
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AppError('too-large', `A form has at most ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
