import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import type { Instant } from '@/lib/time';
import { keepCountsReady } from './ready-counts';

const atOnce = 5_000;

/**
 * Drops product events beyond retention, counted from their arrival, batch by batch; what is known of a feature stays: that it was used,
 * and when last. Then counts anew what somebody looked at lately. Harmless to repeat, and by several instances at once.
 *
 * @returns how many events were dropped
 */
export async function keepUse({ retentionDays, now }: { retentionDays: number; now: Instant }): Promise<{ readonly dropped: number }> {
  let dropped = 0;
  for (let gone = atOnce; gone === atOnce; dropped += gone) {
    // The oldest arrivals have the smallest numbers. An array is asked for once, whatever the planner believes of the table.
    const rows = await database('system').execute(sql`
      delete from usage_events where id = any(array(
        select id from usage_events where recorded_at < now() - make_interval(days => ${retentionDays}::int)
        order by id limit ${atOnce} for update skip locked
      )) returning id`);
    gone = rows.length;
  }
  await keepCountsReady(now);
  return { dropped };
}
