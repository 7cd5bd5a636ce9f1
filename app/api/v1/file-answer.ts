import { now } from '@/app/now';
import { AppError } from '@/lib/errors';
import { type DeliverOptions, type Delivery, deliverExport, fileNameOf, mediaTypeOf } from '@/lib/export';
import { currentRequest } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

interface FileAsked {
  readonly id: string;
  readonly surface: DeliverOptions['surface'];
  /** How much of it is there already. */
  readonly from?: number;
}

/** Answers with the file of an export, as it is made: never compressed, since that would hide where it was cut. */
export async function fileAnswer(viewer: Viewer, { id, surface, from = 0 }: FileAsked): Promise<Response> {
  const delivery = await deliverExport(viewer, id, { now, requestId: currentRequest()?.requestId ?? null, surface, from });
  return new Response(delivery.file, { status: from > 0 ? 206 : 200, headers: headersOf(delivery, from) });
}

function headersOf({ record, totalBytes }: Delivery, from: number): Record<string, string> {
  return {
    'content-type': mediaTypeOf(record.format),
    'content-disposition': `attachment; filename="${fileNameOf(record)}"`,
    'cache-control': 'private, no-store, no-transform',
    'accept-ranges': record.format === 'csv' || record.format === 'jsonl' ? 'bytes' : 'none',
    etag: `"${record.id}"`,
    'x-tracebook-export': record.id,
    ...(totalBytes === null ? {} : { 'content-length': String(totalBytes - from) }),
    ...(from > 0 && totalBytes !== null ? { 'content-range': `bytes ${from}-${totalBytes - 1}/${totalBytes}` } : {}),
  };
}

/**
 * From which byte on the file is wanted, by `Range: bytes=N-`; of another file, or in any other form, all of it (RFC 9110, section 14.2).
 */
export function rangeStart({ headers }: Request, id: string): number {
  const [, from] = /^bytes=(\d{1,15})-$/.exec(headers.get('range') ?? '') ?? [];
  const of = headers.get('if-range');
  return from === undefined || (of !== null && of !== `"${id}"`) ? 0 : Number(from);
}

/**
 * A page of another site can make a signed-in browser fetch an address. It would see nothing of the file, but an export would be on
 * record.
 *
 * @throws {AppError} `not-permitted`
 */
export function assertNotFromElsewhere(request: Request, { kind }: Viewer): void {
  if (kind === 'person' && /^(cross|same)-site$/.test(request.headers.get('sec-fetch-site') ?? ''))
    throw new AppError('not-permitted', 'This was not asked for from a page of ours.');
}
