import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { getTile } from '@/lib/seal';
import { answer } from '@/lib/telemetry';

/** Hashes of the tree, as C2SP tlog-tiles has them: `/api/v1/tile/0/x001/x234/067`. Of leaves there are hashes alone. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'evidence:read');
  const tile = await getTile(viewer, new URL(request.url).pathname.replace('/api/v1/', ''));
  if (tile === null) throw new AppError('not-found', 'There is no such tile.');
  return new Response(new Uint8Array(tile), { headers: { 'content-type': 'application/octet-stream' } });
});
