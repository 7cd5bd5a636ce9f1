import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { recordActions } from '@/lib/audit';
import { settleConfig } from '@/lib/config';
import { getDossier } from '@/lib/dossier';
import { eventsOfId, getErrorEvent, getIssue, listErrorEvents, listIssues, remoteIssues } from '@/lib/issues';
import type { Reading } from '@/lib/reading';
import { certificate } from '@/tests/support/certificate';
import { freshDatabase } from '@/tests/support/database';
import { type Fault, faults } from '@/tests/support/faulty-server';
import { viewerIn } from '@/tests/support/viewers';
import { drifts, type FakeSentry, fakeSentry, fakeToken, type SentryFault, sentryFaults } from '@/tests/upstream/fake-sentry';

/** Pages are held to three seconds where nothing else runs (tests/faults); here other suites do. */
const inTimeMs = 4_000;

/** R12, Sentry's column, and Sentry's own ways to fail: however it does, it is said, in time, and nothing else suffers. */

const viewer = viewerIn(['*'], { may: ['audit:read', 'audit:write', 'logs:read', 'issues:read', 'settings:manage'] });
const now = new Date().toISOString().replace(/\.\d+Z$/, '.000000Z');
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const asked = { filter: parseFilter('', issueGrammar), zone: 'UTC' };
const hex = (digit: string) => digit.repeat(32);
const dossierOf = (id: string) => getDossier(viewer, id, { now, retentionDays: 30 });
const isSilence = ({ verdict }: Pick<Reading, 'verdict'>) =>
  verdict !== 'none' && verdict !== 'not-recorded' && verdict !== 'not-configured';

let sentry: FakeSentry;
beforeAll(async () => {
  await freshDatabase();
  await recordActions(viewer, [{ action: 'order.refunded', actor_id: 'u_1', request_id: 'req-1', created_at: now }], {
    now,
    source: 'shop',
  });
  sentry = await fakeSentry(certificate());
  sentry.push([
    {
      id: hex('1'),
      issue: 'WEB-1',
      time: ago(2),
      type: 'TypeError',
      value: 'x is undefined',
      trace: hex('a'),
      user: 'u_1',
      tags: { request_id: 'req-1', org_id: 'o_1' },
    },
  ]);
  // The first question of a process connects, and makes readers of shapes: what is measured here is those after it.
  well();
  await dossierOf('req-0');
});
afterAll(() => sentry.close());

let round = 0;
function use(fault: Fault | null): void {
  round += 1;
  sentry.set(fault);
  sentry.sentryFault = null;
  sentry.drift = null;
  // Another tag each: what is known of one that failed, and what it answered, is not known of the next.
  process.env.ISSUES_URL = `${sentry.url}?org_tag=org_id&environment=round-${round}`;
  process.env.ISSUES_TOKEN = fakeToken;
  settle();
}

function well(): void {
  use(null);
  round += 1;
  process.env.ISSUES_URL = `${sentry.url}?org_tag=org_id&sampled=0.${String(round).padStart(4, '0')}`;
  settle();
}

function settle(): void {
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

async function readingOf(id: string) {
  return (await dossierOf(id)).readings.find(({ source }) => source === 'issues');
}

/** Each is a question of its own. */
const acts = () => [
  listIssues(viewer, asked),
  listErrorEvents(viewer, asked),
  getIssue(viewer, '4000000000'),
  getErrorEvent(viewer, hex('1')),
  eventsOfId(viewer, 'req-2', { limit: 5 }),
];

test('without a fault a dossier is told from all', async () => {
  well();
  const { readings } = await dossierOf('req-1');
  expect(readings).toMatchObject([
    { source: 'audit', verdict: 'found' },
    { source: 'logs' },
    { source: 'issues', verdict: 'found', count: { value: 1 }, caveats: [{ kind: 'not-sampled' }] },
    { source: 'usage' },
  ]);
  expect(await readingOf('req-2')).toMatchObject({ verdict: 'none' });
});

describe.each(faults)('%s', (fault) => {
  test('never reads as none, and hides no other source', async () => {
    use(fault);
    const started = performance.now();
    const ids = ['req-1', 'req-2'];
    const before = sentry.requests.length;
    const dossiers = await Promise.all(ids.map(dossierOf));
    expect(performance.now() - started).toBeLessThan(inTimeMs);
    for (const [place, { readings, isComplete, completeness }] of dossiers.entries()) {
      const [audit, , issues] = readings;
      expect(audit?.verdict).toBe(ids[place] === 'req-1' ? 'found' : 'none');
      expect(issues?.verdict).toBe('unavailable');
      expect(issues && isSilence(issues)).toBe(true);
      expect(issues?.why).toMatch(/^Sentry gives no |^it gave no answer in time/);
      expect(issues?.why).not.toContain('CANARY');
      expect([isComplete, completeness]).toEqual([false, expect.stringContaining('issues')]);
    }
    // Two questions, and one more try of each.
    expect(sentry.requests.length - before).toBeLessThanOrEqual(4);
    expect(sentry.strayed).toBe(0);
  });

  test('is a refusal of every question, never an empty answer', async () => {
    use(fault);
    const started = performance.now();
    for (const result of await Promise.allSettled(acts())) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    expect(performance.now() - started).toBeLessThan(inTimeMs);
    const told = await remoteIssues(viewer);
    // What the check asks for is any object.
    if (fault !== 'wrong-types') expect(told?.why).toMatch(/Sentry gives no answer/);
    expect(JSON.stringify(told)).not.toContain('CANARY');
    expect(sentry.strayed).toBe(0);
  });
});

const said: Readonly<Record<SentryFault, RegExp>> = {
  'rate-limited': /enough questions/,
  'too-many-at-once': /enough questions/,
  brownout: /out of service for a moment/,
  'token-expired': /ISSUES_TOKEN/,
  'sso-required': /single sign-on/,
  'missing-scope': /org:read, event:read and project:read/,
  'unknown-organisation': /knows no such organisation/,
  'query-timeout': /took too long/,
  'login-page': /not JSON/,
  'proxy-not-found': /look at ISSUES_URL/,
};

describe.each(sentryFaults)('%s', (fault) => {
  test('is said in words that help, and never reads as none', async () => {
    use(null);
    sentry.sentryFault = fault;
    for (const result of await Promise.allSettled(acts())) {
      expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(said[fault]) } });
    }
    const issues = await readingOf('req-2');
    expect(issues?.verdict).toBe('unavailable');
    expect(issues?.why).not.toMatch(/CANARY|Sentry \/ Login|<html/);
  });
});

test('a limit is heeded until the moment that Sentry names, a brownout for two minutes', async () => {
  use(null);
  sentry.sentryFault = 'rate-limited';
  const refused = (await listIssues(viewer, asked).catch((error: unknown) => error)) as { options: { retryAfterSeconds: number } };
  expect(refused.options.retryAfterSeconds).toBeGreaterThan(30);
  expect(refused.options.retryAfterSeconds).toBeLessThanOrEqual(41);
  sentry.sentryFault = null;
  const before = sentry.requests.length;
  await expect(listErrorEvents(viewer, asked)).rejects.toMatchObject({ code: 'unavailable' });
  expect(sentry.requests.length).toBe(before);
  use(null);
  sentry.sentryFault = 'brownout';
  await expect(listIssues(viewer, asked)).rejects.toMatchObject({ options: { retryAfterSeconds: 120 } });
});

describe.each(drifts)('a server that differs: %s', (drift) => {
  test('is read around, or refused as a whole', async () => {
    well();
    sentry.drift = drift;
    const all = await Promise.allSettled([
      listIssues(viewer, asked),
      listErrorEvents(viewer, asked),
      getIssue(viewer, 'WEB-1'),
      getErrorEvent(viewer, hex('1')),
      eventsOfId(viewer, 'req-1', { limit: 5 }),
    ]);
    if (drift === 'without-id') {
      expect(all.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(2);
      for (const result of all) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'unavailable' });
      return;
    }
    const [issues, events, issue, event, found] = all.map((result) => (result.status === 'fulfilled' ? result.value : result.reason));
    expect(issues).toMatchObject({ rows: [{ type: 'TypeError', events: { value: 1 }, project: 'web' }] });
    expect(events).toMatchObject({ rows: [{ event_id: hex('1'), request_id: 'req-1' }] });
    expect(issue).toMatchObject({ id: '4000000000', event: { event_id: hex('1') } });
    expect(event).toMatchObject({ type: 'TypeError', message: 'x is undefined', request_id: 'req-1' });
    expect(found).toMatchObject({ events: [{ event_id: hex('1') }] });
  });
});

test('five failures in a row and it rests, which is shown', async () => {
  use('html');
  for (let n = 0; n < 5; n += 1) await listIssues(viewer, { ...asked, limit: n + 1 }).catch(() => undefined);
  const before = sentry.requests.length;
  await expect(listIssues(viewer, asked)).rejects.toMatchObject({ message: expect.stringContaining('left alone') });
  expect(sentry.requests.length).toBe(before);
  expect((await remoteIssues(viewer))?.restsSince).toMatch(/^\d{4}-/);
});

test('a store that swallows its failures would be seen by this', async () => {
  use('failing');
  const swallowing = await eventsOfId(viewer, 'req-2', { limit: 5 }).catch(() => ({ events: [] }));
  expect(isSilence({ verdict: swallowing.events.length === 0 ? 'none' : 'found' })).toBe(false);
});

test('it is well again as soon as Sentry is', async () => {
  well();
  sentry.set('failing');
  await expect(eventsOfId(viewer, 'req-1', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
  sentry.set(null);
  expect((await eventsOfId(viewer, 'req-1', { limit: 5 })).events).toHaveLength(1);
});

describe('what it answered before', () => {
  test('is shown with its age while it gives no answer, and to nobody who sees more or less', async () => {
    well();
    const one = viewerIn(['o_1'], { may: ['issues:read'] });
    await eventsOfId(viewer, 'req-1', { limit: 5 });
    await listIssues(viewer, asked);
    expect(await readingOf('req-1')).toMatchObject({ verdict: 'found' });
    sentry.set('failing');
    const found = await eventsOfId(viewer, 'req-1', { limit: 5 });
    expect(found.events).toHaveLength(1);
    expect(found.caveats).toContainEqual({
      kind: 'lagging',
      why: expect.stringMatching(/^this is as of \d{4}-\d\d-\d\d \d\d:\d\d UTC: Sentry/),
    });
    await expect(eventsOfId(one, 'req-1', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(listIssues(one, asked)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(listIssues(viewerIn(['*'], { may: ['logs:read'] }), asked)).rejects.toMatchObject({ code: 'not-permitted' });
    // Was empty, so that nobody knows now.
    sentry.set(null);
    expect((await eventsOfId(viewer, 'req-2', { limit: 5 })).events).toEqual([]);
    sentry.set('failing');
    await expect(eventsOfId(viewer, 'req-2', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readingOf('req-1')).toMatchObject({
      verdict: 'found',
      caveats: expect.arrayContaining([expect.objectContaining({ kind: 'lagging' })]),
    });
  });
});

test('answers are kept for a day, and a thousand of them at most', async () => {
  const sql = postgres(process.env.DATABASE_URL ?? '', { max: 1 });
  await sql`insert into kept_answers (key, answer, asked_at) select 'old-' || n, '{}', now() - interval '25 hours' from generate_series(1, 10) n`;
  await sql`insert into kept_answers (key, answer, asked_at) select 'new-' || n, '{}', now() - n * interval '1 second' from generate_series(1, 1100) n`;
  well();
  await eventsOfId(viewer, 'req-1', { limit: 5 });
  const [row] = await sql<[{ all: number; old: number; new: number }]>`
    select count(*)::int as all, (count(*) filter (where key like 'old-%'))::int as old, (count(*) filter (where key = 'new-1'))::int as new from kept_answers`;
  expect([row.all <= 1_001, row.old, row.new]).toEqual([true, 0, 1]);
  const kept = await sql`select answer from kept_answers where answer like '%CANARY%'`;
  expect(kept).toEqual([]);
  await sql.end();
});

describe('Sentry as some people have it', () => {
  test('without a tag of organisations only who sees all sees anything, and others are not told that there is nothing', async () => {
    use(null);
    process.env.ISSUES_URL = sentry.url;
    settle();
    const one = viewerIn(['o_1'], { may: ['audit:read', 'issues:read'] });
    await expect(listIssues(one, asked)).rejects.toMatchObject({ code: 'not-implemented' });
    const { readings } = await getDossier(one, 'req-1', { now, retentionDays: 30 });
    expect(readings.find(({ source }) => source === 'issues')).toMatchObject({ verdict: 'not-recorded' });
    expect((await listIssues(viewer, asked)).rows).toHaveLength(1);
  });

  test('what is older than Sentry looks back is beyond it, not nothing', async () => {
    well();
    const old = new Date(Date.now() - 100 * 86_400_000).toISOString();
    const action = { action: 'order.made', actor_id: 'u_1', request_id: 'req-old', created_at: old };
    await recordActions(viewer, [action], { now, source: 'shop' });
    expect(await readingOf('req-old')).toMatchObject({
      verdict: 'beyond-retention',
      why: expect.stringContaining('Sentry is asked for 90 days'),
    });
  });

  test('who may not see all projects at once is asked for each', async () => {
    well();
    sentry.wantsProject = true;
    sentry.push([{ id: hex('2'), issue: 'API-1', time: ago(1), type: 'Timeout', value: 'late', tags: { request_id: 'req-3' } }]);
    expect((await listErrorEvents(viewer, asked)).rows.map(({ event_id }) => event_id)).toEqual([hex('2'), hex('1')]);
    expect((await listIssues(viewer, asked)).rows).toHaveLength(2);
    expect((await eventsOfId(viewer, 'req-3', { limit: 5 })).issues).toMatchObject([{ short_id: 'API-1' }]);
    sentry.wantsProject = false;
  });

  test('what takes it too long is asked for over a shorter time, and that is said', async () => {
    well();
    sentry.slowBeyondDays = 30;
    expect((await eventsOfId(viewer, 'req-1', { limit: 5 })).caveats).toContainEqual({
      kind: 'truncated',
      why: expect.stringContaining('only the last 14 days'),
    });
    await expect(eventsOfId(viewer, 'req-9', { limit: 5 })).rejects.toMatchObject({ code: 'unavailable' });
    sentry.slowBeyondDays = 1_000;
  });

  test('spans are told, and a part of a trace as a part', async () => {
    well();
    const from = Date.now() / 1_000 - 120;
    const span = { trace: hex('a'), op: 'db', text: 'select 1', from, to: from + 0.25 };
    sentry.pushSpans([
      {
        ...span,
        id: '1'.repeat(16),
        parent: null,
        op: 'http.server',
        text: 'GET /pay',
        isTransaction: true,
        attributes: { org_id: 'o_1' },
      },
      { ...span, id: '2'.repeat(16), parent: '1'.repeat(16) },
    ]);
    const found = await eventsOfId(viewer, 'req-1', { limit: 5 });
    expect(found.spans).toMatchObject([
      { op: 'http.server', description: 'GET /pay', duration_ms: 250, is_transaction: true, parent_id: null },
      { op: 'db', parent_id: '1'.repeat(16) },
    ]);
    expect(found.caveats).toEqual([]);
    const seen = await eventsOfId(viewerIn(['o_1'], { may: ['issues:read'] }), hex('a'), { limit: 5 });
    expect(seen.spans).toHaveLength(2);
    expect((await eventsOfId(viewerIn(['o_2'], { may: ['issues:read'] }), hex('a'), { limit: 5 })).spans).toEqual([]);
    // Who called from outside need not report to this Sentry.
    sentry.pushSpans([{ ...span, trace: hex('b'), id: '4'.repeat(16), parent: '8'.repeat(16) }]);
    expect((await eventsOfId(viewer, hex('b'), { limit: 5 })).caveats).toEqual([]);
    sentry.pushSpans([{ ...span, id: '3'.repeat(16), parent: '9'.repeat(16) }]);
    const part = await eventsOfId(viewer, 'req-1', { limit: 5 });
    expect(part.caveats).toMatchObject([
      { kind: 'not-sampled', why: expect.stringMatching(/^Sentry keeps \d.* % of all traces, and a part/) },
    ]);
  });

  test('without traces nothing is said of them, and counts over time come from where they are', async () => {
    well();
    sentry.lacks = ['/trace/', '/trace-meta/', '/events-timeseries/'];
    expect((await remoteIssues(viewer))?.abilities).toMatchObject({ events: true, traces: false, projects: ['web', 'api'] });
    expect((await eventsOfId(viewer, 'req-1', { limit: 5 })).caveats).toEqual([]);
    const issue = await getIssue(viewer, 'WEB-1');
    expect(issue?.trend.reduce((sum, { events }) => sum + events, 0)).toBe(1);
    expect(issue?.caveats).toEqual([]);
    sentry.lacks = [];
  });

  test('of a project that never sent a trace none is missed', async () => {
    const tags = { request_id: 'req-9', org_id: 'o_1' };
    sentry.push([{ id: hex('9'), issue: 'DESK-9', time: ago(1), type: 'Odd', value: 'x', trace: hex('9'), tags }]);
    well();
    const missed = await eventsOfId(viewer, 'req-9', { limit: 5 });
    expect(missed.events).toMatchObject([{ project: 'desk', trace_id: hex('9') }]);
    expect(missed.caveats).toMatchObject([{ kind: 'not-sampled', why: expect.stringMatching(/and none of this one$/) }]);
    sentry.untraced.add('desk');
    well();
    expect((await eventsOfId(viewer, 'req-9', { limit: 5 })).caveats).toEqual([]);
  });

  test('is asked five questions at a time at most', async () => {
    const busy = await fakeSentry();
    process.env.ISSUES_URL = busy.url;
    settle();
    await Promise.all(Array.from({ length: 12 }, (_, n) => eventsOfId(viewer, `req-many-${n}`, { limit: 5 })));
    expect(busy.queries.length).toBe(12);
    expect(busy.mostAtOnce).toBeGreaterThan(1);
    expect(busy.mostAtOnce).toBeLessThanOrEqual(5);
    await busy.close();
  });
});

test('every answer of the fake was one that Sentry could have given, and nobody else was asked', () => {
  expect(sentry.violations).toEqual([]);
  expect(sentry.strayed).toBe(0);
});
