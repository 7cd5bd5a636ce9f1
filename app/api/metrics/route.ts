import { viewerOf } from '@/lib/auth';
import { answer, printMetrics } from '@/lib/telemetry';

/** For Prometheus: the counters of this process. */
export const GET = answer(async (request) => {
  await viewerOf(request, 'metrics:read');
  const { text, contentType } = await printMetrics();
  return new Response(text, { headers: { 'content-type': contentType } });
});
