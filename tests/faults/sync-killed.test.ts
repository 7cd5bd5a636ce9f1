import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleConfig } from '@/lib/config';
import { database } from '@/lib/database';
import { addDays } from '@/lib/time';
import { syncUsage } from '@/lib/usage';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { faultRounds } from '@/tests/support/fault-rounds';
import { type FakePosthog, fakeKey, fakePosthog } from '@/tests/upstream/fake-posthog';

const kills = faultRounds(20);
const days = 12;
const now = () => new Date().toISOString().replace('Z', '000Z');

let posthog: FakePosthog;
beforeAll(async () => {
  await freshDatabase();
  posthog = await fakePosthog();
  posthog.aMinute = 100_000;
  const today = now().slice(0, 10);
  posthog.push(
    Array.from({ length: 1_500 }, (_, n) => ({
      uuid: `0193d000-0000-4000-9000-${String(n).padStart(12, '0')}`,
      event: n % 3 === 0 ? 'opened' : 'saved',
      time: `${addDays(today, -(n % days))}T${String(n % 24).padStart(2, '0')}:10:00.000Z`,
      distinctId: `u_${n % 41}`,
      properties: {
        feature: `feature_${n % 7}`,
        surface: `surface_${n % 11}`,
        org_id: `o_${n % 5}`,
        ...(n % 2 ? { request_id: `req-${n}` } : {}),
      },
    })),
  );
  process.env.USAGE_URL = `${posthog.url}&org=org_id&days=${days}`;
  process.env.USAGE_TOKEN = fakeKey;
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
});
afterAll(() => posthog.close());

test(`a sync that is killed ${kills} times at random moments ends with what an undisturbed one counts`, { timeout: 480_000 }, async () => {
  const report = await syncUsage({ now: now(), signal: AbortSignal.timeout(100_000) });
  expect(report).toMatchObject({ outcome: 'done', daysRead: days });
  const undisturbed = await kept();
  expect(undisturbed.length).toBeGreaterThan(500);
  await database('system').execute(sql`truncate posthog_days, posthog_hours, posthog_ends, posthog_windows, posthog_counts, posthog_syncs`);
  let killed = 0;
  for (; killed < kills; killed += 1) {
    const child = startCommand(['sync', '--json']);
    const end = once(child, 'close');
    let left = 1 + Math.floor(Math.random() * 8);
    posthog.onQuery = () => {
      left -= 1;
      if (left === 0) setTimeout(() => child.kill('SIGKILL'), Math.random() * 60);
    };
    const [code] = await end;
    if (code !== null) break;
  }
  expect(killed).toBeGreaterThan(Math.min(kills, 10) - 1);
  posthog.onQuery = null;
  const { code, answer } = await endOf(startCommand(['sync', '--json']));
  expect([code, JSON.parse(answer)]).toMatchObject([0, { outcome: 'done' }]);
  expect(await kept()).toEqual(undisturbed);
  expect(posthog.violations).toEqual([]);
});

test('two at a time are one', async () => {
  await database('system').execute(sql`truncate posthog_days, posthog_hours, posthog_ends, posthog_windows, posthog_counts, posthog_syncs`);
  const asked = posthog.queries.length;
  const ends = [endOf(startCommand(['sync', '--json'])), endOf(startCommand(['sync', '--json']))];
  const outcomes = (await Promise.all(ends)).map(({ answer }) => (JSON.parse(answer) as { outcome: string }).outcome);
  expect(outcomes).toContain('done');
  // Whoever comes when the other is done finds little to do.
  expect(posthog.queries.length - asked).toBeLessThan(70);
});

/** All that is counted, without when it was. */
async function kept(): Promise<readonly string[]> {
  const rows = await database('system').execute<{ row: string }>(sql`
    select row(day)::text as row from posthog_days
    union all select row(hour, feature, surface, org_id, events, nobody, requests)::text from posthog_hours
    union all select row(feature, surface, org_id, first_used, last_used)::text from posthog_ends
    union all select row(w.zone, w.breakdown, w.from_day, w.to_day, c.feature, c.key, c.org_id, c.events, c.nobody, c.people, c.came_back,
      c.last_used)::text from posthog_windows w left join posthog_counts c on c.window_id = w.id
    order by 1`);
  return rows.map(({ row }) => row);
}
