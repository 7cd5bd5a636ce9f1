import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseSubjectAddress } from '@/lib/address';
import { subjectHistory } from '@/lib/audit';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { answer, json } from '@/lib/telemetry';

/** "Who changed this", for the customer's own product. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:read');
  const address = asked(parseSubjectAddress(new URL(request.url).searchParams));
  const { type, id } = address;
  if (id === null) throw new AppError('malformed', 'id is missing: which thing is asked about.');
  return json(await subjectHistory(await withWorld(viewer, address), { ...address, type, id }));
});
