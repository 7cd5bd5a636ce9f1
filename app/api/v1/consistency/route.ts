import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { getConsistency } from '@/lib/seal';
import { answer } from '@/lib/telemetry';
import { printBase64 } from '@/lib/tlog';

/** That the tree of one size is the beginning of that of another, one hash a line, as the verifier takes it. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'evidence:read');
  const { searchParams } = new URL(request.url);
  const to = searchParams.get('to');
  const hashes = await getConsistency(viewer, {
    from: sizeFrom('from', searchParams.get('from')),
    to: to === null ? null : sizeFrom('to', to),
  });
  return new Response(hashes.map((hash) => `${printBase64(hash)}\n`).join(''), {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
});

function sizeFrom(name: string, text: string | null): number {
  if (text !== null && /^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new AppError('malformed', `${name} is the size of a tree, as a checkpoint tells it.`);
}
