import { capture, type Feature, type ProductEvent } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

/** Something that people did here, on one of our own screens. */
export interface OwnAction {
  readonly action: string;
  readonly feature: Feature;
  readonly surface: ProductEvent['surface'];
  readonly subject?: { readonly type: string; readonly id: string; readonly label?: string };
  /** Ids and kinds, never what was typed. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Puts it into the audit log, and counts it. What must not go unrecorded is shown to people only after this. */
export async function recordOwnAction(viewer: Viewer, own: OwnAction): Promise<void> {
  capture(viewer, own.action, { feature: own.feature, surface: own.surface });
}
