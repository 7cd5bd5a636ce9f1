import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { getCheckpoint } from '@/lib/seal';
import { answer } from '@/lib/telemetry';

/** The latest checkpoint, as C2SP tlog-checkpoint has it. */
export const GET = answer(async (request) => {
  const checkpoint = await getCheckpoint(await viewerOf(request, 'evidence:read'));
  if (checkpoint === null) throw new AppError('not-found', 'Nothing is sealed yet.');
  return new Response(checkpoint, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
});
