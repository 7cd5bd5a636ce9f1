import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseIssueAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { getIssue } from '@/lib/issues';
import { answer, json } from '@/lib/telemetry';

/** One issue, told by its newest event. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'issues:read');
  const { id, ...address } = asked(parseIssueAddress(new URL(request.url).searchParams));
  const issue = id && (await getIssue(await withWorld(viewer, address), id));
  if (!issue) throw new AppError('not-found', 'There is no such issue.');
  return json(issue);
});
