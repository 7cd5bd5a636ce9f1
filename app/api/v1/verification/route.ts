import { asked } from '@/app/api/v1/asked';
import { verificationJson } from '@/app/api/v1/verification-json';
import { parseVerificationAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { listFindings, listVerifications } from '@/lib/seal';
import { answer, json } from '@/lib/telemetry';

/** One run, with what it found. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'evidence:read');
  const { id } = asked(parseVerificationAddress(new URL(request.url).searchParams));
  const [run] = id === null ? [] : await listVerifications(viewer, { limit: 1, id });
  if (!run) throw new AppError('not-found', 'There is no such verification.');
  return json({ ...verificationJson(run), found: await listFindings(viewer, { id: run.id, limit: 1_000 }) });
});
