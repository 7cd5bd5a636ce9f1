import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseErrorEventsAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { listErrorEvents } from '@/lib/issues';
import { answer, json } from '@/lib/telemetry';

export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'issues:read');
  const address = asked(parseErrorEventsAddress(new URL(request.url).searchParams));
  return json(await listErrorEvents(await withWorld(viewer, address), address));
});
