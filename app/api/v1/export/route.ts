import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { exportJson, getExport } from '@/lib/export';
import { answer, json } from '@/lib/telemetry';

/** How far an export is, and its manifest once it is whole. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:export');
  const record = await getExport(viewer, new URL(request.url).searchParams.get('id') ?? '');
  if (!record) throw new AppError('not-found', 'There is no such export.');
  return json({ ...exportJson(record), manifest: record.manifest });
});
