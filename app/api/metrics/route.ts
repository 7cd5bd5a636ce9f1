import { viewerOf } from '@/lib/auth';
import { noteSealFigures } from '@/lib/seal';
import { answer, printMetrics } from '@/lib/telemetry';

/** For Prometheus: the counters of this process, and how sealing stands. */
export const GET = answer(async (request) => {
  await noteSealFigures(await viewerOf(request, 'metrics:read'));
  const { text, contentType } = await printMetrics();
  return new Response(text, { headers: { 'content-type': contentType } });
});
