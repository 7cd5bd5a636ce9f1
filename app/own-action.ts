import { now } from '@/app/now';
import { recordAction } from '@/lib/audit';
import { capture, currentRequest, type Feature, type ProductEvent } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

/** Something that was done on one of our own screens. */
export interface OwnAction {
  readonly action: string;
  readonly feature: Feature;
  readonly surface: ProductEvent['surface'];
  readonly subject?: { readonly type: string; readonly id: string; readonly label?: string };
  /** Ids and kinds; `before` and `after` where something changed. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Puts it into the audit log and counts it. Throws where it cannot be recorded: what must not go unrecorded is shown only after this. */
export async function recordOwnAction(viewer: Viewer, { action, feature, surface, subject, details }: OwnAction): Promise<void> {
  const request = currentRequest();
  const own = {
    action,
    feature,
    surface,
    outcome: 'success',
    subject_type: subject?.type ?? null,
    subject_id: subject?.id ?? null,
    subject_label: subject?.label ?? null,
    request_id: request?.requestId ?? null,
    trace_id: request?.traceId ?? null,
    metadata: JSON.stringify(details ?? {}),
  } as const;
  await recordAction(viewer, own, { now: now() });
  capture(viewer, action, { feature, surface });
}
