import { sql } from 'drizzle-orm';
import type { Database, Purpose } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { ReportedUse } from '@/lib/product-events';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';

/** Where product events come from, and how far they are believed. */
export interface UsePlace {
  readonly source: string;
  /** `client` where they came by a public key. */
  readonly trust: 'server' | 'client';
  /** The organisation of all of them, whatever they claim. */
  readonly org?: string | null;
  /** Of those that claim none, where claims are believed. */
  readonly orgOfNone?: string | null;
  /** The pool to write through: `deliveries` answers or fails within seconds, `system` waits longer. */
  readonly purpose?: Purpose;
}

/** An event that was not kept, by its place among those that were given. */
export interface RefusedUse {
  readonly at: number;
  readonly reason: 'other-organisation' | 'refused-by-database';
}

export interface UsesAppended {
  readonly created: number;
  /** Kept before. */
  readonly repeated: number;
  readonly refused: readonly RefusedUse[];
}

/**
 * Keeps product events, with the features that they name, and answers after commit. What was kept before is found by its id, and counts no
 * second time. An event that cannot be kept costs only itself.
 *
 * Claims are not believed of what came by a public key: then the organisation is the one of the key, or none.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a source that cannot be written to
 */
export async function appendUses(
  viewer: Viewer,
  uses: readonly ReportedUse[],
  { source, trust, org = null, orgOfNone = null, purpose = 'deliveries' }: UsePlace,
): Promise<UsesAppended> {
  assertMay(viewer, 'usage:write');
  assertSource(viewer, source);
  const scope = orgScope(viewer);
  const refused: RefusedUse[] = [];
  const placed: Placed[] = [];
  for (const [at, use] of uses.entries()) {
    const orgId = org ?? (trust === 'server' ? use.orgId || orgOfNone : null);
    if (scope !== null && orgId !== null && !scope.includes(orgId)) refused.push({ at, reason: 'other-organisation' });
    else placed.push({ at, use: { ...use, orgId } });
  }
  const kept = await keep(database(purpose), placed, { source, trust });
  refused.push(...kept.refused);
  return { created: kept.created, repeated: uses.length - kept.created - refused.length, refused: refused.sort((a, b) => a.at - b.at) };
}

interface Placed {
  readonly at: number;
  readonly use: ReportedUse;
}

/** @throws {AppError} `malformed` */
function assertSource({ kind }: Viewer, source: string): void {
  const isSample = /^sample(\/|$)/.test(source);
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,99}$/.test(source) || (isSample && kind !== 'system')) {
    throw new AppError(
      'malformed',
      'A source starts with a letter or digit, has up to 100 letters, digits and . _ / : -, and is not the sample.',
    );
  }
}

interface Delivery {
  readonly source: string;
  readonly trust: 'server' | 'client';
}

interface Kept {
  readonly created: number;
  readonly refused: readonly RefusedUse[];
}

/** Where Postgres refuses the batch because of what an event holds, halves are tried until the event is alone. */
async function keep(db: Database, placed: readonly Placed[], delivery: Delivery): Promise<Kept> {
  if (placed.length === 0) return { created: 0, refused: [] };
  try {
    return { created: await insertPatiently(db, placed, delivery), refused: [] };
  } catch (error) {
    if (!/^(22|23514|54)/.test(codeOf(error))) throw error;
    const [only] = placed;
    if (placed.length === 1 && only) return { created: 0, refused: [{ at: only.at, reason: 'refused-by-database' }] };
    const half = Math.ceil(placed.length / 2);
    const first = await keep(db, placed.slice(0, half), delivery);
    const second = await keep(db, placed.slice(half), delivery);
    return { created: first.created + second.created, refused: [...first.refused, ...second.refused] };
  }
}

const mostTries = 4;

/** Two deliveries that repeat one another can stand in each other's way: Postgres ends one of them, which is none the worse for it. */
async function insertPatiently(db: Database, placed: readonly Placed[], delivery: Delivery): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await insert(db, placed, delivery);
    } catch (error) {
      if (codeOf(error) !== '40P01' || tries === mostTries) throw error;
    }
  }
}

/** Rows that several deliveries count on are touched in the order of their keys. */
async function insert(db: Database, placed: readonly Placed[], { source, trust }: Delivery): Promise<number> {
  const json = JSON.stringify(placed.map(({ use }) => ({ ...use, flags: use.flags.join(' ') })));
  const [row] = await db.execute<{ created: number }>(sql`
    with added as (
      insert into usage_events (created_at, source, event_id, trust, event, user_id, session_id, feature, surface, org_id, request_id,
        properties, flags)
      select "time", ${source}, "eventId", ${trust}, event, nullif("userId", ''), nullif("sessionId", ''), nullif(feature, ''),
        nullif(surface, ''), nullif("orgId", ''), nullif("requestId", ''), properties, string_to_array(flags, ' ')
      from json_to_recordset(${json}::json) as g (
        "time" timestamptz, "eventId" text, event text, "userId" text, "sessionId" text, feature text, surface text, "orgId" text,
        "requestId" text, properties jsonb, flags text
      ) order by "eventId"
      on conflict (event_id, source) do nothing
      returning feature, org_id, created_at, event, flags
    ), features as (
      insert into usage_features as f (source, feature, org_id, events, first_used, last_used)
      select ${source}, coalesce(a.feature, ''), coalesce(a.org_id, ''), count(*), min(a.created_at), max(a.created_at) from added a
      where left(a.event, 1) <> '$' and not a.flags @> '{bot}' group by 2, 3 order by 2, 3
      on conflict (feature, org_id, source) do update set events = f.events + excluded.events,
        first_used = least(f.first_used, excluded.first_used), last_used = greatest(f.last_used, excluded.last_used)
    )
    select count(*)::int as created from added`);
  return row?.created ?? 0;
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
