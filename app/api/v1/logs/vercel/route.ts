import { createHmac, timingSafeEqual } from 'node:crypto';
import { readOptions } from '@/app/api/v1/logs/delivery';
import { viewerOf } from '@/lib/auth';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { admitted, readBytes } from '@/lib/intake';
import { readVercel } from '@/lib/log-lines';
import { mostLogBytes, takeLines } from '@/lib/logs';
import { answer, json } from '@/lib/telemetry';

/**
 * A Vercel log drain, with a token among its custom headers. Before it sends anything Vercel asks whether this is the place, without
 * token and signature, and wants to hear a code: that request is read no further.
 *
 * @see https://vercel.com/docs/drains/security
 */
export const POST = answer(async (request) => {
  const { drainVerify } = config().logs;
  const headers = drainVerify === null ? undefined : { 'x-vercel-verify': drainVerify };
  const isUnsigned = !request.headers.has('authorization') && !request.headers.has('x-vercel-signature');
  if (headers && isUnsigned) return json({ verified: true }, { headers });
  const receipt = await admitted(async () => {
    const viewer = await viewerOf(request, 'logs:write');
    const options = readOptions(request);
    const bytes = await readBytes(request, { mostBytes: mostLogBytes });
    assertSigned(bytes, request.headers.get('x-vercel-signature'));
    return takeLines(viewer, readVercel(new TextDecoder().decode(bytes), options), { form: 'vercel' });
  });
  return json(receipt, headers && { headers });
});

/** Over the bytes as they came. @throws {AppError} `not-permitted` */
function assertSigned(bytes: Buffer, given: string | null): void {
  const { drainSecret } = config().logs;
  if (drainSecret === null) return;
  const expected = createHmac('sha1', drainSecret).update(bytes).digest();
  const signature = Buffer.from(given ?? '', 'hex');
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new AppError('not-permitted', 'The signature of this delivery is missing, or is not that of the drain.');
  }
}
