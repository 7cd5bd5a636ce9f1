import { viewerOf } from '@/lib/auth';
import { exportJson, listExports } from '@/lib/export';
import { answer, json } from '@/lib/telemetry';

/** Who took what away, the newest first. */
export const GET = answer(async (request) => {
  const viewer = await viewerOf(request, 'audit:export');
  return json({ rows: (await listExports(viewer)).map(exportJson), next: null });
});
