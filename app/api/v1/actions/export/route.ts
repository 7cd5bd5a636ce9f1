import { asked } from '@/app/api/v1/asked';
import { assertNotFromElsewhere, fileAnswer } from '@/app/api/v1/file-answer';
import { withWorld } from '@/app/page-viewer';
import { parseExportAddress } from '@/lib/address';
import { viewerOf } from '@/lib/auth';
import { askExport } from '@/lib/export';
import { answer } from '@/lib/telemetry';

/** A list of actions as a file, at once. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:export');
  assertNotFromElsewhere(request, viewer);
  const address = asked(parseExportAddress(new URL(request.url).searchParams));
  const seen = await withWorld(viewer, address);
  const { id } = await askExport(seen, address);
  return fileAnswer(seen, { id, surface: '/api/v1/actions/export' });
});

/** Next would make an export of it, and throw the file away. */
export const HEAD = () => new Response(null, { status: 405, headers: { allow: 'GET' } });
