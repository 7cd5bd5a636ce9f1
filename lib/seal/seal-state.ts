import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { printVerifierKey } from '@/lib/tlog';
import { assertMay, may, type Viewer } from '@/lib/viewer';
import { latestCheckpoints, type SignedCheckpoint } from './checkpoints';
import { readHead } from './ledger';
import { places } from './places';
import { type KeySince, readKeys, sealKey } from './seal-key';
import { instant, readConditions, type SealCondition, sealing } from './states';
import { readRuns, type Verification } from './verifications';

/** How sealing stands. Times are RFC 3339 in UTC, durations are milliseconds of the database's clock. */
export interface SealState {
  /** `not-configured` without a key; `refused` where nothing may be signed; `failing` where it does not work at the moment; `behind` where it
   * lags more than a minute. */
  readonly verdict: 'sealing' | 'behind' | 'failing' | 'refused' | 'not-configured' | 'beginning';
  readonly trouble: string | null;
  readonly failingSince: string | null;
  readonly origin: string | null;
  /** The key to publish; null without one. */
  readonly vkey: string | null;
  readonly keys: readonly KeySince[];
  readonly size: number;
  /** Everything that was committed before is sealed and signed; null before the first. */
  readonly sealedUntil: string | null;
  readonly lagMs: number;
  /** Rows that wait. Counted up to a bound. */
  readonly waiting: number;
  /** How long the oldest transaction of the server has been running that holds sealing up, in whatever database; null where it is none. */
  readonly heldUpMs: number | null;
  readonly lateRows: number;
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly places: readonly PlaceState[];
  /** Tables of other teams that could not be asked. */
  readonly unasked: readonly SealCondition[];
  readonly verifications: readonly Verification[];
}

export interface PlaceState {
  readonly name: string;
  /** Null where nothing was published there yet. */
  readonly size: number | null;
  readonly publishedAt: string | null;
  readonly failingSince: string | null;
  readonly trouble: string | null;
}

const mostWaiting = 1_000;

/** @throws {AppError} `not-permitted` */
export async function sealState(viewer: Viewer): Promise<SealState> {
  assertMay(viewer, 'evidence:read');
  return readSealState(viewer);
}

/** For those who were asked already whether they may. */
export async function readSealState(viewer: Viewer): Promise<SealState> {
  const sql = database('screens').$client;
  const [head, conditions, checkpoints, keys, verifications] = await Promise.all([
    readHead(sql),
    readConditions(sql),
    latestCheckpoints(sql, 10),
    readKeys(sql),
    readRuns(sql, { limit: 10 }),
  ]);
  const own = conditions.find(({ name }) => name === sealing);
  const [clock] = await sql.unsafe<{ waiting: number; lag: number; late: number; held: number | null }[]>(
    `with waiting as (
      select a.recorded_at from admin_actions a
      where (a.tx, a.id) > ($1::text::xid8, $2::text::bigint) and not (a.source = 'sample' or a.source like 'sample/%')
      order by a.tx, a.id limit ${mostWaiting + 1}
    )
    select (select count(*)::int from waiting) as waiting,
      coalesce(extract(epoch from clock_timestamp() - (select min(recorded_at) from waiting))::float8 * 1000, 0) as lag,
      (select count(*)::int from (select 1 from seal_leaves l where l.kind = 'late-row' and l.kind <> 'row' limit 100000) as late) as late,
      (select max(extract(epoch from clock_timestamp() - xact_start)::float8 * 1000) from pg_stat_activity
        where backend_xid is not null) as held`,
    [head?.cursor.tx ?? '0', head?.cursor.id ?? '0'],
  );
  const lagMs = Math.max(0, clock?.lag ?? 0);
  const key = head ? sealKey(head.origin) : sealKey(`${config().publicUrl.host}/audit`);
  const seesAll = may(viewer, 'org:*');
  return {
    verdict: verdictOf({ hasKey: key !== null, own, lagMs, size: head?.frontier.size ?? 0 }),
    trouble: own?.trouble ?? null,
    failingSince: own?.failingSince ?? null,
    origin: head?.origin ?? null,
    vkey: key && printVerifierKey(key),
    keys,
    size: head?.frontier.size ?? 0,
    sealedUntil: checkpoints.length === 0 ? null : (own?.lastGoodAt ?? checkpoints[0]?.signedAt ?? null),
    lagMs,
    // How much others do is none of the business of who sees a part of it.
    waiting: seesAll ? (clock?.waiting ?? 0) : Math.min(1, clock?.waiting ?? 0),
    heldUpMs: clock?.held ?? null,
    lateRows: clock?.late ?? 0,
    checkpoints,
    places: await placeStates(conditions),
    unasked: conditions.filter(({ name, trouble }) => name.startsWith('source ') && trouble !== null),
    verifications,
  };
}

const behindMs = 60_000;

function verdictOf({
  hasKey,
  own,
  lagMs,
  size,
}: {
  hasKey: boolean;
  own: SealCondition | undefined;
  lagMs: number;
  size: number;
}): SealState['verdict'] {
  if (!hasKey) return 'not-configured';
  if (own?.trouble) return own.trouble.startsWith('Nothing is') ? 'refused' : 'failing';
  if (size === 0) return 'beginning';
  return lagMs > behindMs ? 'behind' : 'sealing';
}

async function placeStates(conditions: readonly SealCondition[]): Promise<readonly PlaceState[]> {
  const rows = await database('screens').$client.unsafe<{ target: string; size: string; at: string }[]>(
    `select distinct on (target) target, size::text, ${instant('published_at')} as at from seal_publications p order by target, p.size desc`,
  );
  return places().map(({ name }) => {
    const last = rows.find(({ target }) => target === name);
    const condition = conditions.find((one) => one.name === name);
    return {
      name,
      size: last ? Number(last.size) : null,
      publishedAt: last?.at ?? null,
      failingSince: condition?.failingSince ?? null,
      trouble: condition?.trouble ?? null,
    };
  });
}
