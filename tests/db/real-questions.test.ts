import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { type Action, listActions, listFacet, subjectHistory } from '@/lib/audit';
import { importActions } from '@/lib/import';
import { systemViewer, type Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';

/**
 * Questions that people ask of an audit log, on real data. What is expected is computed here from the raw files, in plain
 * JavaScript, without a word of the importer or of the search.
 */

const everyone = viewerIn(['*']);

beforeAll(freshDatabase);

interface Event {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime?: string;
  readonly '@timestamp'?: string;
  readonly requestID?: string;
  readonly errorCode?: string;
  readonly recipientAccountId: string;
  readonly userIdentity: { readonly arn?: string; readonly principalId?: string; readonly invokedBy?: string; readonly userName?: string };
  readonly responseElements: { readonly ConsoleLogin?: string } | null;
}

describeWithShared('CloudTrail', 'data/cloudtrail.ndjson.gz', (path) => {
  const events = new Map<string, { readonly event: Event; readonly text: string; readonly at: number }>();
  for (const [nth, text] of linesOf(path).entries()) {
    const event: Event = JSON.parse(text);
    if (!events.has(event.eventID)) events.set(event.eventID, { event, text, at: nth });
  }
  const inOrder = [...events.values()].sort((a, b) => timeOf(a.event).localeCompare(timeOf(b.event)) || a.at - b.at);
  const eventIds = (isMeant: (event: Event, text: string) => boolean) =>
    inOrder.filter(({ event, text }) => isMeant(event, text)).map(({ event }) => event.eventID);

  beforeAll(() => take(path, 'cloudtrail'), 60_000);

  test('what happened to a security group, in order, though its ID stands only in answers', async () => {
    const groups = new Set([...events.values()].flatMap(({ text }) => text.match(/\bsg-[0-9a-f]{8,}/g) ?? []));
    expect(groups.size).toBeGreaterThan(1);
    for (const group of groups) {
      const expected = eventIds((_, text) => text.includes(group));
      expect((await all(everyone, `source:cloudtrail "${group}"`)).map(({ event_id }) => event_id)).toEqual(expected);
      const history = await subjectHistory(everyone, { type: 'AWS::EC2::SecurityGroup', id: group, ...oldestFirst });
      expect(history.rows.map(({ event_id }) => event_id)).toEqual(expected);
    }
  });

  test('who created a network, named only in the answer to its creation', async () => {
    const created = [...events.values()].flatMap(({ event, text }) => {
      const id = event.eventName === 'CreateVpc' ? /"vpcId":\s*"(vpc-\w+)"/.exec(text)?.[1] : undefined;
      return id ? [{ id, event }] : [];
    });
    expect(created.length).toBeGreaterThan(2);
    for (const { id, event } of created) {
      const history = await subjectHistory(everyone, { type: 'AWS::EC2::VPC', id, ...oldestFirst });
      expect(history.rows.map(({ event_id }) => event_id)).toEqual(eventIds((_, text) => isLeafOf(JSON.parse(text), id)));
      const creations = await all(everyone, `source:cloudtrail action:ec2:CreateVpc "${id}"`);
      expect(creations).toMatchObject([{ actor_id: event.userIdentity.arn, event_id: event.eventID }]);
    }
  });

  test('every action of a request, by an ID of 143 characters', async () => {
    const long = [...new Set([...events.values()].map(({ event }) => event.requestID ?? ''))].filter((id) => id.length === 143);
    expect(long).toHaveLength(1);
    for (const id of long) {
      const found = await all(everyone, `request:"${id}"`);
      expect(found.map(({ event_id }) => event_id)).toEqual(eventIds((event) => event.requestID === id));
      expect(found.length).toBeGreaterThan(1);
    }
  });

  test('what carries an error code, and what failed', async () => {
    const withCode = eventIds((event) => event.errorCode !== undefined);
    expect((await all(everyone, 'source:cloudtrail created:2020..2023 has:meta.errorCode')).map(({ event_id }) => event_id)).toEqual(
      withCode,
    );
    const failed = eventIds((event) => event.errorCode !== undefined || event.responseElements?.ConsoleLogin === 'Failure');
    expect((await all(everyone, 'source:cloudtrail outcome:failure')).map(({ event_id }) => event_id)).toEqual(failed);
  });

  test.each(['America/New_York', 'Asia/Tokyo', 'UTC'])('who failed most on a calendar day in %s', async (zone) => {
    for (const day of ['2021-07-29', '2021-07-30', '2021-07-31', '2021-08-01', '2023-07-10']) {
      const failed = inOrder.filter(({ event }) => event.errorCode !== undefined && dayIn(zone, timeOf(event)) === day);
      const found = await all(everyone, `source:cloudtrail outcome:failure created:${day}`, zone);
      const expected = ranking(failed.map(({ event }) => actorOf(event)));
      expect(ranking(found.map(({ actor_id }) => actor_id))).toEqual(expected);
      const filter = parseFilter(`source:cloudtrail outcome:failure created:${day}`);
      const { rows } = await listFacet(everyone, { by: { key: 'actor' }, filter, zone, limit: 1_000 });
      expect(rows.map(({ value, count }): [string | null, number] => [value, count]).sort(byCount)).toEqual(expected);
    }
  });

  test('nothing of another account', async () => {
    const accounts = [...new Set([...events.values()].map(({ event }) => event.recipientAccountId))];
    for (const account of accounts) {
      const seen = await all(viewerIn([account]), 'source:cloudtrail action:s3:GetBucketAcl');
      expect(seen.map(({ event_id }) => event_id)).toEqual(
        eventIds((event) => event.recipientAccountId === account && event.eventName === 'GetBucketAcl'),
      );
    }
  });
});

interface Edit {
  readonly time: string;
  readonly user: string;
  readonly channel: string;
  readonly deleted: number;
  readonly page: string;
}

describeWithShared('Wikipedia', 'data/wikipedia-edits.ndjson.gz', (path) => {
  const edits = linesOf(path).map((line): Edit => JSON.parse(line));
  const key = ({ time, user, page }: Edit) => `${time.replace('Z', '000Z')} ${user} ${page}`;
  const keyOf = ({ created_at, actor_id, subject_label }: Action) => `${created_at} ${actor_id} ${subject_label}`;

  beforeAll(() => take(path, 'wikipedia'), 60_000);

  test('edits that deleted more than 300 characters: a number in the metadata', async () => {
    const expected = edits.filter(({ deleted }) => deleted > 300);
    const found = await all(everyone, 'source:wikipedia created:2015-09-12 meta.deleted:>300');
    expect(found.map(keyOf).sort()).toEqual(expected.map(key).sort());
    expect(expected.length).toBeGreaterThan(50);
  });

  test('a viewer of one organisation sees nothing of the others, where one name stands in several', async () => {
    const channels = new Map<string, Set<string>>();
    for (const { user, channel } of edits) channels.set(user, (channels.get(user) ?? new Set()).add(channel));
    const [[name, theirs] = ['', new Set<string>()]] = [...channels].sort(([, a], [, b]) => b.size - a.size);
    expect(theirs.size).toBe(11);
    const everywhere = edits.filter(({ user }) => user === name);
    expect((await all(everyone, `source:wikipedia actor:"${name}"`)).map(keyOf).sort()).toEqual(everywhere.map(key).sort());
    for (const channel of theirs) {
      const seen = await all(viewerIn([channel]), `source:wikipedia actor:"${name}"`);
      expect(new Set(seen.map(({ org_id }) => org_id))).toEqual(new Set([channel]));
      expect(seen.map(keyOf).sort()).toEqual(
        everywhere
          .filter((edit) => edit.channel === channel)
          .map(key)
          .sort(),
      );
    }
    expect(await all(viewerIn(['#none.wikipedia']), `source:wikipedia actor:"${name}"`)).toEqual([]);
  });
});

/** No creation of a security group is among the real data: these are in the form that AWS documents. */
test('who created a security group and who changed it', async () => {
  const event = (n: number, eventName: string, more: object) =>
    JSON.stringify({
      eventID: `sg-event-${n}`,
      eventTime: `2026-10-03T14:0${n}:00Z`,
      eventSource: 'ec2.amazonaws.com',
      eventName,
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/u${n}`, userName: `u${n}` },
      recipientAccountId: '123456789012',
      ...more,
    });
  const id = 'sg-0123456789abcdef0';
  const lines = [
    event(3, 'DeleteSecurityGroup', {
      requestParameters: { groupId: id },
      errorCode: 'Client.DependencyViolation',
      responseElements: null,
    }),
    event(2, 'AuthorizeSecurityGroupIngress', {
      requestParameters: { groupId: id, ipPermissions: {} },
      responseElements: { _return: true },
    }),
    event(1, 'CreateSecurityGroup', { requestParameters: { groupName: 'web' }, responseElements: { _return: true, groupId: id } }),
    event(4, 'CreateSecurityGroup', { requestParameters: { groupName: 'db' }, responseElements: { groupId: 'sg-0123456789abcdef01' } }),
  ];
  const path = join(mkdtempSync(join(tmpdir(), 'group-')), 'events.json');
  writeFileSync(path, `{"Records":[${lines.join(',')}]}`);
  await take(path, 'cloudtrail', 'aws documentation');
  const history = await subjectHistory(everyone, { type: 'AWS::EC2::SecurityGroup', id, ...oldestFirst });
  expect(history.rows.map(({ action, actor_label, outcome }) => [action, actor_label, outcome])).toEqual([
    ['ec2:CreateSecurityGroup', 'u1', 'success'],
    ['ec2:AuthorizeSecurityGroupIngress', 'u2', 'success'],
    ['ec2:DeleteSecurityGroup', 'u3', 'failure'],
  ]);
});

/** No real data at hand crosses a change of clocks: an action every half hour around three of them. */
test.each([
  ['America/New_York', ['2026-10-31', '2026-11-01', '2026-11-02'], [48, 50, 48]],
  ['America/New_York', ['2026-03-07', '2026-03-08', '2026-03-09'], [48, 46, 48]],
  ['Australia/Lord_Howe', ['2026-04-04', '2026-04-05', '2026-04-06'], [48, 49, 48]],
  ['Asia/Tokyo', ['2026-10-31', '2026-11-01', '2026-11-02'], [48, 48, 48]],
])('how many actions a day in %s, across the change of clocks', async (zone, days, expected) => {
  const [middle = ''] = days.slice(1);
  const start = Date.parse(`${middle}T00:00:00Z`) - 3 * 86_400_000;
  const times = Array.from({ length: 7 * 48 }, (_, n) => new Date(start + n * 1_800_000).toISOString());
  const path = join(mkdtempSync(join(tmpdir(), 'clocks-')), 'actions.ndjson');
  const source = `clocks ${zone} ${middle}`;
  writeFileSync(path, times.map((at) => `{"action":"a","created_at":"${at}"}\n`).join(''));
  await take(path, 'own', source);
  const { rows } = await listFacet(everyone, { by: 'day', filter: parseFilter(`source:"${source}"`), zone });
  expect(days.map((day) => rows.find(({ value }) => value === day)?.count)).toEqual(expected);
  for (const [nth, day] of days.entries()) {
    const found = await all(everyone, `source:"${source}" created:${day}`, zone);
    expect(found).toHaveLength(expected[nth] ?? 0);
    expect(new Set(found.map(({ created_at }) => dayIn(zone, created_at)))).toEqual(new Set([day]));
  }
});

const oldestFirst = { filter: parseFilter(''), zone: 'UTC', order: 'asc', limit: 1_000 } as const;

async function take(path: string, map: string, source = map): Promise<void> {
  const rejects = join(tmpdir(), `real-questions-${process.pid}.ndjson`);
  const { state, rejected } = await importActions(systemViewer('test'), {
    files: [path],
    map,
    source,
    rejects,
    now: '2026-11-22T12:00:00.000000Z',
  });
  expect({ state, rejected }).toEqual({ state: 'finished', rejected: 0 });
}

/** Everything that a filter finds, the oldest first, page by page. */
async function all(viewer: Viewer, text: string, zone = 'UTC'): Promise<Action[]> {
  const rows: Action[] = [];
  let after: string | null = null;
  do {
    const page = await listActions(viewer, { filter: parseFilter(text), zone, order: 'asc', limit: 1_000, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return rows;
}

function linesOf(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString('utf8').split('\n').filter(Boolean);
}

function timeOf(event: Event): string {
  return (event.eventTime ?? event['@timestamp'] ?? '').replace('.000Z', 'Z');
}

function actorOf({ userIdentity }: Event): string | undefined {
  return userIdentity.arn || userIdentity.principalId || userIdentity.invokedBy || userIdentity.userName;
}

function isLeafOf(value: unknown, text: string): boolean {
  if (typeof value !== 'object' || value === null) return value === text;
  return Object.values(value).some((inner) => isLeafOf(inner, text));
}

const days = new Map<string, Intl.DateTimeFormat>();

function dayIn(timeZone: string, time: string): string {
  const format = days.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  days.set(timeZone, format);
  return format.format(new Date(time));
}

/** Values and how often they occur, the most frequent first. */
function ranking(values: readonly unknown[]): [value: string, count: number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return [...counts].sort(byCount);
}

function byCount([a, m]: readonly [string | null, number], [b, n]: readonly [string | null, number]): number {
  return n - m || ((a ?? '') < (b ?? '') ? -1 : 1);
}
