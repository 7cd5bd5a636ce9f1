import { isOutage } from '@/lib/database';
import { clearGauges, setGauge } from '@/lib/telemetry';
import { assertMay, type Viewer } from '@/lib/viewer';
import { readSealState } from './seal-state';

/** Puts what there is to know of sealing among the metrics of this process; takes it out where the database does not answer. */
export async function noteSealFigures(viewer: Viewer): Promise<void> {
  assertMay(viewer, 'metrics:read');
  clearGauges();
  const state = await readSealState(viewer).catch((error: unknown) => {
    if (isOutage(error)) return null;
    throw error;
  });
  if (!state || state.verdict === 'not-configured') return;
  setGauge('tracebook_seal_leaves', {}, state.size);
  setGauge('tracebook_seal_lag_seconds', {}, state.lagMs / 1_000);
  setGauge('tracebook_seal_failing', {}, state.trouble === null ? 0 : 1);
  const [latest] = state.checkpoints;
  for (const { name, size, trouble } of state.places) {
    setGauge('tracebook_seal_place_failing', { place: name }, trouble === null ? 0 : 1);
    setGauge('tracebook_seal_place_behind_leaves', { place: name }, (latest?.size ?? 0) - (size ?? 0));
  }
  const last = state.verifications.find(({ finishedAt }) => finishedAt !== null);
  if (last) setGauge('tracebook_seal_last_verification_findings', {}, last.findings);
}
