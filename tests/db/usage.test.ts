import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseFilter, usageGrammar } from '@/lib/address';
import { database } from '@/lib/database';
import type { ReportedUse } from '@/lib/product-events';
import {
  appendUses,
  carriedTags,
  countFunnel,
  type FeatureUse,
  getFeature,
  hasRealUse,
  listFeatures,
  listSurfaces,
  usesOfId,
} from '@/lib/usage';
import { systemViewer, type Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { type PlainUse, plainCounts, reportedUse } from '@/tests/support/uses';
import { viewerIn } from '@/tests/support/viewers';

const may = ['usage:read', 'usage:write'] as const;
const everyone = viewerIn(['*'], { may });
const one = viewerIn(['org_1'], { may });
const two = viewerIn(['org_2'], { may });
const both = viewerIn(['org_1', 'org_2'], { may });
const place = { source: 'shop/web', trust: 'server' } as const;
const october: Readonly<Record<'zone' | 'from' | 'to', string>> = { zone: 'UTC', from: '2026-10-01', to: '2026-10-31' };
const asked = (text: string, days = october) => ({ filter: parseFilter(text, usageGrammar), ...days });

const cart = { feature: 'cart', surface: 'cart-page', orgId: 'org_1', userId: 'u_1' } as const;
const uses: readonly ReportedUse[] = [
  reportedUse({ ...cart, time: '2026-09-20T10:00:00.000000Z' }),
  reportedUse({ ...cart, time: '2026-10-02T10:00:00.000001Z', requestId: 'req-1', sessionId: 's_1', properties: { plan: 'pro' } }),
  reportedUse({ ...cart, time: '2026-10-02T11:00:00.000000Z', event: 'bought', surface: 'till' }),
  reportedUse({ ...cart, time: '2026-10-09T10:00:00.000000Z', orgId: 'org_2' }),
  reportedUse({ ...cart, time: '2026-10-12T10:00:00.000000Z', orgId: 'org_2', userId: 'u_2' }),
  reportedUse({ ...cart, time: '2026-10-12T10:00:00.000000Z', userId: null }),
  reportedUse({ ...cart, time: '2026-10-13T10:00:00.000000Z', userId: 'robot', flags: ['bot'] }),
  reportedUse({ ...cart, time: '2026-10-14T10:00:00.000000Z', event: '$pageview', sessionId: 's_1' }),
  reportedUse({ time: '2026-08-01T10:00:00.000000Z', feature: 'fax', surface: 'fax', orgId: 'org_2', userId: 'u_9' }),
  reportedUse({ time: '2026-10-20T10:00:00.000000Z', userId: 'u_1', requestId: `r${'x'.repeat(300)}` }),
];

beforeAll(async () => {
  await freshDatabase();
  expect(await appendUses(everyone, uses, place)).toEqual({ created: 10, repeated: 0, refused: [] });
});

const found = async (viewer: Viewer, text = '') =>
  Object.fromEntries((await listFeatures(viewer, asked(text))).rows.map((row) => [row.feature ?? '', [row.events, row.users, row.orgs]]));

describe('features', () => {
  test('people are counted once, in each of their organisations, and crawlers and what SDKs make of themselves are no use', async () => {
    const { rows, coverage, next } = await listFeatures(everyone, asked(''));
    expect(next).toBeNull();
    expect(coverage).toEqual({ events: 6, with_feature: 5, with_user: 5, bots: 1 });
    expect(rows.map(({ feature }) => feature)).toEqual(['cart', null, 'fax']);
    const { trend, ...counts } = rows[0] as FeatureUse;
    expect(counts).toEqual({
      feature: 'cart',
      events: 5,
      events_without_user: 1,
      users: 3,
      returning_users: 0,
      orgs: 2,
      surfaces: 2,
      first_used: '2026-09-20T10:00:00.000000Z',
      last_used: '2026-10-12T10:00:00.000000Z',
      before: { events: 1, users: 1 },
    });
    expect(trend).toHaveLength(31);
    expect(trend[1]).toEqual({ day: '2026-10-02', events: 2, users: 1 });
    expect(trend[11]).toEqual({ day: '2026-10-12', events: 2, users: 1 });
  });

  test('what nobody used in these days is known by its last use', async () => {
    const fax = (await listFeatures(everyone, asked(''))).rows.find(({ feature }) => feature === 'fax');
    expect(fax).toMatchObject({ events: 0, users: 0, last_used: '2026-08-01T10:00:00.000000Z', before: { events: 0, users: 0 } });
  });

  test.each([
    ['feature:cart', { cart: [5, 3, 2] }],
    ['-feature:cart', { '': [1, 1, 0], fax: [0, 0, 0] }],
    ['org:org_2', { cart: [2, 2, 1], fax: [0, 0, 0] }],
    ['surface:till', { cart: [1, 1, 1] }],
    ['event:bought', { cart: [1, 1, 1] }],
    ['event:$*', { cart: [1, 1, 1] }],
    ['flag:bot', { cart: [1, 1, 1] }],
    ['user:u_*', { cart: [4, 3, 2], '': [1, 1, 0], fax: [0, 0, 0] }],
    ['session:s_1', { cart: [1, 1, 1] }],
    ['request:req-1', { cart: [1, 1, 1] }],
    ['prop.plan:pro', { cart: [1, 1, 1] }],
    ['has:prop.plan', { cart: [1, 1, 1] }],
    ['source:shop/web trust:server TILL', { cart: [1, 1, 1] }],
    ['created:2026-10-02', { cart: [2, 1, 1] }],
    ['source:elsewhere', {}],
  ])('%s', async (text, expected) => {
    expect(await found(everyone, text)).toEqual(expected);
  });

  test('pages hold every feature once', async () => {
    for (const sort of ['events', 'users', 'last_used'] as const) {
      const names: (string | null)[] = [];
      let after: string | null = null;
      do {
        const page = await listFeatures(everyone, { ...asked(''), sort, limit: 1, after });
        names.push(...page.rows.map(({ feature }) => feature));
        after = page.next;
      } while (after);
      expect(names).toHaveLength(3);
      expect(new Set(names)).toEqual(new Set(['cart', 'fax', null]));
    }
  });

  test('days that are none are refused', async () => {
    for (const days of [
      { from: '2026-10-31', to: '2026-10-01' },
      { from: '2026-02-30', to: '2026-10-01' },
      { from: '2025-01-01', to: '2026-10-01' },
      { from: "'", to: '' },
    ]) {
      await expect(listFeatures(everyone, { ...asked(''), ...days })).rejects.toMatchObject({ code: 'malformed' });
    }
  });
});

describe('who sees what', () => {
  test('refuses a viewer who may not', async () => {
    const nobody = viewerIn(['*'], { may: ['audit:read'] });
    const refusal = { code: 'not-permitted' };
    await expect(listFeatures(nobody, asked(''))).rejects.toMatchObject(refusal);
    await expect(getFeature(nobody, 'cart', asked(''))).rejects.toMatchObject(refusal);
    await expect(listSurfaces(nobody, asked(''))).rejects.toMatchObject(refusal);
    await expect(countFunnel(nobody, 'cart', { ...asked(''), steps: ['a', 'b'], withinDays: 1 })).rejects.toMatchObject(refusal);
    await expect(usesOfId(nobody, 'req-1', { limit: 1 })).rejects.toMatchObject(refusal);
    await expect(carriedTags(nobody)).rejects.toMatchObject(refusal);
    await expect(appendUses(viewerIn(['*'], { may: ['usage:read'] }), uses, place)).rejects.toMatchObject(refusal);
  });

  test('shows nothing of another organisation, and people add up over organisations', async () => {
    expect(await found(one)).toEqual({ cart: [3, 1, 1] });
    expect(await found(two)).toEqual({ cart: [2, 2, 1], fax: [0, 0, 0] });
    expect(await found(both)).toEqual({ cart: [5, 3, 2], fax: [0, 0, 0] });
    expect(await found(viewerIn([], { may }))).toEqual({});
    expect(await found(one, 'org:org_2')).toEqual({});
    expect(await getFeature(one, 'fax', asked(''))).toBeNull();
    expect((await usesOfId(two, 'req-1', { limit: 10 })).events).toEqual([]);
    expect((await usesOfId(one, 'req-1', { limit: 10 })).events).toHaveLength(1);
    expect((await listSurfaces(two, asked(''))).map(({ surface }) => surface)).toEqual(['cart-page']);
    expect(await carriedTags(one)).toMatchObject({ events: 6 });
    expect(await countFunnel(two, 'cart', { ...asked(''), steps: ['opened', 'bought'], withinDays: 14 })).toEqual({ first: 2, second: 0 });
  });

  test('the sample is a world of its own', async () => {
    const sample = { ...everyone, sees: 'sample' } as const;
    expect(await found(sample)).toEqual({});
    expect(await hasRealUse()).toBe(true);
    await expect(appendUses(everyone, [], { source: 'sample/shop', trust: 'server' })).rejects.toMatchObject({ code: 'malformed' });
    await appendUses(systemViewer('test'), [reportedUse({ ...cart, time: '2026-10-05T10:00:00.000000Z' })], {
      source: 'sample/shop',
      trust: 'server',
    });
    expect(await found(sample)).toEqual({ cart: [1, 1, 1] });
    expect(await found(one)).toEqual({ cart: [3, 1, 1] });
    expect(await carriedTags(sample)).toMatchObject({ events: 1 });
  });

  test('what a public key brings belongs to the organisation of the key, whatever it claims', async () => {
    const claim = reportedUse({ ...cart, time: '2026-06-05T10:00:00.000000Z', feature: 'claimed', orgId: 'org_2' });
    const june = { zone: 'UTC', from: '2026-06-01', to: '2026-06-30' };
    await appendUses(everyone, [claim], { source: 'browser', trust: 'client', org: 'org_1' });
    expect(await getFeature(two, 'claimed', asked('', june))).toBeNull();
    expect(await getFeature(one, 'claimed', asked('trust:client', june))).toMatchObject({ events: 1, orgs: 1 });
    expect(await appendUses(one, [{ ...claim, eventId: 'other' }], { source: 'browser', trust: 'server' })).toEqual({
      created: 0,
      repeated: 0,
      refused: [{ at: 0, reason: 'other-organisation' }],
    });
  });
});

test('what came before counts no second time, and what Postgres refuses costs only itself', async () => {
  expect(await appendUses(everyone, uses, place)).toEqual({ created: 0, repeated: 10, refused: [] });
  const good = reportedUse({ time: '2026-05-01T10:00:00.000000Z' });
  const bad = reportedUse({ time: '2026-05-01T10:00:00.000000Z', event: 'a\0b' });
  expect(await appendUses(everyone, [bad, good, good], place)).toEqual({
    created: 1,
    repeated: 1,
    refused: [{ at: 0, reason: 'refused-by-database' }],
  });
});

test('a feature in full: surfaces, organisations, events and who came again', async () => {
  const detail = await getFeature(everyone, 'cart', asked(''));
  expect(detail).toMatchObject({
    feature: 'cart',
    events: 5,
    surfaces_used: [
      { feature: 'cart', surface: 'cart-page', events: 4, users: 3 },
      { feature: 'cart', surface: 'till', events: 1, users: 1, last_used: '2026-10-02T11:00:00.000000Z' },
    ],
    orgs_using: [
      { org_id: 'org_1', events: 3, users: 1 },
      { org_id: 'org_2', events: 2, users: 2 },
    ],
    events_by_name: [
      { event: 'opened', events: 4, users: 3 },
      { event: 'bought', events: 1, users: 1 },
    ],
  });
  // u_1 of the first organisation came in September already; both of the second were new.
  expect(detail?.cohorts.map(({ week, users, returned }) => [week, users, ...returned])).toEqual([
    ['2026-09-28', 0, 0, 0, 0, 0],
    ['2026-10-05', 1, 0, 0, 0],
    ['2026-10-12', 1, 0, 0],
    ['2026-10-19', 0, 0],
    ['2026-10-26', 0],
  ]);
  expect(await getFeature(everyone, 'nothing', asked(''))).toBeNull();
  expect(await countFunnel(everyone, 'cart', { ...asked(''), steps: ['opened', 'bought'], withinDays: 1 })).toEqual({
    first: 3,
    second: 1,
  });
});

test('events of a request and of a session, in the order of their time', async () => {
  const ofRequest = await usesOfId(everyone, 'req-1', { limit: 10 });
  expect(ofRequest.events).toMatchObject([
    {
      event: 'opened',
      user_id: 'u_1',
      feature: 'cart',
      surface: 'cart-page',
      request_id: 'req-1',
      session_id: 's_1',
      trust: 'server',
      source: 'shop/web',
    },
  ]);
  expect((await usesOfId(everyone, 's_1', { limit: 10 })).events.map(({ event }) => event)).toEqual(['opened', '$pageview']);
  expect((await usesOfId(everyone, `r${'x'.repeat(300)}`, { limit: 10 })).events).toHaveLength(1);
  expect((await usesOfId(everyone, `r${'x'.repeat(299)}`, { limit: 10 })).events).toHaveLength(0);
});

describe('days', () => {
  beforeEach(async () => {
    await database('system').$client`truncate usage_events, usage_features, usage_ledgers`;
  });

  test.each(['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Muscat'])(
    'are those of %s, whatever its clocks do: every count is that of plain code over the same events',
    async (zone) => {
      const quarter = 900_000;
      const use = fc.record({
        // Autumn of 2018 and spring of 2019: clocks are set in most of these zones, in some at midnight.
        at: fc.integer({ min: Date.parse('2018-10-20') / quarter, max: Date.parse('2018-11-20') / quarter }).map((n) => n * quarter),
        feature: fc.constantFrom('a', 'b', null),
        surface: fc.constantFrom('x', 'y', null),
        org: fc.constantFrom('org_1', 'org_2', null),
        user: fc.constantFrom('u_1', 'u_2', 'u_3', null),
      });
      const [plain = []] = fc.sample(fc.array(use, { minLength: 600, maxLength: 600 }), { numRuns: 1, seed: 7 });
      await appendUses(everyone, plain.map(useFrom), place);
      for (const [from, to] of [
        ['2018-11-01', '2018-11-07'],
        ['2018-11-04', '2018-11-04'],
        ['2018-10-25', '2018-11-15'],
      ] as const) {
        for (const [viewer, orgs] of [
          [everyone, null],
          [one, ['org_1']],
          [both, ['org_1', 'org_2']],
        ] as const) {
          const visible = plain.filter(({ org }) => orgs === null || (org !== null && orgs.some((other) => other === org)));
          const counts = plainCounts(visible, { zone, from, to });
          const { rows } = await listFeatures(viewer, { ...asked(''), zone, from, to });
          expect(rows).toHaveLength(counts.size);
          for (const { feature, first_used: _first, last_used: _last, trend, ...row } of rows) {
            const { trend: days, ...expected } = counts.get(feature) ?? {};
            expect(row).toEqual(expected);
            expect(Object.fromEntries(trend.flatMap(({ day, events, users }) => (events ? [[day, [events, users]]] : [])))).toEqual(days);
          }
        }
      }
    },
  );
});

function useFrom({ at, feature, surface, org, user }: PlainUse, n: number): ReportedUse {
  const time = `${new Date(at).toISOString().slice(0, 23)}000Z`;
  return reportedUse({ eventId: `e_${n}`, time, feature, surface, orgId: org, userId: user });
}
