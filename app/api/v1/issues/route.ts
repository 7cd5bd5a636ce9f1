import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseIssuesAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { listIssues } from '@/lib/issues';
import { answer, json } from '@/lib/telemetry';

export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'issues:read');
  const address = asked(parseIssuesAddress(new URL(request.url).searchParams));
  return json(await listIssues(await withWorld(viewer, address), address));
});
