import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseLineFacetsAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { listLineFacets } from '@/lib/logs';
import { answer, json } from '@/lib/telemetry';

export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'logs:read');
  const { by, ...address } = asked(parseLineFacetsAddress(new URL(request.url).searchParams));
  if (by === null) throw new AppError('malformed', 'by is missing: day, a key such as service, or a path such as attr.db.');
  const [facet] = await listLineFacets(await withWorld(viewer, address), { ...address, by: [by] });
  return json(facet);
});
