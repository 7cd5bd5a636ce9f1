import { beforeAll, beforeEach, expect, test } from 'vitest';
import { parseFilter, usageGrammar } from '@/lib/address';
import { database } from '@/lib/database';
import { addDays } from '@/lib/time';
import { appendUses, keepUse, listFeatures, usesOfId } from '@/lib/usage';
import { freshDatabase } from '@/tests/support/database';
import { reportedUse } from '@/tests/support/uses';
import { viewerIn } from '@/tests/support/viewers';

/** What the keeper does every hour. */

const everyone = viewerIn(['*'], { may: ['usage:read', 'usage:write'] });
const place = { source: 'shop/web', trust: 'server' } as const;
const now = () => new Date().toISOString().replace('Z', '000Z');
const today = now().slice(0, 10);
const kept = { retentionDays: 395 };
const month = { filter: parseFilter('', usageGrammar), zone: 'UTC', from: addDays(today, -29), to: today };
const sql = () => database('system').$client;

beforeAll(async () => {
  await freshDatabase();
});
beforeEach(() => sql()`truncate usage_events, usage_features, usage_ledgers`);

/** So many uses a second apart, up to a minute ago. */
async function many(count: number): Promise<void> {
  await sql()`
    insert into usage_events (created_at, source, event_id, trust, event, user_id, feature, org_id)
    select now() - interval '1 minute' - n * interval '1 second', 'shop/web', 'e_' || n, 'server', 'opened', 'u_' || n % 100, 'cart', 'org_1'
    from generate_series(1, ${count}::int) as n`;
  await sql()`
    insert into usage_features (source, feature, org_id, events, first_used, last_used)
    select source, feature, org_id, count(*), min(created_at), max(created_at) from usage_events where feature = 'cart' group by 1, 2, 3`;
}

test('what arrived before retention goes, in as many batches as it takes, and when a feature was used stays known', async () => {
  const used = { feature: 'fax', orgId: 'org_1', userId: 'u_1' };
  const first = reportedUse({ ...used, time: `${addDays(today, -500)}T10:00:00.000000Z`, requestId: 'req-old' });
  const last = reportedUse({ ...used, time: `${addDays(today, -20)}T10:00:00.000000Z`, requestId: 'req-new' });
  await appendUses(everyone, [first, last], place);
  await many(5_001);
  await sql()`update usage_events set recorded_at = now() - interval '396 days' where event_id like 'e_%' or request_id = 'req-old'`;
  expect(await keepUse({ ...kept, now: now() })).toEqual({ dropped: 5_002 });
  expect(await keepUse({ ...kept, now: now() })).toEqual({ dropped: 0 });
  expect((await usesOfId(everyone, 'req-old', { limit: 5 })).events).toEqual([]);
  expect((await usesOfId(everyone, 'req-new', { limit: 5 })).events).toHaveLength(1);
  const { rows } = await listFeatures(everyone, month);
  expect(rows).toMatchObject([
    { feature: 'fax', events: 1, first_used: first.time, last_used: last.time },
    { feature: 'cart', events: 0 },
  ]);
});

test('what many events were counted for is counted again up to the day that has begun, as long as somebody looks', async () => {
  await many(50_001);
  const ready = () => sql()<{ from: string; to: string; events: number }[]>`
    select question->>'from' as from, question->>'to' as to, (answer::json->'features'->0->>'events')::int as events from usage_ledgers`;
  expect((await listFeatures(everyone, month)).rows).toMatchObject([{ feature: 'cart', events: 50_001, users: 100 }]);
  expect(await ready()).toEqual([{ from: month.from, to: month.to, events: 50_001 }]);
  const tomorrow = { from: addDays(month.from, 1), to: addDays(month.to, 1) };
  await keepUse({ ...kept, now: `${tomorrow.to}T00:10:00.000000Z` });
  expect(await ready()).toEqual([{ ...tomorrow, events: 50_001 }]);
  await sql()`update usage_ledgers set asked_at = now() - interval '4 days'`;
  await keepUse({ ...kept, now: now() });
  expect(await ready()).toEqual([]);
});
