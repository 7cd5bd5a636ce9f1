import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseActionAddress, printActionRef } from '@/lib/address';
import { getAction } from '@/lib/audit';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { leafOf } from '@/lib/seal';
import { answer } from '@/lib/telemetry';

/** One action. Its metadata is the text that Postgres prints, put into the answer as it is: parsing it would lose digits. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:read');
  const address = asked(parseActionAddress(new URL(request.url).searchParams));
  const seen = await withWorld(viewer, address);
  const action = address.ref && (await getAction(seen, printActionRef(address.ref)));
  if (!action) throw new AppError('not-found', 'There is no such action.');
  const { metadata, ...fields } = action;
  const members = JSON.stringify({ ...fields, leaf: await leafOf(seen, action.ref) });
  return new Response(`${members.slice(0, -1)},"metadata":${metadata}}`, { headers: { 'content-type': 'application/json' } });
});
