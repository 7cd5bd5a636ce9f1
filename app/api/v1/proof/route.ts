import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { getProof } from '@/lib/seal';
import { answer } from '@/lib/telemetry';

/** That a leaf is in the tree of the latest checkpoint, as C2SP tlog-proof has it. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'evidence:read');
  const leaf = new URL(request.url).searchParams.get('leaf') ?? '';
  if (!/^(0|[1-9]\d{0,14})$/.test(leaf)) throw new AppError('malformed', 'leaf is the number of a leaf, as an action tells it.');
  return new Response(await getProof(viewer, Number(leaf)), { headers: { 'content-type': 'text/plain; charset=utf-8' } });
});
