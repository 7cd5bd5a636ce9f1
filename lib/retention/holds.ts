import { recordAction } from '@/lib/audit';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { assertManages } from './assert-manages';

/** What a hold is about: rows that meet all that is given. Nothing given is everything. */
export interface HoldConditions {
  /** The source of actions, or the name of another team's table. */
  readonly source: string | null;
  readonly orgId: string | null;
  /** Who did it, for whom it was done, or to whom. */
  readonly person: string | null;
}

export interface Hold extends HoldConditions {
  readonly id: string;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
  /** Null as long as it stands. */
  readonly liftedAt: string | null;
}

/** From now on nothing that it is about is erased or expires. Recorded first. @throws {AppError} `not-permitted`, `malformed` */
export async function placeHold(
  viewer: Viewer,
  conditions: HoldConditions,
  { reason, now }: { reason: string; now: Instant },
): Promise<Hold> {
  assertManages(viewer);
  const why = demanded(reason, 'A hold has a reason.');
  const { source, orgId, person } = conditions;
  const metadata = JSON.stringify({ reason: why, conditions });
  await recordAction(viewer, { action: 'hold.placed', feature: 'retention', surface: 'command', outcome: 'success', metadata }, { now });
  const [row] = await database('system').$client<HoldRow[]>`
    insert into holds (source, org_id, person, reason, placed_by) values (${source}, ${orgId}, ${person}, ${why}, ${viewer.id})
    returning ${columns()}`;
  if (!row) throw new Error('The hold was not stored.');
  return holdFrom(row);
}

/** @throws {AppError} `not-permitted`, `malformed`; `not-found` where there is no such hold, or it was lifted already */
export async function liftHold(viewer: Viewer, id: string, { reason, now }: { reason: string; now: Instant }): Promise<Hold> {
  assertManages(viewer);
  const why = demanded(reason, 'Lifting a hold has a reason.');
  if (!/^\d{1,18}$/.test(id)) throw new AppError('not-found', `There is no hold ${JSON.stringify(id)}.`);
  const own = { action: 'hold.lifted', feature: 'retention', surface: 'command', outcome: 'success' } as const;
  const metadata = JSON.stringify({ reason: why });
  await recordAction(viewer, { ...own, subject_type: 'hold', subject_id: id, metadata }, { now });
  const [row] = await database('system').$client<HoldRow[]>`
    update holds set lifted_at = clock_timestamp(), lifted_by = ${viewer.id}, lifted_why = ${why} where id = ${id} and lifted_at is null
    returning ${columns()}`;
  if (!row) throw new AppError('not-found', `There is no hold ${id} that stands.`);
  return holdFrom(row);
}

/** Those that stand first, then the newest. */
export async function listHolds(viewer: Viewer): Promise<readonly Hold[]> {
  assertManages(viewer);
  const rows = await database('system').$client<HoldRow[]>`
    select ${columns()}
    from holds h order by lifted_at is not null, h.id desc`;
  return rows.map(holdFrom);
}

/** What was given, without spaces around it. @throws {AppError} `malformed` where nothing was */
export function demanded(text: string, what: string): string {
  const given = text.trim();
  if (given === '' || !given.isWellFormed() || given.length > 2_000) throw new AppError('malformed', what);
  return given;
}

/** Times are RFC 3339 in UTC. */
function columns() {
  return database('system').$client`
    id::text, source, org_id, person, reason, placed_by, to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as placed_at,
    to_char(lifted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as lifted_at`;
}

interface HoldRow {
  id: string;
  source: string | null;
  org_id: string | null;
  person: string | null;
  reason: string;
  placed_by: string;
  placed_at: string;
  lifted_at: string | null;
}

function holdFrom({ id, source, org_id, person, reason, placed_by, placed_at, lifted_at }: HoldRow): Hold {
  return { id, source, orgId: org_id, person, reason, placedBy: placed_by, placedAt: placed_at, liftedAt: lifted_at };
}
