import { now } from '@/app/now';
import { recordOwnAction } from '@/app/own-action';
import type { ProductEvent } from '@/lib/telemetry';
import { type SyncStart, syncNow } from '@/lib/usage';
import type { Viewer } from '@/lib/viewer';

/** A page is done at three seconds, whatever PostHog does. */
const patienceMs = 2_000;

/** Reads from PostHog at once, and puts into the audit log who wanted that. Null where there is none. */
export async function syncAndRecord(viewer: Viewer, surface: ProductEvent['surface']): Promise<SyncStart | null> {
  const report = await syncNow(viewer, { now: now(), patienceMs });
  if (!report) return null;
  await recordOwnAction(viewer, {
    action: 'usage.sync_asked',
    feature: 'usage',
    surface,
    subject: { type: 'source', id: 'usage' },
    details: { outcome: report.outcome },
  });
  return report;
}
