import postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import {
  appendEvents,
  carriedIds,
  eventsOfId,
  getErrorEvent,
  getIssue,
  hasRealEvents,
  type IssueSort,
  issueSorts,
  keepEvents,
  listErrorEvents,
  listIssues,
} from '@/lib/issues';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { reported, reportedTransaction } from '@/tests/support/errors';
import { viewerIn } from '@/tests/support/viewers';

const may = ['issues:read', 'issues:write'] as const;
const everyone = viewerIn(['*'], { may });
const one = viewerIn(['org_1'], { may });
const two = viewerIn(['org_2'], { may });
const both = viewerIn(['org_1', 'org_2'], { may });
const asked = (text: string) => ({ filter: parseFilter(text, issueGrammar), zone: 'UTC' });
const place = { project: 'shop/web', trust: 'server' } as const;
const trace = 'a'.repeat(32);

/** So many days before now, to the microsecond. */
const ago = (days: number) => `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 23)}001Z`;

const cartBroke = { type: 'TypeError', feature: 'cart', release: '1.4.0', environment: 'production', requestId: 'req-1' } as const;
const paymentBroke = { type: 'PaymentError', feature: 'billing', level: 'fatal' } as const;
const events = [
  reported({ ...cartBroke, time: ago(30), message: 'x is undefined', orgId: 'org_1', userId: 'u_1', release: '1.3.9', requestId: null }),
  reported({
    ...cartBroke,
    time: ago(2),
    message: 'x is undefined',
    orgId: 'org_1',
    userId: 'u_1',
    traceId: trace,
    tags: { browser: 'Firefox' },
  }),
  reported({ ...cartBroke, time: ago(1), message: 'secret of two is undefined', orgId: 'org_2', userId: 'u_1', surface: '/cart' }),
  reported({ ...paymentBroke, time: ago(3), message: 'card\nrefused', orgId: 'org_2', userId: 'u_2', sessionId: 's_1', flags: ['future'] }),
  reported({
    type: 'Nobody',
    time: ago(20),
    message: 'belongs to none',
    requestId: `r${'x'.repeat(300)}`,
    tags: { 'db.system': 'pg', n: '7' },
  }),
];

let url: string;
beforeAll(async () => {
  url = await freshDatabase();
  expect(await appendEvents(everyone, events, place)).toEqual({ created: 5, repeated: 0, refused: [] });
});

const titles = async (text: string, viewer = everyone, sort: IssueSort = 'last') =>
  (await listIssues(viewer, { ...asked(text), sort })).rows.map(({ title }) => title);
const messages = async (text: string, viewer = everyone) => (await listErrorEvents(viewer, asked(text))).rows.map(({ message }) => message);
const [cart, payment, nobody] = ['TypeError: secret of two is undefined', 'PaymentError: card', 'Nobody: belongs to none'];

describe('issues', () => {
  test.each([
    ['', [cart, payment, nobody]],
    ['type:TypeError', [cart]],
    ['type:*Error', [cart, payment]],
    ['level:>=fatal', [payment]],
    ['-level:fatal', [cart, nobody]],
    ['feature:cart,billing', [cart, payment]],
    ['feature:cart release:1.4.0', [cart]],
    ['feature:cart release:1.3.9 user:u_2', []],
    ['release:1.3.9', [cart]],
    ['is:regressed', [cart]],
    ['is:new', [payment]],
    ['is:ongoing', [nobody]],
    ['is:unresolved -is:new', [cart, nobody]],
    ['request:req-1', [cart]],
    [`request:r${'x'.repeat(300)}`, [nobody]],
    [`trace:${trace.toUpperCase()}`, [cart]],
    ['session:s_1', [payment]],
    ['user:u_2', [payment]],
    ['org:org_2', [cart, payment]],
    ['tag.browser:Firefox', [cart]],
    ['tag.db.system:pg tag.n:>6', [nobody]],
    ['has:tag.browser', [cart]],
    ['has:feature', [cart, payment]],
    ['has:flag', [payment]],
    ['flag:future', [payment]],
    ['"is undefined"', [cart]],
    ['REFUS', [payment]],
    ['project:shop/web trust:server', [cart, payment, nobody]],
    ['project:shop/*', [cart, payment, nobody]],
    ['trust:client', []],
    ['"\'; drop table issues; --"', []],
    ['type:%', []],
  ])('%s', async (text, found) => {
    expect(await titles(text)).toEqual(found);
  });

  test('are sorted by when they were seen, and by how many events and people there are', async () => {
    expect(await titles('', everyone, 'first')).toEqual([payment, nobody, cart]);
    expect(await titles('', everyone, 'events')).toEqual([cart, payment, nobody]);
    expect(await titles('', everyone, 'users')).toEqual([cart, payment, nobody]);
  });

  test.each(issueSorts)('join page to page by %s', async (sort) => {
    const all: string[] = [];
    let after: string | null = null;
    do {
      const page = await listIssues(everyone, { ...asked(''), sort, limit: 1, after });
      all.push(...page.rows.map(({ title }) => title));
      expect(page.count).toEqual({ value: 3, capped: false });
      after = page.next;
    } while (after);
    expect(all).toEqual(await titles('', everyone, sort));
  });

  test('tell what was seen of them, and by whom', async () => {
    const [issue] = (await listIssues(everyone, asked('type:TypeError'))).rows;
    expect(issue).toMatchObject({
      short_id: `WEB-${issue?.id}`,
      type: 'TypeError',
      level: 'error',
      status: 'unresolved',
      substatus: 'regressed',
      first_seen: events[0]?.time,
      last_seen: events[2]?.time,
      events: { value: 3, capped: false },
      users: { value: 2, capped: false },
      features: ['cart'],
      releases: ['1.3.9', '1.4.0'],
      trust: 'server',
      permalink: null,
    });
    expect(issue?.trend).toHaveLength(14);
    expect(issue?.trend.map(({ events: n }) => n).slice(-3)).toEqual([1, 1, 0]);
    expect(await getIssue(everyone, issue?.short_id?.toLowerCase() ?? '')).toMatchObject({
      id: issue?.id,
      event: { message: 'secret of two is undefined', request: null },
      hit: [
        { user_id: 'u_1', org_id: 'org_1', events: 2 },
        { user_id: 'u_1', org_id: 'org_2', events: 1 },
      ],
    });
    expect((await getIssue(everyone, issue?.id ?? ''))?.tags.find(({ key }) => key === 'release')?.values).toEqual([
      { value: '1.4.0', events: 2 },
      { value: '1.3.9', events: 1 },
    ]);
  });

  test('are called and counted by what the viewer may see', async () => {
    const [issue] = (await listIssues(one, asked(''))).rows;
    expect(issue).toMatchObject({
      title: 'TypeError: x is undefined',
      events: { value: 2 },
      users: { value: 1 },
      last_seen: events[1]?.time,
    });
    const whole = await getIssue(one, issue?.id ?? '');
    expect(whole?.event?.message).toBe('x is undefined');
    expect(whole?.hit.map(({ org_id }) => org_id)).toEqual(['org_1']);
    expect(JSON.stringify(whole)).not.toContain('org_2');
    expect(JSON.stringify(whole)).not.toContain('secret of two');
    expect((await listIssues(both, asked(''))).rows.map(({ title, events: n, users }) => [title, n.value, users?.value])).toEqual([
      [cart, 3, 2],
      [payment, 1, 1],
    ]);
  });

  test('of another organisation are not there', async () => {
    expect(await titles('', one)).toEqual(['TypeError: x is undefined']);
    expect(await titles('"secret of two"', one)).toEqual([]);
    expect(await titles('surface:/cart', one)).toEqual([]);
    expect(await titles('', viewerIn([], { may }))).toEqual([]);
    const [hidden] = (await listIssues(everyone, asked('type:PaymentError'))).rows;
    expect(await getIssue(one, hidden?.id ?? '')).toBeNull();
    expect(await getIssue(two, hidden?.id ?? '')).not.toBeNull();
    expect([await getIssue(everyone, '999999'), await getIssue(everyone, 'API-1'), await getIssue(everyone, '1; select')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('are refused to whoever may not see them, and so is every other read', async () => {
    const nobodyMay = viewerIn(['*'], { may: ['issues:write', 'logs:read'] });
    const reads = [
      listIssues(nobodyMay, asked('')),
      getIssue(nobodyMay, '1'),
      listErrorEvents(nobodyMay, asked('')),
      getErrorEvent(nobodyMay, '1'),
      eventsOfId(nobodyMay, 'req-1', { limit: 10 }),
      carriedIds(nobodyMay),
    ];
    for (const read of reads) await expect(read).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(appendEvents(viewerIn(['*'], { may: ['issues:read'] }), events, place)).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('do not open a cursor of another question', async () => {
    const { next } = await listIssues(everyone, { ...asked(''), limit: 1 });
    await expect(listIssues(everyone, { ...asked(''), sort: 'events', after: next })).rejects.toMatchObject({ code: 'malformed' });
    await expect(listIssues(both, { ...asked(''), after: next })).rejects.toMatchObject({ code: 'malformed' });
  });
});

describe('error events', () => {
  test.each([
    ['', 5],
    ['is:regressed', 3],
    ['is:regressed user:u_1 org:org_1', 2],
    ['issue:WEB-1', 3],
    ['-issue:web-1', 2],
    ['request:req-1', 2],
    [`event:${events[0]?.eventId}`, 1],
    ['created:>=2020-01-01', 5],
    ['level:error,fatal', 5],
    ['first:<2020-01-01', 0],
  ])('%s', async (text, many) => {
    expect(await messages(text)).toHaveLength(many);
  });

  test('come newest first, and every page joins the next', async () => {
    const first = await listErrorEvents(everyone, { ...asked(''), limit: 3 });
    const second = await listErrorEvents(everyone, { ...asked(''), limit: 3, after: first.next });
    expect([...first.rows, ...second.rows].map(({ time }) => time)).toEqual(
      [2, 1, 3, 4, 0].sort((a, b) => (`${events[a]?.time}` < `${events[b]?.time}` ? 1 : -1)).map((n) => events[n]?.time),
    );
    expect(second.next).toBeNull();
  });

  test('of another organisation are not there', async () => {
    expect(await messages('', two)).toEqual(['secret of two is undefined', 'card\nrefused']);
    const [hidden] = (await listErrorEvents(everyone, asked('type:PaymentError'))).rows;
    for (const name of [hidden?.id, hidden?.event_id]) {
      expect(await getErrorEvent(one, name ?? '')).toBeNull();
      expect(await getErrorEvent(two, name ?? '')).toMatchObject({ message: 'card\nrefused', level: 'fatal', flags: ['future'] });
    }
    expect((await eventsOfId(one, 's_1', { limit: 10 })).events).toEqual([]);
    expect((await eventsOfId(one, 'req-1', { limit: 10 })).events.map(({ org_id }) => org_id)).toEqual(['org_1']);
    expect(await carriedIds(one)).toEqual({ events: 2, users: 2, requests: 1, traces: 1 });
    expect(await carriedIds(viewerIn(['org_9'], { may }))).toBeNull();
  });

  test('are found by an id, with their issues and the transactions beside them', async () => {
    const root = reportedTransaction({
      time: ago(2),
      name: 'GET /cart',
      traceId: trace,
      spanId: 'b'.repeat(16),
      orgId: 'org_1',
      sampleRate: 0.1,
    });
    await appendEvents(everyone, [root], place);
    const found = await eventsOfId(one, trace.toUpperCase(), { limit: 10 });
    expect(found.events).toHaveLength(1);
    expect(found.issues.map(({ title }) => title)).toEqual(['TypeError: x is undefined']);
    expect(found.spans).toEqual([
      {
        id: 'b'.repeat(16),
        parent_id: null,
        trace_id: trace,
        time: root.time,
        duration_ms: 12,
        op: 'http.server',
        description: 'GET /cart',
        project: 'shop/web',
        is_transaction: true,
        status: 'ok',
      },
    ]);
    // A part of all is sent, and this one was.
    expect(found.caveats).toEqual([]);
    expect((await eventsOfId(two, trace, { limit: 10 })).spans).toEqual([]);
  });
});

describe('a trace that only errors name', () => {
  const untraced = (project: string, digit: string) =>
    appendEvents(everyone, [reported({ time: ago(4), message: project, traceId: digit.repeat(32) })], { project, trust: 'server' });

  test('is missed where its project sent a part of its traces, and nowhere else', async () => {
    const other = reportedTransaction({ time: ago(4), name: 'GET /', traceId: '1'.repeat(32), sampleRate: 0.25 });
    const whole = reportedTransaction({ time: ago(4), name: 'GET /', traceId: '2'.repeat(32), sampleRate: 1 });
    await appendEvents(everyone, [other], { project: 'traced/part', trust: 'server' });
    await appendEvents(everyone, [whole], { project: 'traced/whole', trust: 'server' });
    await untraced('traced/part', '3');
    await untraced('traced/whole', '4');
    await untraced('traced/never', '5');
    const caveatsOf = async (digit: string) => (await eventsOfId(everyone, digit.repeat(32), { limit: 10 })).caveats;
    expect(await caveatsOf('3')).toEqual([{ kind: 'not-sampled', why: '25 % of all traces are sent, and not this one' }]);
    expect([await caveatsOf('4'), await caveatsOf('5')]).toEqual([[], []]);
  });
});

describe('keeping', () => {
  test('the same again counts no second time, and the same id around something else is kept and says so', async () => {
    const time = ago(5);
    const first = reported({ time, type: 'Twice', eventId: 'c'.repeat(32), userId: 'u_9' });
    const other = { ...reported({ time, type: 'Twice', message: 'other' }), eventId: 'c'.repeat(32) };
    expect(await appendEvents(everyone, [first, first, other], place)).toEqual({ created: 2, repeated: 1, refused: [] });
    expect(await appendEvents(everyone, [other, first], place)).toEqual({ created: 0, repeated: 2, refused: [] });
    const kept = (await listErrorEvents(everyone, asked(`event:${'c'.repeat(32)}`))).rows;
    expect(kept.map(({ flags }) => flags).sort()).toEqual([[], ['repeated-id']]);
    expect((await listIssues(everyone, asked('type:Twice'))).rows[0]).toMatchObject({ events: { value: 2 }, users: { value: 1 } });
  });

  test('what came by a public key is not believed about its organisation', async () => {
    const claims = reported({ time: ago(1), type: 'Claimed', orgId: 'org_1', tags: { org_id: 'org_1' } });
    await appendEvents(viewerIn(['org_7'], { may }), [claims], { project: 'site', trust: 'client', org: 'org_7' });
    await appendEvents(viewerIn([], { may }), [{ ...claims, digest: 'd'.repeat(32) }], { project: 'site', trust: 'client' });
    expect(await titles('type:Claimed', one)).toEqual([]);
    expect((await listIssues(viewerIn(['org_7'], { may }), asked('trust:client'))).rows).toMatchObject([
      { trust: 'client', events: { value: 1 } },
    ]);
    expect((await listErrorEvents(everyone, asked('type:Claimed tag.org_id:org_1'))).rows.map(({ org_id }) => org_id)).toEqual([
      null,
      'org_7',
    ]);
  });

  test('the name under which all organisations are counted is none', async () => {
    await appendEvents(everyone, [reported({ time: ago(1), type: 'Everybody', orgId: '*', userId: 'u_1' })], place);
    expect((await listErrorEvents(everyone, asked('type:Everybody'))).rows).toMatchObject([{ org_id: null }]);
    expect((await listIssues(everyone, asked('type:Everybody'))).rows).toMatchObject([{ events: { value: 1 }, users: { value: 1 } }]);
    expect(await titles('type:Everybody', { ...one, orgs: ['*', 'org_1'] })).toEqual([]);
  });

  test('a producer of one organisation writes for no other', async () => {
    const strange = reported({ time: ago(1), type: 'Strange', orgId: 'org_2' });
    expect(await appendEvents(one, [strange], place)).toEqual({
      created: 0,
      repeated: 0,
      refused: [{ at: 0, reason: 'other-organisation' }],
    });
    for (const project of ['sample/web', '', '-', `p${'x'.repeat(100)}`, 'a\0b']) {
      await expect(appendEvents(one, [strange], { ...place, project })).rejects.toMatchObject({ code: 'malformed' });
    }
  });

  test('many at once count exactly', async () => {
    const deliveries = Array.from({ length: 24 }, (_, n) =>
      Array.from({ length: 20 }, (_, m) =>
        reported({ time: ago(1 + (n % 3)), type: `Crowd${m % 5}`, message: `${n} ${m}`, orgId: `org_${n % 4}`, userId: `u_${m % 7}` }),
      ),
    );
    // Each purpose writes for itself, as instances do.
    const purposes = ['screens', 'system', 'exports'] as const;
    const append = (given: (typeof deliveries)[number], n: number) =>
      appendEvents(everyone, given, { ...place, project: 'crowd', purpose: purposes[n % 3] ?? 'screens' });
    const kept = await Promise.all(deliveries.map(append));
    expect(kept.every(({ created }) => created === 20)).toBe(true);
    const { rows } = await listIssues(everyone, asked('project:crowd'));
    expect(rows.map(({ events: n }) => n.value)).toEqual([96, 96, 96, 96, 96]);
    const sql = postgres(url, { max: 1 });
    const [wrong] = await sql`
      with told as (
        select a.issue_id, o.org_id, count(*) as events, count(distinct (a.org_id, a.user_id)) filter (where a.user_id is not null) as people,
          min(a.created_at) as first_seen, max(a.created_at) as last_seen
        from error_events a, lateral (values ('*'), (a.org_id)) as o (org_id) where o.org_id is not null group by 1, 2
      )
      select count(*)::int as wrong from told t full join issue_counts c on (c.issue_id, c.org_id) = (t.issue_id, t.org_id)
      where (t.events, t.people, t.first_seen, t.last_seen) is distinct from (c.events, c.people, c.first_seen, c.last_seen)`;
    await sql.end();
    expect(wrong?.wrong).toBe(0);
  });

  test('what is beyond retention goes with what it counted for, and its issue is known again', async () => {
    const sql = postgres(url, { max: 1 });
    const old = (message: string, userId: string) => reported({ time: ago(1), type: 'Old', message, userId, orgId: 'org_1' });
    await appendEvents(everyone, [old('a', 'u_1'), old('b', 'u_1'), old('c', 'u_2')], { ...place, project: 'old' });
    await appendEvents(everyone, [reportedTransaction({ time: ago(1), name: 'old one' })], { ...place, project: 'old' });
    await sql`update error_events set recorded_at = now() - interval '396 days' where project = 'old' and message in ('a', 'c')`;
    await sql`update transactions set recorded_at = now() - interval '396 days' where project = 'old'`;
    expect(await keepEvents({ retentionDays: 395 })).toEqual({ dropped: 3 });
    expect(await keepEvents({ retentionDays: 395 })).toEqual({ dropped: 0 });
    const seen = async () =>
      (await listIssues(one, asked('project:old'))).rows.map(({ id, events: n, users }) => [id, n.value, users?.value]);
    const [[id] = []] = await seen();
    expect(await seen()).toEqual([[id, 1, 1]]);
    await sql`update error_events set recorded_at = now() - interval '396 days' where project = 'old'`;
    await keepEvents({ retentionDays: 395 });
    expect([await seen(), await getIssue(everyone, `${id}`)]).toEqual([[], null]);
    await appendEvents(everyone, [old('d', 'u_2')], { ...place, project: 'old' });
    expect(await seen()).toEqual([[id, 1, 1]]);
    await sql.end();
  });

  test('the sample is a world of its own', async () => {
    const system = systemViewer('test');
    await appendEvents(system, [reported({ time: ago(1), type: 'Invented', orgId: 'org_1' })], { project: 'sample/web', trust: 'server' });
    expect(await titles('type:Invented')).toEqual([]);
    expect(
      (await listIssues({ ...one, sees: 'sample' }, asked(''))).rows.map(({ short_id, title }) => [short_id?.slice(0, 4), title]),
    ).toEqual([['WEB-', 'Invented']]);
    expect(await messages('', { ...everyone, sees: 'sample' })).toHaveLength(1);
    expect(await hasRealEvents()).toBe(true);
  });
});
