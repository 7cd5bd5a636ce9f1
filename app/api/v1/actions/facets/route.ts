import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseFacetsAddress } from '@/lib/address';
import { listFacet } from '@/lib/audit';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { answer, json } from '@/lib/telemetry';

export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:read');
  const { by, ...address } = asked(parseFacetsAddress(new URL(request.url).searchParams));
  if (by === null) throw new AppError('malformed', 'by is missing: day, a key such as actor, or a path such as meta.ip.');
  return json(await listFacet(await withWorld(viewer, address), { ...address, by }));
});
