import { recordAction } from '@/lib/audit';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { leafOf, sealLog } from '@/lib/seal';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { assertManages } from './assert-manages';
import { type Erasure, erasableFields } from './erasable';
import { eraseLeaves } from './erase-leaves';
import { demanded } from './holds';

export interface EraseRowsOptions {
  readonly fields: readonly string[];
  readonly reason: string;
  readonly approver: string;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/**
 * Erases fields of single actions, by their references. Of an action in another team's table only what we keep goes, the salt: the value
 * must have been erased there, by those whose table it is.
 *
 * @returns the redaction leaves
 * @throws {AppError} `not-permitted`; `malformed` without reason or approver, or for fields that cannot be erased; `not-found` for what is
 * not sealed; `conflict` for what is held
 */
export async function eraseRows(viewer: Viewer, refs: readonly string[], options: EraseRowsOptions): Promise<readonly number[]> {
  assertManages(viewer);
  const why = whyFrom(options);
  const fields = fieldsFrom(options.fields);
  await seal(options.signal);
  const erasures: Erasure[] = [];
  for (const ref of refs) {
    const leaf = await leafOf(viewer, ref);
    if (leaf === null) throw new AppError('not-found', `There is no sealed action ${JSON.stringify(ref.slice(0, 200))}.`);
    erasures.push({ leaf, fields });
  }
  await assertNotHeld(erasures.map(({ leaf }) => leaf));
  await recordErasure(viewer, { rows: erasures.length, fields }, why);
  const redactions = await eraseLeaves(viewer, erasures, why);
  await seal(options.signal);
  return redactions;
}

/** @throws {AppError} `malformed` */
export function whyFrom({ reason, approver, now }: Pick<EraseRowsOptions, 'reason' | 'approver' | 'now'>) {
  return {
    reason: demanded(reason, 'Erasing has a reason. It stands in the log for good: name a request, not a person.'),
    approver: demanded(approver, 'Erasing has an approver.'),
    now,
  };
}

/** First: what could not be recorded is not erased. It says what and why, and never of whom. */
export async function recordErasure(viewer: Viewer, what: object, { reason, approver, now }: ReturnType<typeof whyFrom>): Promise<void> {
  const metadata = JSON.stringify({ ...what, reason, approver });
  await recordAction(
    viewer,
    { action: 'evidence.erased', feature: 'retention', surface: 'command', outcome: 'success', metadata },
    { now },
  );
}

/** @throws {AppError} `unavailable` where sealing is not configured: what is not sealed cannot be shown to be rightly erased */
export async function seal(signal: AbortSignal): Promise<void> {
  const { outcome } = await sealLog({ signal, isWhole: true });
  if (outcome === 'not-configured') throw new AppError('unavailable', 'Nothing is sealed here: SEAL_KEY is not set.');
}

function fieldsFrom(given: readonly string[]): string[] {
  const known: readonly string[] = erasableFields;
  const wrong = given.filter((name) => !known.includes(name));
  if (given.length === 0 || wrong.length > 0) {
    throw new AppError(
      'malformed',
      `${wrong.length > 0 ? `${wrong.join(', ')} cannot be erased` : 'Name the fields'}. These can: ${known.join(', ')}.`,
    );
  }
  return [...new Set(given)].sort();
}

/** Of rows in tables of others nobody here knows whose they are: any hold that could be about them holds them. */
async function assertNotHeld(leaves: readonly number[]): Promise<void> {
  const sql = database('system').$client;
  const [held] = await sql<{ ref: string; hold: string }[]>`
    select ref, hold from (
      select l.source || '~' || l.key as ref, case
        when l.source <> 'tracebook' then (select min(h.id) from holds h where lifted_at is null and (h.source is null or h.source = l.source))
        else held_by(a.source, a.org_id, array[a.actor_id, a.on_behalf_of, a.subject_id]) end::text as hold
      from seal_leaves l left join admin_actions a on l.source = 'tracebook' and a.id::text = l.key
      where l."index" = any(${sql.array([...leaves], int8)}::bigint[])
    ) as each where hold is not null limit 1`;
  if (held) throw new AppError('conflict', `${held.ref} stands under hold ${held.hold}. A legal hold beats erasure.`);
}

/** Of the arrays that Postgres is given. */
const int8 = 20;
