import { asked } from '@/app/api/v1/asked';
import { now } from '@/app/now';
import { withWorld } from '@/app/page-viewer';
import { parseSurfacesAddress, usageDays, usageTerm, withTerm } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { answer, json } from '@/lib/telemetry';
import { dayOf } from '@/lib/time';
import { listSurfaces } from '@/lib/usage';

const mostSurfaces = 1_000;

/** Where features are used: all of them, or one. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'usage:read');
  const address = asked(parseSurfacesAddress(new URL(request.url).searchParams));
  const { feature, zone } = address;
  const filter = feature === null ? address.filter : withTerm(address.filter, usageTerm('feature', feature));
  const days = usageDays(address, dayOf(now(), zone) ?? '');
  const rows = await listSurfaces(await withWorld(viewer, address), { filter, zone, ...days, limit: mostSurfaces });
  return json({ rows, next: null, ...days });
});
