import { verificationJson } from '@/app/api/v1/verification-json';
import { now } from '@/app/now';
import { viewerOf } from '@/lib/auth';
import { beginVerification, listVerifications } from '@/lib/seal';
import { answer, json } from '@/lib/telemetry';

/** The last runs, the newest first. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'evidence:read');
  return json({ rows: (await listVerifications(viewer, { limit: 50 })).map(verificationJson) });
});

/** Begins one. It goes on by itself, and tells how it goes under its number. */
export const POST = answer(async (request) => {
  const viewer = await viewerOf(request, 'evidence:verify');
  const id = await beginVerification(viewer, { kind: 'whole', now: now(), signal: AbortSignal.timeout(longestMs) });
  return json({ id }, { status: 202 });
});

const longestMs = 6 * 3_600_000;
