import { statusInputSchema } from '@/app/api/v1/schemas';
import { settleAndRecord } from '@/app/settle-and-record';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { readBody } from '@/lib/intake';
import { answer, json } from '@/lib/telemetry';

const mostBytes = 10_000;

/** Resolves an issue, ignores it, or takes that back; where issues are in Sentry, 501 and where there. */
export const POST = answer(async (request) => {
  const viewer = await viewerOf(request, 'issues:resolve');
  const given = inputFrom(await readBody(request, { mostBytes }));
  const { issue, status } = await settleAndRecord(viewer, { ...given, surface: '/api/v1/issue/status' });
  return json({ id: issue.id, status });
});

function inputFrom(body: string) {
  try {
    const read = statusInputSchema.safeParse(JSON.parse(body));
    if (read.success) return read.data;
  } catch {
    // Told below, as every other body that is none.
  }
  throw new AppError('malformed', 'The body is JSON: {"id": "WEB-41", "status": "resolved"}, or "ignored", or "unresolved".');
}
