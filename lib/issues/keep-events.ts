import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '@/db';
import { database } from '@/lib/database';
import { countedDays } from './append-events';
import { everyOrg } from './scope';

const atOnce = 2_000;

/**
 * Drops errors and transactions beyond retention, counted from their arrival, batch by batch, with what they counted for; and the days
 * that no trend shows. Harmless to repeat, and by several instances at once. The clock is the database's: it stamped the arrivals.
 *
 * @returns how many errors and transactions were dropped
 */
export async function keepEvents({ retentionDays }: { retentionDays: number }): Promise<{ readonly dropped: number }> {
  const db = database('system');
  await db.execute(sql`delete from issue_days where day < (now() at time zone 'UTC')::date - ${countedDays}::int`);
  let dropped = 0;
  for (const drop of [dropErrors, dropTransactions]) {
    for (let gone = atOnce; gone === atOnce; dropped += gone) gone = await drop(db, retentionDays);
  }
  return { dropped };
}

/** The oldest arrivals have the smallest numbers. An array of them is asked for once, whatever the planner believes of the table. */
const oldest = (table: SQL, retentionDays: number) =>
  sql`array(select id from ${table} where recorded_at < now() - make_interval(days => ${retentionDays}::int) order by id limit ${atOnce} for update skip locked)`;

/** An issue stays without its last event, so that it is known again. */
function dropErrors(db: Database, retentionDays: number): Promise<number> {
  return db.transaction(async (tx) => {
    const [row] = await tx.execute<{ gone: number }>(sql`
      with gone as (
        delete from error_events where id = any(${oldest(sql`error_events`, retentionDays)})
        returning issue_id, org_id, user_id, trust
      ), people as (
        update issue_people p set events = p.events - g.events from (
          select issue_id, coalesce(org_id, '') as org_id, user_id, count(*) as events from gone where user_id is not null group by 1, 2, 3
        ) as g where (p.issue_id, p.org_id, p.user_id) = (g.issue_id, g.org_id, g.user_id)
        returning p.issue_id, p.org_id, p.events
      ), counts as (
        update issue_counts c set events = c.events - g.events, server_events = c.server_events - g.server_events, people = c.people - (
          select count(*) from people p where p.events <= 0 and p.issue_id = c.issue_id and c.org_id in (${everyOrg}, p.org_id)
        ) from (
          select a.issue_id, o.org_id, count(*) as events, count(*) filter (where a.trust = 'server') as server_events
          from gone a cross join lateral (values (${everyOrg}), (a.org_id)) as o (org_id) where o.org_id is not null group by 1, 2
        ) as g where (c.issue_id, c.org_id) = (g.issue_id, g.org_id)
      )
      select count(*)::int as gone from gone`);
    await tx.execute(sql`delete from issue_people where events <= 0`);
    return row?.gone ?? 0;
  });
}

async function dropTransactions(db: Database, retentionDays: number): Promise<number> {
  const gone = await db.execute(sql`
    delete from transactions where id = any(${oldest(sql`transactions`, retentionDays)}) returning id`);
  return gone.length;
}
