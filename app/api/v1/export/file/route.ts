import { assertNotFromElsewhere, fileAnswer, rangeStart } from '@/app/api/v1/file-answer';
import { viewerOf } from '@/lib/auth';
import { answer } from '@/lib/telemetry';

/** The file of an export that was asked for, or what is still missing of it. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:export');
  assertNotFromElsewhere(request, viewer);
  const id = new URL(request.url).searchParams.get('id') ?? '';
  return fileAnswer(viewer, { id, surface: '/api/v1/export/file', from: rangeStart(request, id) });
});

/** Next would make the file, and throw it away. */
export const HEAD = () => new Response(null, { status: 405, headers: { allow: 'GET' } });
