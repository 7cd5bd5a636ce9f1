import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { ConfigError, settleConfig } from '@/lib/config';
import { eventsOfId, getErrorEvent, getIssue, listErrorEvents, listIssues, remoteIssues } from '@/lib/issues';
import { freshDatabase } from '@/tests/support/database';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';
import { type FakeSentry, fakeSentry, fakeToken } from '@/tests/upstream/fake-sentry';
import { readSearch } from '@/tests/upstream/sentry-search';

/** What people may ask and an upstream may say that no honest one would: it stays text, leads nowhere, and breaks nothing. */

const viewer = viewerIn(['*'], { may: ['issues:read', 'settings:manage'] });
const one = viewerIn(['o_1'], { may: ['issues:read'] });
const asked = (text = '') => ({ filter: parseFilter(text, issueGrammar), zone: 'UTC' });
const time = new Date(Date.now() - 60_000).toISOString();
const hex = (n: number) => n.toString(16).padStart(32, '0');

let sentry: FakeSentry;
let liar: FaultyServer;
let body = '{}';
/** What it says of a trace; then errors are none. */
let traces: string | null = null;
let canary: { readonly port: number; readonly hits: number; close(): void };
beforeAll(async () => {
  await freshDatabase();
  sentry = await fakeSentry();
  liar = await faultyServer((request, response) => {
    const told = traces !== null && request.url?.includes('/events/') ? '{"data":[]}' : (traces ?? body);
    response.setHeader('content-type', 'application/json').end(told);
  });
  canary = await listeningCanary();
});
afterAll(async () => {
  canary.close();
  await Promise.all([sentry.close(), liar.close()]);
});

async function listeningCanary() {
  let hits = 0;
  const server = createServer((_, response) => {
    hits += 1;
    response.end('{}');
  });
  server.on('connection', () => {
    hits += 1;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get hits() {
      return hits;
    },
    close: () => server.close(),
  };
}

function use(url: string): void {
  process.env.ISSUES_URL = url;
  process.env.ISSUES_TOKEN = fakeToken;
  const { DATABASE_URL = '', NEXTAUTH_SECRET = '', NEXTAUTH_URL = '' } = process.env;
  settleConfig({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false' });
}

let renewals = 0;
/** Nobody asks so much within a minute: as if by somebody else. */
function renewed(): void {
  renewals += 1;
  if (renewals % 10 === 0) use(`${sentry.url}?org_tag=org_id&environment=e${renewals}`);
}

describeWithShared('text of whatever kind', 'contracts/hostile-inputs.json', (file) => {
  const inputs = ['ui.lookup', 'ui.filter', 'ingest.line'].flatMap((surface) => hostileInputs(file, surface));

  test('as an ID is asked for to the letter, and between the same words', async () => {
    use(`${sentry.url}?org_tag=org_id`);
    let questions = 0;
    for (const { text } of inputs) {
      renewed();
      const before = sentry.queries.length;
      const found = await eventsOfId(one, text, { limit: 5 }).catch((error: unknown) => error);
      const queries = sentry.queries.slice(before);
      if (queries.length === 0) expect(found).toMatchObject({ code: 'malformed' });
      for (const query of queries.filter((query) => query.includes('request_id'))) {
        questions += 1;
        expect(query).toMatch(
          /^\(tags\[request_id\]:".*" OR tags\[session_id\]:".*"( OR trace:[0-9a-f]{32} OR id:[0-9a-f]{32} OR replayId:[0-9a-f]{32})?\) tags\[org_id\]:"o_1"$/s,
        );
        expect(readSearch(query, { takesBooleans: true }).map(({ key }) => key)).toEqual(['', 'tags[org_id]']);
      }
    }
    expect(questions).toBeGreaterThan(20);
  });

  test('as a value and as words too, and nobody sees another organisation by it', async () => {
    use(`${sentry.url}?org_tag=org_id`);
    sentry.push([
      { id: hex(1), issue: 'WEB-1', time, type: 'Error', value: 'theirs', tags: { org_id: 'o_1' } },
      { id: hex(2), issue: 'WEB-2', time, type: 'Error', value: 'secret of others', tags: { org_id: 'o_2' } },
    ]);
    for (const { text } of hostileInputs(file, 'ui.filter').filter(({ text }) => text.length < 3_000)) {
      const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`;
      renewed();
      for (const filter of [`feature:${quoted}`, quoted, `-user:${quoted}`]) {
        for (const act of [listErrorEvents, listIssues]) {
          const page = await act(one, asked(filter)).catch((error: unknown) => error);
          if (page instanceof Error) expect(page).toMatchObject({ code: 'malformed' });
          else expect(JSON.stringify(page)).not.toMatch(/secret of others|o_2/);
        }
      }
    }
    expect(sentry.queries.filter((query) => !query.includes('tags[org_id]:"o_1"'))).toEqual([]);
  });

  test('that others reported is shown, one for one, and without what must not be seen', async () => {
    use(`${sentry.url}?org_tag=tenant`);
    const texts = [...hostileInputs(file, 'upstream.body'), ...hostileInputs(file, 'ingest.line')].map(({ text }) => text.slice(0, 5_000));
    sentry.push(
      texts.map((text, n) => ({
        id: hex(1_000 + n),
        issue: `ODD-${n}`,
        time,
        type: 'Odd',
        value: text,
        transaction: text,
        tags: { feature: text, tenant: 'x' },
      })),
    );
    const theirs = viewerIn(['x'], { may: ['issues:read'] });
    sentry.push([
      { id: hex(999), issue: 'ODD-S', time, type: 'Odd', value: 'password=CANARY-hunter2 card 4111 1111 1111 1111', tags: { tenant: 'x' } },
    ]);
    const { rows } = await listErrorEvents(theirs, { ...asked(), limit: 100 });
    expect(rows.length).toBe(Math.min(100, texts.length + 1));
    const issues = await listIssues(viewer, { ...asked('project:odd'), limit: 100 });
    expect(issues.rows.length).toBe(Math.min(100, texts.length + 1));
    const event = await getErrorEvent(theirs, hex(999));
    expect(JSON.stringify([rows, issues, event])).not.toMatch(/hunter2|4111 1111/);
    expect(JSON.stringify([rows, issues]).isWellFormed()).toBe(true);
    expect(JSON.stringify([rows, issues])).not.toMatch(/(?<!\\)\\u0000/);
  });

  test('as an address in the configuration leads to no connection', () => {
    const addresses = hostileInputs(file, 'config.url');
    expect(addresses.length).toBeGreaterThan(5);
    for (const { text } of addresses) {
      for (const url of [text, text.replace(/:5432|:6379/, `:${canary.port}`), `${text.replace(/\/$/, '')}/`]) {
        expect(() => use(`sentry+${url}`), url).toThrow(ConfigError);
      }
    }
    expect(canary.hits).toBe(0);
  });
});

test('no redirect, no Link and no permalink leads anywhere else, and the token goes to one host alone', async () => {
  use(`${sentry.url}?org_tag=org_id`);
  sentry.elsewhere = `http://127.0.0.1:${canary.port}`;
  const first = await listErrorEvents(viewer, { ...asked('project:web'), limit: 1 });
  expect(first.next).not.toBeNull();
  const second = await listErrorEvents(viewer, { ...asked('project:web'), limit: 1, after: first.next });
  expect(second.rows).toHaveLength(1);
  const issue = await getIssue(viewer, 'WEB-1');
  expect([issue?.title, issue?.permalink]).toEqual(['Error: theirs', null]);
  expect((await listIssues(viewer, asked('project:web'))).rows.map(({ permalink }) => permalink)).toEqual([null, null]);
  sentry.set('redirect');
  await expect(eventsOfId(viewer, 'req-redirected', { limit: 5 })).rejects.toMatchObject({ message: expect.stringContaining('elsewhere') });
  sentry.set(null);
  sentry.elsewhere = null;
  expect([canary.hits, sentry.strayed]).toEqual([0, 0]);
  expect([...sentry.credentials]).toEqual([`Bearer ${fakeToken}`]);
});

test('the token stands in nothing that is told', async () => {
  use(`${sentry.url}?org_tag=org_id`);
  const told: unknown[] = [await remoteIssues(viewer)];
  sentry.sentryFault = 'token-expired';
  told.push(await listIssues(viewer, asked('"token"')).catch((error: unknown) => error), await remoteIssues(viewer));
  sentry.sentryFault = null;
  for (const url of [`${sentry.url}?nonsense=1`, 'sentry+nonsense', `${sentry.url}?project=x`]) {
    try {
      use(url);
    } catch (error) {
      told.push(error);
    }
  }
  expect(told).toHaveLength(6);
  for (const one of told)
    expect(`${JSON.stringify(one)}${one instanceof Error ? `${one.message}${one.stack}` : ''}`).not.toContain('CANARY');
});

describe('an answer', () => {
  let round = 0;
  beforeEach(() => {
    round += 1;
    use(`sentry+${liar.address}/acme?sampled=0.${String(round).padStart(4, '0')}&org_tag=org_id`);
  });
  const issue = (rest: object) => JSON.stringify([{ id: '1', title: 'x', project: { slug: 'web' }, ...rest }]);

  test.each<[string, string]>([
    ['that is null', 'null'],
    ['that is a text', '"x"'],
    ['that is an object', '{"detail":"<script>alert(1)</script>"}'],
    ['of issues without names', '[{"title":"x"}]'],
    ['of issues without titles', '[{"id":"1"}]'],
    ['with a name that is an object', '[{"id":{"a":1},"title":"x"}]'],
    ['of texts', '["x"]'],
  ])('%s is none', async (_, told) => {
    body = told;
    await expect(listIssues(viewer, asked())).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.not.stringContaining('script'),
    });
    await expect(listErrorEvents(viewer, asked())).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.each<[string, string]>([
    ['of a server that says little', issue({})],
    ['with nulls', issue({ count: null, userCount: null, firstSeen: null, lastSeen: null, stats: null, metadata: null, permalink: null })],
    [
      'of other types',
      issue({ count: { a: 1 }, userCount: 'many', firstSeen: 7, lastSeen: [], stats: 'x', metadata: 3, permalink: {}, level: 9 }),
    ],
    ['with times that are none', issue({ firstSeen: 'yesterday', lastSeen: '9999999-01-01', stats: { '14d': [[1e300, 5]] } })],
    ['with names of prototypes', issue({ constructor: 'a', __proto__: { x: 1 }, metadata: { toString: 'b' } })],
    ['with half a character', issue({ title: '\ud800', culprit: '\udfff' })],
    ['with more than is known', issue({ moreOfThis: { a: [1, { b: 2 }] } })],
  ])('%s is read', async (_, told) => {
    body = told;
    const { rows } = await listIssues(viewer, asked());
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows).isWellFormed()).toBe(true);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('with a trace of any depth and width is read as far as it goes', async () => {
    const deep = (n: number): object => ({ event_id: `s${n}`, start_timestamp: 1, children: n === 0 ? [] : [deep(n - 1)] });
    const wide = Array.from({ length: 2_000 }, (_, n) => ({ event_id: String(n), start_timestamp: 1, children: [] }));
    const odd = [{ children: [{}] }, { event_id: 'x', start_timestamp: 1e308 }, { event_id: 'y', start_timestamp: 'soon' }, deep(0)];
    traces = '[]';
    await eventsOfId(viewer, hex(8), { limit: 5 }).catch(() => undefined);
    for (const [told, count] of [
      [[deep(900)], 500],
      [wide, 500],
      [odd, 1],
    ] as const) {
      traces = JSON.stringify(told);
      const found = await eventsOfId(viewer, hex(7), { limit: 500 });
      expect([found.events, found.spans.length]).toEqual([[], count]);
    }
    traces = '[7, null]';
    expect((await eventsOfId(viewer, hex(7), { limit: 5 })).caveats).toMatchObject([
      { kind: 'truncated', why: expect.stringContaining('spans') },
    ]);
    traces = null;
  });
});
