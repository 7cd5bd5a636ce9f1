import type { Verification } from '@/lib/seal';

/** A run under the names of the API. */
export function verificationJson({ id, kind, checked, findings, outcome, why, ...run }: Verification) {
  return {
    id,
    kind,
    asked_by: run.askedBy,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    from_leaf: run.fromLeaf,
    to_leaf: run.toLeaf,
    checked,
    late_rows: run.lateRows,
    findings,
    outcome,
    why,
  };
}
