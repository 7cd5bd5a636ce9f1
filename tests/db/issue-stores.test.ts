import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { settleConfig } from '@/lib/config';
import type { ReportedError } from '@/lib/error-events';
import {
  appendEvents,
  carriedIds,
  errorsByFeature,
  eventsOfId,
  getErrorEvent,
  getIssue,
  listErrorEvents,
  listIssues,
  listReplays,
  newReleases,
  replayHref,
  settleIssue,
  settlesIssues,
} from '@/lib/issues';
import { addDays, addSeconds } from '@/lib/time';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';
import { type FakeEvent, type FakeSentry, fakeSentry, fakeToken } from '@/tests/upstream/fake-sentry';

/** One suite for every place in which issues are looked up: the same errors, the same questions, the same answers. */

const may = ['issues:read', 'issues:write'] as const;
const everyone = viewerIn(['*'], { may });
const today = new Date().toISOString().slice(0, 10);
const base = addSeconds(`${today}T12:00:00.000000Z`, -2 * 86_400) ?? '';
const at = (seconds: number) => addSeconds(base, seconds) ?? '';
const hex = (digit: string) => digit.repeat(32);
const trace = hex('a');
const nasty = 'r"1\' or tags[org_id]:"o_2" OR (x) ü`;--';

type Given = FakeEvent & { readonly tags: Readonly<Record<string, string>> };
const given: readonly Given[] = [
  error(1, 'WEB-1', { user: 'u_1', trace, span: '1'.repeat(16), tags: { request_id: 'req-1', org_id: 'o_1', feature: 'checkout' } }),
  error(2, 'WEB-1', {
    user: 'u_2',
    tags: { request_id: 'req-2', org_id: 'o_2', feature: 'checkout', surface: 'cart', browser: 'Firefox 1.0', release: '1.3' },
  }),
  error(3, 'API-2', {
    type: 'PaymentError',
    value: 'card "declined" for now',
    level: 'fatal',
    tags: { request_id: 'req-1', org_id: 'o_1' },
  }),
  error(4, 'API-3', { type: 'Timeout', value: 'no answer', level: 'warning', user: '42', tags: { request_id: nasty, org_id: 'o_2' } }),
  error(5, 'API-3', { type: 'Timeout', value: 'no answer', level: 'warning', tags: { session_id: 's-1', environment: 'staging' } }),
  error(6, 'WEB-4', { type: 'Odd', value: 'a*b (c) [d]', replay: hex('f'), tags: { release: '1.2.0+7', 'a.b:c': 'x*y', org_id: 'o_1' } }),
];

function error(n: number, issue: string, rest: Partial<FakeEvent> & Pick<Given, 'tags'>): Given {
  return { id: hex(String(n)), issue, time: at(n * 60), type: 'TypeError', value: 'x is undefined', ...rest };
}

let sentry: FakeSentry;
beforeAll(async () => {
  await freshDatabase();
  use('postgres');
  for (const event of given) {
    const project = event.issue.replace(/-.*/, '').toLowerCase();
    expect((await appendEvents(everyone, [reported(event)], { project, trust: 'server' })).created).toBe(1);
  }
  sentry = await fakeSentry();
  sentry.push(given);
  sentry.pushReplays([
    { id: hex('f'), from: at(300), seconds: 600, user: 'u_6', tags: { org_id: 'o_1' } },
    { id: hex('e'), from: at(300), seconds: 600, isDeleted: true },
    { id: hex('d'), from: at(360), seconds: 60 },
  ]);
});
afterAll(() => sentry.close());

function reported(event: Given): ReportedError {
  const digest = (text: string) => createHash('md5').update(text).digest('hex');
  return {
    kind: 'error',
    eventId: event.id,
    digest: digest(event.id),
    time: event.time,
    transaction: null,
    requestId: event.tags.request_id ?? null,
    traceId: event.trace ?? null,
    spanId: event.span ?? null,
    sessionId: event.tags.session_id ?? null,
    replayId: event.replay ?? null,
    userId: event.user ?? null,
    orgId: event.tags.org_id ?? null,
    release: event.tags.release ?? null,
    environment: event.tags.environment ?? null,
    feature: event.tags.feature ?? null,
    surface: event.tags.surface ?? null,
    flags: [],
    type: event.type,
    message: event.value,
    culprit: null,
    level: event.level === 'warning' ? 'warn' : event.level === 'fatal' ? 'fatal' : 'error',
    platform: 'node',
    isHandled: false,
    fingerprint: digest(event.issue),
    exceptions: [{ type: event.type, value: event.value, frames: [] }],
    tags: event.tags,
    requestMethod: null,
    requestPath: null,
    sdk: null,
  };
}

type StoreName = 'postgres' | 'sentry';

function use(store: StoreName, params = '?org_tag=org_id'): void {
  process.env.ISSUES_URL = store === 'sentry' ? `${sentry.url}${params}` : '';
  process.env.ISSUES_TOKEN = store === 'sentry' ? fakeToken : '';
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

const asked = (text: string) => ({ filter: parseFilter(text, issueGrammar), zone: 'UTC' });
const numbers = async (text: string, viewer = everyone) =>
  (await listErrorEvents(viewer, asked(text))).rows.map(({ time }) => given.findIndex((one) => one.time === time) + 1).toSorted();
const types = async (text: string, viewer = everyone) =>
  (await listIssues(viewer, asked(text))).rows.map(({ type }) => type ?? '').toSorted();

describe.each<StoreName>(['postgres', 'sentry'])('errors in %s', (store) => {
  beforeAll(() => use(store));

  test.each<[string, number[]]>([
    ['', [1, 2, 3, 4, 5, 6]],
    ['request:req-1', [1, 3]],
    ['request:req-1,req-2', [1, 2, 3]],
    ['-request:req-1', [2, 4, 5, 6]],
    ['request:req-*', [1, 2, 3]],
    [`request:"${nasty.replace(/["\\]/g, '\\$&')}"`, [4]],
    [`trace:${trace}`, [1]],
    [`trace:${trace.toUpperCase()}`, [1]],
    ['session:s-1', [5]],
    [`session:${hex('f')}`, [6]],
    [`event:${hex('2')}`, [2]],
    ['user:u_1', [1]],
    ['user:42', [4]],
    ['has:user', [1, 2, 4]],
    ['-has:user project:api', [3, 5]],
    ['feature:checkout surface:cart', [2]],
    ['project:web', [1, 2, 6]],
    ['-project:web', [3, 4, 5]],
    ['project:nobody', []],
    ['level:warn', [4, 5]],
    ['level:>=error', [1, 2, 3, 6]],
    ['-level:>=error', [4, 5]],
    ['type:PaymentError', [3]],
    ['environment:staging', [5]],
    ['release:1.2.0+7', [6]],
    ['tag.browser:"Firefox 1.0"', [2]],
    ['tag."a.b:c":"x*y"', [6]],
    ['tag."a.b:c":"x*"', []],
    ['has:tag.browser', [2]],
    ['org:o_2', [2, 4]],
    ['undefined', [1, 2]],
    ['"declined\\" for"', [3]],
    ['"\\"declined\\" for"', [3]],
    ['"a*b (c)"', [6]],
    ['-undefined', [3, 4, 5, 6]],
    ['DECLINED', [3]],
    [`created:${at(120)}..${at(240)}`, [2, 3, 4]],
    [`created:>=${at(300)}`, [5, 6]],
    ['created:2020-01-01', []],
    ['trust:server', [1, 2, 3, 4, 5, 6]],
    ['trust:client', []],
    ['"\'; drop table error_events; --"', []],
    ['") OR (is:unresolved"', []],
  ])('%s', async (text, found) => {
    expect(await numbers(text)).toEqual(found);
  });

  test.each<[string, string[]]>([
    ['', ['Odd', 'PaymentError', 'Timeout', 'TypeError']],
    ['request:req-1', ['PaymentError', 'TypeError']],
    ['is:unresolved project:api', ['PaymentError', 'Timeout']],
    ['user:u_2', ['TypeError']],
    ['level:warn', ['Timeout']],
    [`first:>=${at(180)}`, ['Odd', 'PaymentError', 'Timeout']],
    [`last:<${at(180)}`, ['TypeError']],
    ['answer', ['Timeout']],
    ['environment:production', []],
  ])('issues of %s', async (text, found) => {
    expect(await types(text)).toEqual(found);
  });

  test('issues are told with what their events say', async () => {
    const { rows } = await listIssues(everyone, asked(''));
    const broken = rows.find(({ type }) => type === 'TypeError');
    expect(broken).toMatchObject({
      title: 'TypeError: x is undefined',
      level: 'error',
      project: 'web',
      first_seen: at(60),
      last_seen: at(120),
      events: { value: 2, capped: false },
      users: { value: 2, capped: false },
      features: ['checkout'],
      trust: 'server',
    });
    expect(broken?.trend).toHaveLength(14);
    expect(broken?.trend.reduce((sum, { events }) => sum + events, 0)).toBe(2);
    expect(rows.map(({ type }) => type)).toEqual(['Odd', 'Timeout', 'PaymentError', 'TypeError']);
  });

  test.each([
    ['last', 'Odd'],
    ['first', 'Odd'],
    ['events', ['TypeError', 'Timeout']],
    ['users', 'TypeError'],
  ] as const)('by %s the most comes first', async (sort, first) => {
    const { rows } = await listIssues(everyone, { ...asked(''), sort });
    expect([first].flat()).toContain(rows[0]?.type);
  });

  test('come page by page, each once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await listErrorEvents(everyone, { ...asked('-level:fatal'), limit: 2, after });
      seen.push(...page.rows.map(({ event_id }) => event_id.slice(0, 1)));
      after = page.next;
    } while (after && seen.length < 20);
    expect(seen).toEqual(['6', '5', '4', '2', '1']);
    const first = await listIssues(everyone, { ...asked(''), limit: 3 });
    const second = await listIssues(everyone, { ...asked(''), limit: 3, after: first.next });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([3, 1, null]);
    await expect(listIssues(everyone, { ...asked('level:error'), limit: 3, after: first.next })).rejects.toMatchObject({
      code: 'malformed',
    });
  });

  test('one issue is shown with its newest event, its tags and who was hit', async () => {
    const [row] = (await listIssues(everyone, asked('type:TypeError'))).rows;
    const issue = await getIssue(everyone, row?.id ?? '');
    expect(issue?.event).toMatchObject({ event_id: hex('2'), type: 'TypeError', message: 'x is undefined', org_id: 'o_2' });
    expect(issue?.tags.find(({ key }) => key === 'feature')?.values).toEqual([{ value: 'checkout', events: 2 }]);
    expect(issue?.hit.map(({ user_id, org_id, events }) => [user_id, org_id, events]).toSorted()).toEqual([
      ['u_1', 'o_1', 1],
      ['u_2', 'o_2', 1],
    ]);
    for (const id of ['999999', '1; select', 'WEB-999', '9'.repeat(30), '../../1']) expect(await getIssue(everyone, id)).toBeNull();
  });

  test('one event is shown in full', async () => {
    const event = await getErrorEvent(everyone, hex('3'));
    expect(event).toMatchObject({
      event_id: hex('3'),
      time: at(180),
      project: 'api',
      type: 'PaymentError',
      message: 'card "declined" for now',
      level: 'fatal',
      request_id: 'req-1',
      is_handled: false,
    });
    expect(event?.exceptions).toMatchObject([{ type: 'PaymentError', value: 'card "declined" for now' }]);
    for (const id of ['0', hex('9'), '../1']) expect(await getErrorEvent(everyone, id)).toBeNull();
  });

  test('are found by an ID whatever kind it is, with their issues', async () => {
    const found = async (id: string) => (await eventsOfId(everyone, id, { limit: 10 })).events.map(({ event_id }) => event_id.slice(0, 1));
    expect(await found('req-1')).toEqual(['1', '3']);
    expect(await found(trace.toUpperCase())).toEqual(['1']);
    expect(await found('s-1')).toEqual(['5']);
    expect(await found(hex('f'))).toEqual(['6']);
    expect(await found(hex('4'))).toEqual(['4']);
    expect(await found(nasty)).toEqual(['4']);
    expect(await found('req-')).toEqual([]);
    expect(await found('req-*')).toEqual([]);
    const { issues } = await eventsOfId(everyone, 'req-1', { limit: 10 });
    expect(issues.map(({ type }) => type).toSorted()).toEqual(['PaymentError', 'TypeError']);
  });

  test('of another organisation are not there', async () => {
    const one = viewerIn(['o_1'], { may });
    expect(await numbers('', one)).toEqual([1, 3, 6]);
    expect(await numbers('org:o_2', one)).toEqual([]);
    expect(await numbers('', viewerIn(['o_2', 'o_1'], { may }))).toEqual([1, 2, 3, 4, 6]);
    expect(await numbers('', viewerIn([], { may }))).toEqual([]);
    expect(await types('', one)).toEqual(['Odd', 'PaymentError', 'TypeError']);
    expect(await getErrorEvent(one, hex('4'))).toBeNull();
    expect((await eventsOfId(one, nasty, { limit: 10 })).events).toEqual([]);
    const [foreign] = (await listIssues(everyone, asked('type:Timeout'))).rows;
    expect(await getIssue(one, foreign?.id ?? '')).toBeNull();
    const [shared] = (await listIssues(one, asked('type:TypeError'))).rows;
    expect(shared).toMatchObject({ events: { value: 1 }, users: { value: 1 }, last_seen: at(60) });
    const issue = await getIssue(one, shared?.id ?? '');
    expect(issue).toMatchObject({ events: { value: 1 }, event: { event_id: hex('1') }, hit: [{ user_id: 'u_1' }] });
    expect(JSON.stringify([shared, issue])).not.toMatch(/o_2|u_2|Firefox|cart/);
    expect(await carriedIds(one)).toEqual({ events: 3, users: 1, requests: 2, traces: 1 });
  });

  test('what they carry is counted', async () => {
    expect(await carriedIds(everyone)).toEqual({ events: 6, users: 3, requests: 4, traces: 1 });
    expect(await carriedIds(viewerIn(['o_9'], { may }))).toBeNull();
  });

  test('are settled where they are kept', async () => {
    const settler = viewerIn(['*'], { may: ['issues:read', 'issues:resolve'] });
    const [row] = (await listIssues(settler, asked('type:Timeout'))).rows;
    expect(settlesIssues(settler)).toBe(store === 'postgres');
    const settled = settleIssue(settler, row?.id ?? '', 'resolved');
    if (store === 'postgres') expect(await settled).toMatchObject({ before: 'unresolved', after: 'resolved' });
    else
      await expect(settled).rejects.toMatchObject({
        code: 'not-implemented',
        message: expect.stringMatching(new RegExp(`is resolved, ignored and reopened there: ${sentry.address}/.*/${row?.id}/$`)),
      });
    if (store === 'postgres') await settleIssue(settler, row?.id ?? '', 'unresolved');
  });

  test('are seen in replays where the store has any, and each event at its second', async () => {
    const [odd] = (await listIssues(everyone, asked('type:Odd'))).rows;
    const of = { issue: odd?.id ?? '', replay: null };
    const found = await eventsOfId(everyone, hex('f'), { limit: 10 });
    const [event] = found.events;
    if (store === 'postgres') {
      expect([await listReplays(everyone, of), found.replays]).toEqual([null, []]);
      return;
    }
    const replay = { id: hex('f'), started_at: at(300), duration_ms: 600_000, user_id: 'u_6', errors: 1 };
    expect([await listReplays(everyone, of), found.replays]).toEqual([{ rows: [replay], caveats: [] }, [replay]]);
    expect(odd && event && replayHref(odd, event, found.replays)).toBe(
      `${sentry.address}/organizations/acme/explore/replays/${hex('f')}/?t=60`,
    );
    // What was deleted cannot be played, and what names another organisation, or none, is shown to nobody who sees one.
    const named = { issue: odd?.id ?? '', replay: hex('e') };
    expect((await listReplays(everyone, named))?.rows.map(({ id }) => id)).toEqual([hex('f')]);
    const both = { ...named, replay: hex('d') };
    expect((await listReplays(everyone, both))?.rows.map(({ id }) => id)).toEqual([hex('d'), hex('f')]);
    expect((await listReplays(viewerIn(['o_1'], { may }), both))?.rows.map(({ id }) => id)).toEqual([hex('f')]);
    expect((await listReplays(viewerIn(['o_2'], { may }), both))?.rows).toEqual([]);
    expect((await listReplays(viewerIn([], { may }), both))?.rows).toEqual([]);
  });

  test('are counted by feature, and releases known by when they were first seen', async () => {
    const days = { from: at(0).slice(0, 10), to: at(0).slice(0, 10), zone: 'UTC' };
    const checkout = { feature: 'checkout', events: 2, users: 2 };
    expect(await errorsByFeature(everyone, days)).toEqual({ rows: [checkout], carriesFeatures: true, caveats: [] });
    const one = await errorsByFeature(viewerIn(['o_1'], { may }), days);
    expect(one).toMatchObject({ rows: [{ feature: 'checkout', events: 1, users: 1 }], carriesFeatures: true });
    const earlier = { ...days, from: addDays(days.from, -3), to: addDays(days.to, -1) };
    expect(await errorsByFeature(everyone, earlier)).toEqual({ rows: [], carriesFeatures: true, caveats: [] });
    expect(await errorsByFeature(viewerIn([], { may }), days)).toMatchObject({ rows: [], carriesFeatures: false });
    expect(await newReleases(everyone, { ...days, feature: 'checkout' })).toEqual([{ release: '1.3', day: days.from }]);
    expect(await newReleases(everyone, { ...earlier, feature: 'checkout' })).toEqual([]);
    expect(await newReleases(viewerIn(['o_1'], { may }), { ...days, feature: 'checkout' })).toEqual([]);
    const old = { ...days, from: addDays(days.from, -120) };
    if (store === 'sentry') await expect(errorsByFeature(everyone, old)).rejects.toMatchObject({ code: 'unavailable' });
    else expect((await errorsByFeature(everyone, old))?.rows).toEqual([checkout]);
  });

  test('are refused to who may not see them', async () => {
    const nobody = viewerIn(['*'], { may: ['logs:read'] });
    for (const act of [
      () => listIssues(nobody, asked('')),
      () => getIssue(nobody, '1'),
      () => listErrorEvents(nobody, asked('')),
      () => getErrorEvent(nobody, hex('1')),
      () => eventsOfId(nobody, 'req-1', { limit: 1 }),
      () => carriedIds(nobody),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'not-permitted' });
    }
  });
});

test('every answer of the fake was one that Sentry could have given', () => {
  expect(sentry.violations).toEqual([]);
});
