import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sentry, sentry } from '@/lib/sentry';
import { instantFrom } from '@/lib/time';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';
import { describeWithShared } from '@/tests/support/shared';
import { eventFrom, issueFrom, replayFrom, spansFrom } from './from-sentry';

/** Answers that Sentry's own tools keep for their tests: nothing that our screens show is lost on the way. */

type Json = Readonly<Record<string, unknown>>;

let server: FaultyServer;
let remote: Sentry;
let body = '';
beforeAll(async () => {
  server = await faultyServer((_, response) => response.setHeader('content-type', 'application/json').end(body));
  remote = sentry({
    base: new URL(server.address),
    organisation: 'acme',
    token: 'x',
    projects: [],
    environments: [],
    orgTag: null,
    sampled: null,
  });
});
afterAll(() => server.close());

const signal = () => AbortSignal.timeout(2_000);
const reading = {
  orgTag: null,
  redactsEmails: false,
  permalink: (told: string | null) => told,
  today: '2026-11-25',
};
const open = { query: '', window: '90d', projects: [], size: 10, cursor: null };

describeWithShared('what Sentry answers', 'contracts/sentry/fixtures-sentry-mcp', (folder) => {
  const read = (name: string): unknown => {
    const text = readFileSync(`${folder}/${name}.json`, 'utf8');
    body = text;
    return JSON.parse(text);
  };
  const files = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
  const issues = files.filter((file) => /issue$|^issue-null-culprit$/.test(file));
  const events = files.filter((file) => /event$/.test(file));

  test('is all looked at', () => {
    const looked = new Set([...issues, ...events, ...others.map(([file]) => file), ...notShown]);
    expect(files.filter((file) => !looked.has(file))).toEqual([]);
    expect([issues.length, events.length]).toEqual([6, 7]);
  });

  test.each(issues)('%s', async (file) => {
    const given = read(file) as Json & { project: Json; metadata: Json };
    const shape = await remote.issue('1', signal());
    const issue = shape && issueFrom(shape, null, { ...reading, isPart: false });
    expect(issue).toMatchObject({
      id: given.id,
      short_id: given.shortId,
      title: given.title,
      culprit: given.culprit,
      type: given.metadata.type ?? null,
      status: given.status,
      substatus: given.substatus ?? null,
      project: given.project.slug,
      platform: given.platform,
      first_seen: instantFrom(String(given.firstSeen)),
      last_seen: instantFrom(String(given.lastSeen)),
      events: { value: Number(given.count), capped: false },
      users: given.userCount === 0 ? null : { value: given.userCount, capped: false },
      permalink: given.permalink,
      level: given.level === 'warning' ? 'warn' : given.level,
    });
    body = JSON.stringify([given]);
    const { rows } = await remote.issues({ ...open, sort: 'date', signal: signal() });
    expect(rows).toEqual([shape]);
    body = JSON.stringify({ organizationSlug: 'acme', projectSlug: 'x', groupId: given.id, shortId: given.shortId, group: given });
    expect(await remote.issueIdOf(String(given.shortId), signal())).toBe(given.id);
  });

  test.each(events)('%s', async (file) => {
    const given = read(file) as Json & {
      tags: readonly { key: string; value: string }[];
      contexts: Readonly<Record<string, Json>>;
      entries: readonly { type: string; data: Json }[];
      user: Json | null;
      release: Json | null;
      metadata: Json;
    };
    const shape = await remote.issueEvent('1', 'latest', signal());
    const event = shape && eventFrom(shape, { ...reading, project: 'web' });
    const tag = (key: string) => given.tags.find((one) => one.key === key)?.value ?? null;
    expect(event).toMatchObject({
      event_id: given.eventID,
      issue_id: given.groupID,
      time: instantFrom(String(given.dateCreated ?? given.dateReceived)),
      platform: given.platform,
      user_id: given.user?.id ?? null,
      environment: tag('environment'),
      release: given.release?.version ?? tag('release'),
      transaction: tag('transaction'),
      trace_id: given.contexts?.trace?.trace_id ?? null,
      span_id: given.contexts?.trace?.span_id ?? null,
    });
    expect(event?.message).not.toBe('');
    const personal = /^user(\.|$)/;
    expect(event?.tags.map(({ key }) => key)).toEqual(given.tags.map(({ key }) => key).filter((key) => !personal.test(key)));
    const told = JSON.stringify(event);
    for (const private_ of [given.user?.email, given.user?.ip_address, given.user?.username]) {
      if (typeof private_ === 'string') expect(told).not.toContain(private_);
    }
    const exception = given.entries.find(({ type }) => type === 'exception')?.data as { values: readonly Exception[] } | undefined;
    expect(event?.exceptions.map(({ type, value }) => [type, value])).toEqual(
      (exception?.values ?? []).map(({ type, value }) => [type, value]).reverse(),
    );
    expect(
      event?.exceptions.map(({ frames }) => frames.map((frame) => [frame.function, frame.filename, frame.line, frame.in_app])),
    ).toEqual(
      (exception?.values ?? [])
        .map(({ stacktrace }) =>
          (stacktrace?.frames ?? []).map((frame) => [frame.function, frame.filename, frame.lineNo, frame.inApp]).reverse(),
        )
        .reverse(),
    );
    const request = given.entries.find(({ type }) => type === 'request')?.data;
    const path = typeof request?.url === 'string' ? new URL(request.url).pathname : null;
    expect(event?.request).toEqual(request ? { method: request.method ?? null, path } : null);
    body = JSON.stringify({ organizationSlug: 'acme', projectSlug: 'web', groupId: given.groupID, eventId: given.eventID, event: given });
    expect(await remote.event('0'.repeat(32), signal())).toMatchObject({ event: { eventID: given.eventID }, project: 'web' });
    body = JSON.stringify([given]);
    expect(await remote.issueEvents('1', '', signal())).toEqual([shape]);
  });

  interface Exception {
    readonly type: string;
    readonly value: string;
    readonly stacktrace?: { readonly frames: readonly Json[] };
  }

  const rowsOf = () => remote.rows({ ...open, fields: ['id'], sort: '-id', signal: signal() });
  const others: readonly (readonly [string, (given: never) => Promise<unknown>])[] = [
    ['events-errors', async ({ data }: { data: unknown }) => expect((await rowsOf()).rows).toEqual(data)],
    ['events-errors-empty', async () => expect((await rowsOf()).rows).toEqual([])],
    ['events-spans', async ({ data }: { data: unknown }) => expect((await rowsOf()).rows).toEqual(data)],
    ['events-spans-empty', async () => expect((await rowsOf()).rows).toEqual([])],
    ['tags', async (given: readonly { key: string }[]) => expect(await remote.tagKeys(signal())).toEqual(given.map(({ key }) => key))],
    [
      'issue-tag-values',
      async (given: { key: string; topValues: readonly { value: string; count: number }[] }) => {
        body = JSON.stringify([given]);
        const [tag] = await remote.tags('1', signal());
        expect([tag?.key, tag?.topValues.map(({ value, count }) => [value, count])]).toEqual([
          given.key,
          given.topValues.map(({ value, count }) => [value, count]),
        ]);
      },
    ],
    [
      'project',
      async (given: { id: string; slug: string; firstTransactionEvent: boolean }) => {
        body = JSON.stringify([given]);
        expect(await remote.projectList(signal())).toEqual([{ id: given.id, slug: given.slug, traces: given.firstTransactionEvent }]);
      },
    ],
    [
      'replay-details',
      async (given: { id: string; started_at: string; duration: number; count_errors: number; user: { id: string } }) => {
        body = JSON.stringify({ data: given });
        const replay = await remote.replay('0'.repeat(32), signal());
        const shown = replay && replayFrom(replay);
        expect(shown).toEqual({
          id: given.id.replaceAll('-', ''),
          started_at: instantFrom(given.started_at),
          duration_ms: given.duration * 1_000,
          user_id: given.user.id,
          errors: given.count_errors,
        });
        body = JSON.stringify({ data: [given] });
        expect((await remote.replays({ ...open, size: 1, signal: signal() })).rows).toEqual([replay]);
      },
    ],
    [
      'release',
      async (given: { version: string; firstEvent: string | null }) => {
        body = JSON.stringify([given]);
        expect(await remote.releases(signal())).toMatchObject([{ version: given.version, firstEvent: given.firstEvent }]);
      },
    ],
    ['organization', async () => expect(remote.check(signal())).resolves.toBeUndefined()],
    ['trace-meta', async ({ span_count: spans }: { span_count: number }) => expect(await remote.traceSize('a', signal())).toBe(spans)],
    [
      'trace-meta-with-nulls',
      async ({ span_count: spans }: { span_count: number }) => expect(await remote.traceSize('a', signal())).toBe(spans),
    ],
    [
      'trace-mixed',
      async (given: readonly Json[]) => {
        const spans = spansFrom(await remote.trace('a', signal()), { ...reading, traceId: 'a'.repeat(32) });
        const flat = (all: readonly Json[]): readonly Json[] => all.flatMap((one) => [one, ...flat((one.children ?? []) as Json[])]);
        const meant = flat(given).filter((one) => typeof one.start_timestamp === 'number');
        expect(spans.map(({ id, op, description, duration_ms: ms, project }) => [id, op, description, ms, project])).toEqual(
          meant.map((one) => [one.span_id, one.op, one.description, one.duration, one.project_slug]),
        );
        expect(spans.length).toBeGreaterThan(3);
      },
    ],
  ];
  /** Of which no screen of ours shows anything. */
  const notShown = ['issue-activity', 'replay-recording-segments', 'trace-items-attributes', 'user'];

  describe('beside issues and events', () => {
    test.each(others.map(([file, look]) => ({ file, look })))('$file', async ({ file, look }) => {
      await look(read(file) as never);
    });
  });
});
