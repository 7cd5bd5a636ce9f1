import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFilter, usageGrammar } from '@/lib/address';
import { settleConfig } from '@/lib/config';
import { getDossier } from '@/lib/dossier';
import type { ReportedUse } from '@/lib/product-events';
import { addDays } from '@/lib/time';
import { appendUses, carriedTags, countFunnel, getFeature, listFeatures, listSurfaces, syncUsage, usesOfId } from '@/lib/usage';
import { freshDatabase } from '@/tests/support/database';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';
import { drifts, type FakePosthog, fakeKey, fakePosthog } from '@/tests/upstream/fake-posthog';
import type { FakeUse } from '@/tests/upstream/posthog-answers';

/** One suite for every place in which use is looked up: the same events, the same questions, the same answers. */

const may = ['usage:read', 'usage:write'] as const;
const everyone = viewerIn(['*'], { may });
const today = new Date().toISOString().slice(0, 10);
const ago = (days: number) => addDays(today, -days);
const nasty = 'r"1\' OR {id} = 1 --\\';

const given: readonly FakeUse[] = [
  use(1, 'opened', [20, '10:00'], 'u_1', { feature: 'customers', surface: 'list', org_id: 'o_1', request_id: 'req-1', $session_id: 's-1' }),
  use(2, 'created', [20, '10:05'], 'u_1', {
    feature: 'customers',
    surface: 'drawer',
    org_id: 'o_1',
    request_id: 'req-1',
    $session_id: 's-1',
  }),
  use(3, 'opened', [12, '21:30'], 'u_1', { feature: 'customers', surface: 'list', org_id: 'o_1' }),
  use(4, 'opened', [12, '22:00'], 'u_1', { feature: 'customers', surface: 'list', org_id: 'o_2', request_id: nasty }),
  use(5, 'opened', [5, '09:00'], 'u_2', { feature: 'customers', org_id: 'o_2' }),
  use(6, 'exported', [5, '09:30'], 'u_2', { feature: 'reports', surface: 'reports', org_id: 'o_2' }),
  use(7, 'exported', [5, '09:31'], '', { feature: 'reports', surface: 'reports', org_id: 'o_2' }),
  use(8, 'legacy', [4, '09:31'], 'u_3', {}),
  use(9, '$pageview', [4, '09:32'], 'u_3', { feature: 'customers', org_id: 'o_1', $session_id: 's-1' }),
  use(10, 'opened', [45, '12:00'], 'u_4', { feature: 'customers', surface: 'list', org_id: 'o_1' }),
  use(11, 'exported', [70, '12:00'], 'u_4', { feature: 'old', surface: 'old', org_id: 'o_1' }),
];

function use(n: number, event: string, [days, clock]: [number, string], distinctId: string, properties: FakeUse['properties']): FakeUse {
  return {
    uuid: `0193d000-0000-4000-9000-${String(n).padStart(12, '0')}`,
    event,
    time: `${ago(days)}T${clock}:00.000Z`,
    distinctId,
    properties,
  };
}

function reported({ uuid, event, time, distinctId, properties }: FakeUse): ReportedUse {
  return {
    eventId: uuid,
    time: time.replace('Z', '000Z'),
    event,
    userId: distinctId || null,
    sessionId: properties.$session_id ?? null,
    feature: properties.feature ?? null,
    surface: properties.surface ?? null,
    orgId: properties.org_id ?? null,
    requestId: properties.request_id ?? null,
    properties: {},
    flags: [],
  };
}

let posthog: FakePosthog;
beforeAll(async () => {
  await freshDatabase();
  choose('postgres');
  expect((await appendUses(everyone, given.map(reported), { source: 'shop', trust: 'server' })).created).toBe(given.length);
  posthog = await fakePosthog();
  posthog.push(given);
  choose('posthog', '&org=org_id&days=90');
  const report = await syncUsage({ now: new Date().toISOString().replace('Z', '000Z'), signal: AbortSignal.timeout(50_000) });
  expect(report).toMatchObject({ outcome: 'done', daysRead: 90, why: null });
});
afterAll(() => posthog.close());

/** Another number of days is another client with the same store behind it: what it may ask a minute is its own. */
function choose(store: 'postgres' | 'posthog', params = '&org=org_id&days=91'): void {
  process.env.USAGE_URL = store === 'posthog' ? `${posthog.url}${params}` : '';
  process.env.USAGE_TOKEN = store === 'posthog' ? fakeKey : '';
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

const filter = (text = '') => parseFilter(text, usageGrammar);
const month = { filter: filter(), zone: 'UTC', from: ago(29), to: today };

describe.each(['postgres', 'posthog'] as const)('%s', (store) => {
  beforeAll(() => choose(store));

  test('counts events and people of each feature, once for each organisation', async () => {
    const { rows, coverage, next, caveats } = await listFeatures(everyone, month);
    const counts = rows.map(({ trend, first_used, last_used, ...counts }) => ({
      ...counts,
      first: first_used?.slice(0, 16),
      last: last_used?.slice(0, 16),
      days: trend.filter(({ events }) => events > 0).map(({ day, events, users }) => [day, events, users]),
      length: trend.length,
    }));
    const rest = { events_without_user: 0, length: 30 };
    expect(counts).toEqual([
      {
        ...rest,
        feature: 'customers',
        events: 5,
        users: 3,
        returning_users: 1,
        orgs: 2,
        surfaces: 2,
        before: { events: 1, users: 1 },
        first: `${ago(45)}T12:00`,
        last: `${ago(5)}T09:00`,
        days: [
          [ago(20), 2, 1],
          [ago(12), 2, 2],
          [ago(5), 1, 1],
        ],
      },
      {
        ...rest,
        feature: 'reports',
        events: 2,
        events_without_user: 1,
        users: 1,
        returning_users: 0,
        orgs: 1,
        surfaces: 1,
        before: { events: 0, users: 0 },
        first: `${ago(5)}T09:30`,
        last: `${ago(5)}T09:31`,
        days: [[ago(5), 2, 1]],
      },
      {
        ...rest,
        feature: null,
        events: 1,
        users: 1,
        returning_users: 0,
        orgs: 0,
        surfaces: 0,
        before: { events: 0, users: 0 },
        first: `${ago(4)}T09:31`,
        last: `${ago(4)}T09:31`,
        days: [[ago(4), 1, 1]],
      },
      {
        ...rest,
        feature: 'old',
        events: 0,
        users: 0,
        returning_users: 0,
        orgs: 0,
        surfaces: 0,
        before: { events: 0, users: 0 },
        first: `${ago(70)}T12:00`,
        last: `${ago(70)}T12:00`,
        days: [],
      },
    ]);
    expect(coverage).toMatchObject({ events: 8, with_feature: 7, with_user: 7 });
    expect([next, caveats]).toEqual([null, []]);
  });

  test('days are those of the zone', async () => {
    const { rows } = await listFeatures(everyone, { ...month, zone: 'Asia/Muscat' });
    expect(rows[0]?.trend.filter(({ events }) => events > 0).map(({ day }) => day)).toEqual([ago(20), ago(11), ago(5)]);
  });

  test('days that nobody counted before are counted when somebody asks', async () => {
    const question = { ...month, zone: 'Asia/Kolkata', from: ago(12), to: ago(11) };
    const { rows } = await listFeatures(everyone, question);
    expect(rows[0]).toMatchObject({ feature: 'customers', events: 2, users: 2, trend: [{ events: 0 }, { events: 2, users: 2 }] });
  });

  test('shows nothing of another organisation', async () => {
    const { rows, coverage } = await listFeatures(viewerIn(['o_2'], { may }), month);
    expect(rows.map(({ feature, events, users, orgs }) => [feature, events, users, orgs])).toEqual([
      ['customers', 2, 2, 1],
      ['reports', 2, 1, 1],
    ]);
    expect(coverage).toMatchObject({ events: 4, with_feature: 4, with_user: 3 });
    const detail = await getFeature(viewerIn(['o_2'], { may }), 'customers', month);
    expect(detail?.orgs_using.map(({ org_id: org }) => org)).toEqual(['o_2']);
    expect(detail?.events_by_name).toEqual([{ event: 'opened', events: 2, users: 2 }]);
    expect(await getFeature(viewerIn(['o_2'], { may }), 'old', month)).toBeNull();
    expect((await usesOfId(viewerIn(['o_2'], { may }), 'req-1', { limit: 10 })).events).toEqual([]);
    expect(await countFunnel(viewerIn(['o_2'], { may }), 'customers', { ...month, steps: ['opened', 'created'], withinDays: 7 })).toEqual({
      first: 2,
      second: 0,
    });
    const nobody = viewerIn([], { may });
    expect((await listFeatures(nobody, month)).rows).toEqual([]);
    expect(await carriedTags(nobody)).toBeNull();
    expect((await usesOfId(nobody, 'req-1', { limit: 10 })).events).toEqual([]);
  });

  test('refuses a viewer who may not', async () => {
    const nobody = viewerIn(['*'], { may: ['audit:read'] });
    const acts = [
      () => listFeatures(nobody, month),
      () => getFeature(nobody, 'customers', month),
      () => listSurfaces(nobody, month),
      () => countFunnel(nobody, 'customers', { ...month, steps: ['opened', 'created'] as const, withinDays: 7 }),
      () => usesOfId(nobody, 'req-1', { limit: 1 }),
      () => carriedTags(nobody),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('pages go on where the last one ended', async () => {
    for (const sort of ['events', 'users', 'last_used'] as const) {
      const seen: (string | null)[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listFeatures>> = await listFeatures(everyone, { ...month, sort, limit: 1, after });
        seen.push(...page.rows.map(({ feature }) => feature));
        after = page.next;
      } while (after !== null);
      expect(new Set(seen).size).toBe(4);
    }
    await expect(listFeatures(everyone, { ...month, after: 'x.y' })).rejects.toMatchObject({ code: 'malformed' });
  });

  test('is narrowed by feature, organisation and surface', async () => {
    const named = async (text: string) => (await listFeatures(everyone, { ...month, filter: filter(text) })).rows;
    expect((await named('feature:rep*')).map(({ feature }) => feature)).toEqual(['reports']);
    expect((await named('-feature:customers has:feature')).map(({ feature }) => feature)).toEqual(['reports', 'old']);
    expect((await named('org:o_1')).map(({ feature, users }) => [feature, users])).toEqual([
      ['customers', 1],
      ['old', 0],
    ]);
    const [row] = await named('surface:list');
    expect(row).toMatchObject({ feature: 'customers', events: 3, users: 2, returning_users: 1, before: { events: 1, users: 1 } });
    expect(row?.trend.filter(({ events }) => events > 0).map(({ day, events }) => [day, events])).toEqual([
      [ago(20), 1],
      [ago(12), 2],
    ]);
  });

  test('a feature has surfaces, organisations, events and weeks', async () => {
    const detail = await getFeature(everyone, 'customers', month);
    expect(detail?.surfaces_used.map(({ surface, events, users }) => [surface, events, users])).toEqual([
      ['list', 3, 2],
      ['drawer', 1, 1],
      [null, 1, 1],
    ]);
    expect(detail?.orgs_using.map(({ org_id: org, events, users }) => [org, events, users])).toEqual([
      ['o_1', 3, 1],
      ['o_2', 2, 2],
    ]);
    expect(detail?.events_by_name).toEqual([
      { event: 'opened', events: 4, users: 3 },
      { event: 'created', events: 1, users: 1 },
    ]);
    const weeks = detail?.cohorts ?? [];
    expect(weeks.map(({ returned }, at) => returned.length + at)).toEqual(weeks.map(() => weeks.length - 1));
    // Of three who ever came in these days, none had come before.
    expect(weeks.reduce((sum, { users }) => sum + users, 0)).toBe(3);
    expect(weeks.some(({ returned }) => returned.includes(1))).toBe(true);
    expect(await getFeature(everyone, 'nowhere', month)).toBeNull();
  });

  test('surfaces stand under their features', async () => {
    expect((await listSurfaces(everyone, month)).map(({ feature, surface, events, users }) => [feature, surface, events, users])).toEqual([
      ['customers', 'list', 3, 2],
      ['reports', 'reports', 2, 1],
      ['customers', 'drawer', 1, 1],
      ['customers', null, 1, 1],
      [null, null, 1, 1],
    ]);
    expect(await listSurfaces(everyone, { ...month, limit: 1 })).toHaveLength(1);
  });

  test('a funnel is of people, and of those who went on in time', async () => {
    const steps = ['opened', 'created'] as const;
    expect(await countFunnel(everyone, 'customers', { ...month, steps, withinDays: 7 })).toEqual({ first: 3, second: 1 });
    expect(await countFunnel(everyone, 'customers', { ...month, steps: ['created', 'opened'], withinDays: 7 })).toEqual({
      first: 1,
      second: 0,
    });
    expect(await countFunnel(everyone, 'customers', { ...month, steps: ['created', 'opened'], withinDays: 9 })).toEqual({
      first: 1,
      second: 1,
    });
  });

  test('events of a request or a session, in their order', async () => {
    const { events } = await usesOfId(everyone, 's-1', { limit: 10 });
    expect(events.map(({ event_id: id, event, user_id: user, org_id: org }) => [id.slice(-2), event, user, org])).toEqual([
      ['01', 'opened', 'u_1', 'o_1'],
      ['02', 'created', 'u_1', 'o_1'],
      ['09', '$pageview', 'u_3', 'o_1'],
    ]);
    expect(events[0]).toMatchObject({ time: `${ago(20)}T10:00:00.000000Z`, request_id: 'req-1', session_id: 's-1', surface: 'list' });
    expect((await usesOfId(everyone, nasty, { limit: 10 })).events.map(({ org_id: org }) => org)).toEqual(['o_2']);
    expect((await usesOfId(everyone, 'req-1', { limit: 1 })).events).toHaveLength(1);
    expect((await usesOfId(everyone, 'req-none', { limit: 10 })).events).toEqual([]);
  });

  test('says what events carry', async () => {
    const carried = await carriedTags(everyone);
    expect(carried?.requests).toBe(3);
    expect(carried && carried.features < carried.events && carried.users < carried.events).toBe(true);
  });

  test('refuses days that are none', async () => {
    for (const days of [
      { from: today, to: ago(1) },
      { from: 'soon', to: today },
      { from: ago(500), to: today },
    ]) {
      await expect(listFeatures(everyone, { ...month, ...days })).rejects.toMatchObject({ code: 'malformed' });
    }
  });
});

describe('a PostHog alone', () => {
  beforeAll(() => choose('posthog'));

  test('was asked as its contract says, by texts that hold nothing that anybody typed', () => {
    expect(posthog.violations).toEqual([]);
    expect(new Set(posthog.queries.map(({ name }) => name)).size).toBeGreaterThan(7);
    expect(posthog.queries.filter(({ text }) => text.includes('r"1') || text.includes('o_2'))).toEqual([]);
    expect(posthog.queries.some(({ values }) => values.id === nasty)).toBe(true);
    expect([...posthog.credentials]).toEqual([`Bearer ${fakeKey}`]);
    expect(posthog.mostAtOnce).toBeLessThanOrEqual(2);
  });

  test('answers from what is kept, without a question', async () => {
    const before = posthog.queries.length;
    await listFeatures(everyone, month);
    await getFeature(everyone, 'customers', month);
    expect(posthog.queries.length).toBe(before);
  });

  test('without an organisation of its own is for those who see all', async () => {
    choose('posthog', '&days=10');
    await expect(listFeatures(viewerIn(['o_1'], { may }), month)).rejects.toMatchObject({ code: 'not-implemented' });
    const some = viewerIn(['o_1'], { may: ['audit:read', 'logs:read', 'issues:read', ...may] });
    const { readings } = await getDossier(some, 'req-1', { now: new Date().toISOString(), retentionDays: 30 });
    expect(readings.find(({ source }) => source === 'usage')).toMatchObject({ verdict: 'not-recorded' });
    expect((await listFeatures(everyone, month)).rows[0]).toMatchObject({ feature: 'customers', orgs: 0 });
    choose('posthog');
  });

  test.each(['user:u_1', 'request:req-1', 'prop.plan:pro', 'created:2026-10', 'words', 'surface:a,b'])(
    'cannot be narrowed by %s',
    async (text) => {
      await expect(listFeatures(everyone, { ...month, filter: filter(text) })).rejects.toMatchObject({ code: 'malformed' });
    },
  );

  test('may answer as servers of other years', async () => {
    for (const [n, drift] of drifts.entries()) {
      posthog.drift = drift;
      const [row] = (await listFeatures(everyone, { ...month, from: ago(20 + n), to: ago(5) })).rows;
      expect(row).toMatchObject({ feature: 'customers', events: 5, users: 3 });
      expect((await usesOfId(everyone, 'req-1', { limit: 10 })).events).toHaveLength(2);
    }
    posthog.drift = null;
  });

  test('is read page by page where there is more than one answer holds', async () => {
    posthog.mostRows = 1;
    const [row] = (await listFeatures(everyone, { ...month, from: ago(24), to: ago(5) })).rows;
    expect(row).toMatchObject({ feature: 'customers', events: 5, users: 3 });
    expect((await usesOfId(everyone, 's-1', { limit: 10 })).events).toHaveLength(3);
    posthog.mostRows = 50_000;
  });
});

describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (file) => {
  test('stay beside the text of a question, as they are', async () => {
    choose('posthog', '&org=org_id&days=92');
    const inputs = ['ui.lookup', 'ui.filter'].flatMap((surface) => hostileInputs(file, surface)).map(({ text }) => text);
    expect(inputs.length).toBeGreaterThan(20);
    const before = posthog.queries.length;
    const asked = inputs.filter((text) => text !== '').slice(0, 150);
    for (const text of asked) expect((await usesOfId(everyone, text, { limit: 5 })).events).toEqual([]);
    const questions = posthog.queries.slice(before);
    expect(questions.map(({ values }) => values.id)).toEqual(asked);
    expect(new Set(questions.map(({ text }) => text)).size).toBe(1);
    expect(posthog.violations).toEqual([]);
  });
});
