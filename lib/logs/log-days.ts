import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import { assertMay, type Viewer } from '@/lib/viewer';

/** How many days ahead there is a place for lines: a few mornings without a keeper lose nothing. */
const daysAhead = 7;

const today = sql`(now() at time zone 'UTC')::date`;

/**
 * Makes places for the lines of the days to come, and drops those of days beyond retention. Harmless to repeat, and by several
 * instances at once. The clock is the database's: it stamped the arrivals.
 *
 * @returns the days that were dropped
 */
export async function keepDays({ retentionDays }: { retentionDays: number }): Promise<readonly string[]> {
  const db = database('system');
  await db.execute(sql`select log_lines_days(${today}, ${today} + ${daysAhead}::int)`);
  const dropped = await db.execute<{ day: string }>(
    sql`select day::text as day from log_lines_expire(${today} - ${retentionDays}::int) as day`,
  );
  return dropped.map(({ day }) => day);
}

/** What the lines of this installation take, as the planner and the disk tell it. */
export interface LogStore {
  /** The lines of a day are an estimate, and unknown until Postgres has looked at them. */
  readonly days: readonly { readonly day: string; readonly lines: number | null; readonly bytes: number }[];
  readonly bytes: number;
}

/** @throws {AppError} `not-permitted` */
export async function logStore(viewer: Viewer): Promise<LogStore> {
  assertMay(viewer, 'metrics:read');
  const days = await database('screens').execute<{ day: string; lines: number | null; bytes: number }>(sql`
    select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day,
      nullif(c.reltuples, -1)::float8 as lines, pg_total_relation_size(c.oid)::float8 as bytes
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'log_lines'::regclass and c.relname ~ '^log_lines_[0-9]{8}$' order by 1`);
  return { days: [...days], bytes: days.reduce((total, { bytes }) => total + bytes, 0) };
}
