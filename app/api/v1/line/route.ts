import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { parseLineAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { getLine } from '@/lib/logs';
import { answer } from '@/lib/telemetry';

/** One line. Its attributes are the text that Postgres prints, put into the answer as it is: parsing it would lose digits. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'logs:read');
  const address = asked(parseLineAddress(new URL(request.url).searchParams));
  const line = address.id && (await getLine(await withWorld(viewer, address), address.id));
  if (!line) throw new AppError('not-found', 'There is no such line.');
  const { attributes, ...fields } = line;
  return new Response(`${JSON.stringify(fields).slice(0, -1)},"attributes":${attributes}}`, {
    headers: { 'content-type': 'application/json' },
  });
});
