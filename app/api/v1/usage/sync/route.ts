import { syncAndRecord } from '@/app/sync-and-record';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { answer, json } from '@/lib/telemetry';

/** Reads what is new from PostHog at once; 501 where there is none. */
export const POST = answer(async (request) => {
  const viewer = await viewerOf(request, 'settings:manage');
  const report = await syncAndRecord(viewer, '/api/v1/usage/sync');
  if (!report) throw new AppError('not-implemented', 'There is no PostHog to read from (USAGE_URL): use is counted here as it arrives.');
  const { outcome, daysRead, windowsCounted, why } = report;
  return json({ outcome, days_read: daysRead, windows_counted: windowsCounted, why });
});
