import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** A look that begins now, by the clock of the database. */
export interface Look {
  readonly at: Instant;
  /** The last look of the sitting before this one; null for somebody who looks for the first time. */
  readonly since: Instant | null;
}

/** Without a look for so long, the next one begins a new sitting. */
const sitting = sql`interval '30 minutes'`;

/** When this person last saw the newest actions of the world they look at. Nothing is remembered by asking. Null for programs. */
export async function beginLook(viewer: Viewer): Promise<Look | null> {
  if (viewer.kind !== 'person') return null;
  const [look] = await database('screens').execute<{ at: Instant; since: Instant | null }>(sql`
    select ${instantText(sql`n.at`)} as at,
      ${instantText(sql`case when l.looked_at < n.at - ${sitting} then l.looked_at else l.before_at end`)} as since
    from (select clock_timestamp() as at) n left join looks l on l.user_id = ${viewer.id} and l.world = ${viewer.sees}`);
  return look ?? null;
}

/** Remembers a look, once the newest actions were shown. Of two at once the later one counts. */
export async function keepLook(viewer: Viewer, { at }: Look): Promise<void> {
  await database('screens').execute(sql`
    insert into looks as l (user_id, world, looked_at) values (${viewer.id}, ${viewer.sees}, ${at}::timestamptz)
    on conflict (user_id, world) do update set
      before_at = case when l.looked_at < excluded.looked_at - ${sitting} then l.looked_at else l.before_at end,
      looked_at = greatest(l.looked_at, excluded.looked_at)`);
}

function instantText(moment: SQL): SQL {
  return sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
