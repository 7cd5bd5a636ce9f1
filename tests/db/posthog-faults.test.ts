import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFilter, usageGrammar } from '@/lib/address';
import { settleConfig } from '@/lib/config';
import { database } from '@/lib/database';
import { getDossier } from '@/lib/dossier';
import { addDays } from '@/lib/time';
import {
  countFunnel,
  getFeature,
  listFeatureReplays,
  listFeatures,
  listSurfaces,
  remoteUsage,
  replayAt,
  syncUsage,
  usesOfId,
} from '@/lib/usage';
import { certificate } from '@/tests/support/certificate';
import { freshDatabase } from '@/tests/support/database';
import { type Fault, faults } from '@/tests/support/faulty-server';
import { viewerIn } from '@/tests/support/viewers';
import { type FakePosthog, fakeKey, fakePosthog } from '@/tests/upstream/fake-posthog';
import { posthogContract } from '@/tests/upstream/posthog-contract';

/** Pages are held to three seconds where nothing else runs (tests/faults); here other suites do. */
const inTimeMs = 4_000;

/** R12, PostHog's column: however it fails, it is said, in time, and what is known of it stays known. */

const viewer = viewerIn(['*'], { may: ['audit:read', 'logs:read', 'issues:read', 'usage:read', 'settings:manage'] });
const now = () => new Date().toISOString().replace('Z', '000Z');
const today = now().slice(0, 10);
const month = { filter: parseFilter('', usageGrammar), zone: 'UTC', from: addDays(today, -29), to: today };
const cases = (await posthogContract())?.cases ?? [];

let posthog: FakePosthog;
beforeAll(async () => {
  await freshDatabase();
  posthog = await fakePosthog(certificate());
  posthog.push([
    {
      uuid: '0193d000-0000-4000-9000-000000000001',
      event: 'opened',
      time: `${addDays(today, -1)}T10:00:00.000Z`,
      distinctId: 'u_1',
      properties: { feature: 'customers', request_id: 'req-1', $session_id: 's-1' },
    },
  ]);
  posthog.pushReplays([{ session: 's-1', began: `${addDays(today, -1)}T09:59:00.000Z` }]);
  use(null);
  expect(await sync()).toMatchObject({ outcome: 'done' });
});
afterAll(() => posthog.close());

let clients = 2;

/** Another number of days is another client with the same store behind it: what is known of one that failed is not known of the next. */
function use(fault: Fault | null): void {
  posthog.set(fault);
  clients += 1;
  process.env.USAGE_URL = `${posthog.url}&days=${clients}`;
  process.env.USAGE_TOKEN = fakeKey;
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

const sync = (ms = 30_000) => syncUsage({ now: now(), signal: AbortSignal.timeout(ms) });
const unavailable = { status: 'rejected', reason: { code: expect.stringMatching(/^(unavailable|needs-narrowing)$/) } };

describe.each(faults)('%s', (fault) => {
  // Another port or scheme is another source, of which nothing is kept.
  const isElsewhere = fault === 'refused' || fault === 'bad-tls';

  test('never reads as none', async () => {
    use(fault);
    const before = posthog.requests.length;
    const started = performance.now();
    const acts = [
      usesOfId(viewer, 'req-2', { limit: 5 }),
      countFunnel(viewer, 'customers', { ...month, steps: ['opened', 'saved'], withinDays: 7 }),
      listSurfaces(viewer, { ...month, from: addDays(today, -77) }),
      listFeatureReplays(viewer, 'customers', month),
    ];
    for (const result of await Promise.allSettled(acts)) {
      expect(result).toMatchObject(unavailable);
      expect(JSON.stringify(result)).not.toContain(fakeKey);
    }
    expect(performance.now() - started).toBeLessThan(inTimeMs);
    expect(posthog.requests.length - before).toBeLessThanOrEqual(2 * acts.length);
    expect(posthog.strayed).toBe(0);
    expect((await remoteUsage(viewer, { now: now() }))?.why).toMatch(/^PostHog gives no answer: .*\.$/);
  });

  test('is silence in a dossier', async () => {
    use(fault);
    const { readings, isComplete } = await getDossier(viewer, 'req-2', { now: now(), retentionDays: 30 });
    expect(readings.find(({ source }) => source === 'usage')).toMatchObject({ verdict: 'unavailable' });
    expect(isComplete).toBe(false);
  });

  test('stops a sync with a sentence, and takes nothing of what is kept', async () => {
    use(fault);
    const report = await sync(1_000);
    expect(report).toMatchObject({
      outcome: 'partly',
      daysRead: 0,
      windowsCounted: 0,
      why: expect.stringMatching(/^PostHog gives no answer|^It was stopped/),
    });
    expect((await remoteUsage(viewer, { now: now() }))?.error).toBe(report?.why);
    if (isElsewhere) return;
    const { rows, caveats } = await listFeatures(viewer, month);
    expect([rows.map(({ feature, users }) => [feature, users]), caveats]).toEqual([[['customers', 1]], []]);
  });
});

test('what is kept is shown with its age where PostHog gives no answer', async () => {
  use('failing');
  await database('system').execute(sql`update posthog_windows set asked_at = asked_at - interval '2 days'`);
  const { rows, caveats, as_of: asOf } = await listFeatures(viewer, month);
  expect(rows).toMatchObject([{ feature: 'customers', users: 1 }]);
  expect(asOf < addDays(today, -1)).toBe(true);
  expect(caveats).toEqual([
    {
      kind: 'lagging',
      why: expect.stringMatching(
        /^PostHog gives no answer: the question failed there \(500\); what happened in the last 2 d is not counted yet$/,
      ),
    },
  ]);
});

test('where these days are not kept, as many that ended before are shown, and said to be others', async () => {
  use('failing');
  const { rows, caveats } = await listFeatures(viewer, { ...month, from: addDays(month.from, 2), to: addDays(today, 2) });
  expect(rows[0]?.trend.at(-1)?.day).toBe(today);
  expect(caveats[0]).toEqual({ kind: 'lagging', why: expect.stringMatching(`these are the counts of ${month.from} to ${today}$`) });
});

test('what is kept in part is shown in part, and that is said', async () => {
  use('failing');
  await database('system').execute(sql`delete from posthog_windows where breakdown = 'cohort'`);
  const detail = await getFeature(viewer, 'customers', month);
  expect(detail).toMatchObject({ users: 1, events_by_name: [{ event: 'opened' }] });
  expect(detail?.caveats.map(({ why }) => why)).toContain('not everything was counted before PostHog fell silent');
});

test('it is well again as soon as PostHog is', async () => {
  use('failing');
  await expect(usesOfId(viewer, 'req-1', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
  posthog.set(null);
  expect((await usesOfId(viewer, 'req-1', { limit: 5 })).events).toHaveLength(1);
  expect((await sync())?.outcome).toBe('done');
  expect((await listFeatures(viewer, month)).caveats).toEqual([]);
});

test('one that fails again and again is left alone, and that is seen', async () => {
  use('html');
  for (let failure = 0; failure < 5; failure += 1) await usesOfId(viewer, 'req-1', { limit: 5 }).catch(() => undefined);
  const before = posthog.requests.length;
  await expect(usesOfId(viewer, 'req-1', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
  expect(posthog.requests.length).toBe(before);
  expect((await remoteUsage(viewer, { now: now() }))?.restsSince).not.toBeNull();
});

test('who may not manage settings is told nothing of it', async () => {
  await expect(remoteUsage(viewerIn(['*'], { may: ['usage:read'] }), { now: now() })).rejects.toMatchObject({ code: 'not-permitted' });
});

test('a sync leaves something to read to people', async () => {
  use(null);
  await database('system').execute(sql`update posthog_windows set asked_at = asked_at - interval '2 days'`);
  posthog.bytesLeft = 1_500;
  expect(await sync()).toMatchObject({ outcome: 'partly', why: expect.stringContaining('the rest is left to people') });
  expect((await remoteUsage(viewer, { now: now() }))?.bytesLeft).toBe(1_500);
  posthog.bytesLeft = null;
});

test('recordings are found by what happened in their sessions, and played from there', async () => {
  use(null);
  const [replay, ...more] = (await usesOfId(viewer, 'req-1', { limit: 5 })).replays;
  expect(more).toEqual([]);
  expect(replay && replayAt(replay, `${addDays(today, -1)}T10:00:00.000000Z`)).toMatch(/\/project\/123\/replay\/s-1\?t=60$/);
  expect(await listFeatureReplays(viewer, 'customers', month)).toMatchObject([
    { session_id: 's-1', user_id: 'u_1', used_at: `${addDays(today, -1)}T10:00:00.000000Z`, duration_ms: 60_000 },
  ]);
  expect(await listFeatureReplays(viewer, 'nothing', month)).toEqual([]);
  expect(await listFeatureReplays({ ...viewer, sees: 'sample' }, 'customers', month)).toBeNull();
});

test('without an answer about recordings, what happened is told, and each leads to where one may be', async () => {
  use(null);
  // The question for events is under way by then, and answered.
  posthog.onQuery = () => posthog.set('failing');
  const found = await usesOfId(viewer, 'req-1', { limit: 5 });
  posthog.onQuery = null;
  expect(found).toMatchObject({ events: [{ session_id: 's-1' }], replays: [{ session_id: 's-1', started_at: null }], caveats: [] });
});

const sentences: Readonly<Record<string, RegExp>> = {
  bad_column: /it refuses the question \(invalid_input\)/,
  clickhouse_type_error: /it refuses the question \(illegal_type_of_argument\)/,
  unknown_kind: /it refuses the question \(parse_error\)/,
  unauthenticated: /look at USAGE_TOKEN/,
  bad_key: /look at USAGE_TOKEN/,
  missing_scope: /lacks the scope query:read/,
  throttled_requests: /it has had enough questions for now/,
  concurrency_limit: /too many queries of this project are running/,
  read_budget_exhausted: /it has had enough questions for now/,
  clickhouse_timeout: /ask for a shorter time/,
  clickhouse_at_capacity: /it is too busy \(503\)/,
  estimated_too_long: /ask for a shorter time/,
  internal: /the question failed there \(500\)/,
  billing_limit: /the limit of its plan/,
  poll_failed_user_fixable: /ask for a shorter time/,
  poll_failed_internal: /the question failed there/,
  poll_unknown_id: /look at the project and the region/,
};

test.each(cases.filter(({ response }) => response.status >= 400).map(({ name, response }) => [name, response] as const))(
  'PostHog says %s, and we say what that means',
  async (name, { headers }) => {
    use(null);
    posthog.apiCase = name;
    const answer = usesOfId(viewer, 'req-1', { limit: 5 });
    const seconds = headers?.['retry-after'] ?? (name === 'concurrency_limit' ? '5' : undefined);
    await expect(answer).rejects.toMatchObject({
      message: expect.stringMatching(sentences[name] ?? 'no sentence for it'),
      ...(seconds === undefined ? {} : { options: { retryAfterSeconds: Number(seconds) } }),
    });
    posthog.apiCase = null;
  },
);

test.each([
  'poll_done_results_is_the_whole_query_response',
  'hogql_ok',
  'events_query_ok_types_are_plain_strings',
  'funnels_ok',
  'trends_ok',
])('an answer to something else (%s) is none', async (name) => {
  use(null);
  posthog.apiCase = name;
  await expect(usesOfId(viewer, 'req-1', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
  posthog.apiCase = null;
});

test('what runs beside its request for ever is late', async () => {
  use(null);
  posthog.apiCase = 'poll_running';
  await expect(usesOfId(viewer, 'req-1', { limit: 5 })).rejects.toThrow('in time');
  posthog.apiCase = null;
});
