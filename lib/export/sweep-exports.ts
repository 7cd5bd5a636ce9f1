import { sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import { deadAfterSeconds } from './register';

/** Nobody fetches a file that was asked for so long ago: its rows of then are forgotten. */
const forgottenAfterHours = 24;

/** Says of exports whose process died that they were interrupted, and of those that nobody fetched that they are over. */
export async function sweepExports(): Promise<number> {
  const ended = await database('system').execute(sql`
    update exports set ended_at = clock_timestamp(),
      state = case state when 'asked' then 'cancelled' else 'interrupted' end,
      why = case state when 'asked' then 'nobody fetched it' else 'the process that made it ended' end
    where (state = 'running' and beat_at < clock_timestamp() - make_interval(secs => ${deadAfterSeconds}))
      or (state = 'asked' and asked_at < clock_timestamp() - make_interval(hours => ${forgottenAfterHours}))
    returning id`);
  return ended.length;
}
