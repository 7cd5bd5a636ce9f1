import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { importErrors } from '@/lib/import';
import { type ErrorEventDetail, getErrorEvent, listErrorEvents, listIssues } from '@/lib/issues';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';

const viewer = systemViewer('command-line');
const now = '2026-11-25T10:00:00.000000Z';
const folder = mkdtempSync(join(tmpdir(), 'tracebook-errors-'));
const rejects = join(folder, 'rejects.ndjson');
const given = (files: readonly string[], project = 'shared') => ({ files, project, rejects, now });
const asked = (text: string) => ({ filter: parseFilter(text, issueGrammar), zone: 'UTC' });

/** What the tests look at in a file. */
interface RawEvent {
  readonly event_id: string;
  readonly timestamp?: number | string;
  readonly exception?: readonly RawException[] | { readonly values?: readonly RawException[] };
  readonly logentry?: RawMessage;
  readonly message?: RawMessage;
  readonly contexts?: { readonly trace?: { readonly trace_id?: string } };
  readonly tags?: Readonly<Record<string, string>> | readonly unknown[];
  readonly release?: string | null;
  readonly environment?: string;
  readonly platform?: string;
}

interface RawException {
  readonly type?: string | null;
  readonly value?: string | null;
  readonly stacktrace?: { readonly frames?: readonly unknown[] } | null;
}

type RawMessage = string | { readonly formatted?: string; readonly message?: string; readonly params?: object };

let url: string;
beforeAll(async () => {
  url = await freshDatabase();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('errors from files', () => {
  const error = (value: string) => ({ exception: { values: [{ type: 'Error', value }] }, timestamp: '2026-11-20T10:00:00Z' });

  test('come one a file, one a line, in an array, packed or not, and in folders', async () => {
    const inside = join(folder, 'some');
    mkdirSync(join(inside, 'deep'), { recursive: true });
    writeFileSync(join(inside, 'one.json'), JSON.stringify(error('one'), null, 2));
    writeFileSync(join(inside, 'deep', 'two.json'), `\ufeff${JSON.stringify(error('two'))}`);
    writeFileSync(join(inside, 'deep', 'three.jsonl'), `${JSON.stringify(error('three'))}\n\n{"broken\n${JSON.stringify(error('four'))}\n`);
    writeFileSync(join(inside, 'five.json.gz'), gzipSync(JSON.stringify([error('five'), 7, error('six')])));
    writeFileSync(join(inside, 'notes.txt'), 'not looked at');
    const summary = await importErrors(viewer, { ...given([inside], 'forms'), org: 'org_1' });
    expect(summary).toMatchObject({ state: 'finished', lines: 9, created: 6, repeated: 0, rejected: 2, blank: 1 });
    const found = await listErrorEvents(viewerIn(['org_1'], { may: ['issues:read'] }), asked('project:forms'));
    expect(found.rows.map(({ message }) => message).sort()).toEqual(['five', 'four', 'one', 'six', 'three', 'two']);
    expect(found.rows[0]).toMatchObject({ flags: ['no-event-id'], trust: 'server', org_id: 'org_1' });
    expect(
      readFileSync(rejects, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).reason),
    ).toEqual(['not-json', 'not-an-object']);
    expect(await importErrors(viewer, given([inside], 'forms'))).toMatchObject({ created: 0, repeated: 6, rejected: 2 });
  });

  test('are refused to whoever may not, and for projects of our own', async () => {
    await expect(importErrors(viewerIn(['*'], { may: ['issues:read'] }), given([folder]))).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(importErrors(viewerIn(['*'], { may: ['issues:write'] }), given([join(folder, 'some')], 'sample/x'))).rejects.toMatchObject(
      { code: 'malformed' },
    );
    await expect(importErrors(viewer, given([join(folder, 'nowhere.json')]))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describeWithShared('the 172 files of SDKs', 'data/sentry-events', (path) => {
  const names = readdirSync(path).filter((name) => name.endsWith('.json'));
  const kept = new Map<string, ErrorEventDetail>();

  beforeAll(async () => {
    expect(await importErrors(viewer, given([path]))).toMatchObject({ lines: 172, created: 172, repeated: 0, rejected: 0 });
    const { rows } = await listErrorEvents(viewer, { ...asked('project:shared'), limit: 1_000 });
    const all = await Promise.all(rows.map(({ id }) => getErrorEvent(viewer, id)));
    // Twins of one id have another stack or another message; those that differ in neither are the same on our screens.
    for (const name of names) {
      const raw = rawOf(name);
      const twins = all.filter((event) => event?.event_id === raw.event_id.replaceAll('-', '').toLowerCase());
      const one = twins.find((event) => isThatOf(event, raw)) ?? twins[0];
      if (one) kept.set(name, one);
    }
  });

  function isThatOf(event: ErrorEventDetail | null, raw: RawEvent): boolean {
    const frames = exceptionsOf(raw).at(-1)?.stacktrace?.frames?.length ?? 0;
    const { type, message } = wanted(raw);
    const hasItsStack = (event?.exceptions[0]?.frames.length ?? 0) === Math.min(frames, 100);
    return hasItsStack && event?.type === type && (event.message === message || event.flags.includes('redacted'));
  }

  const rawOf = (name: string): RawEvent => JSON.parse(readFileSync(join(path, name), 'utf8'));
  const exceptionsOf = ({ exception = [] }: RawEvent): readonly RawException[] =>
    typeof exception === 'object' && 'length' in exception ? exception : ((exception as { values?: readonly RawException[] }).values ?? []);

  /** What the main exception says, else the message, read off the JSON by other code than the reader's. */
  function wanted(raw: RawEvent): { type: string | null; message: string } {
    const main = exceptionsOf(raw).at(-1);
    const entry = raw.logentry ?? raw.message;
    const template = typeof entry === 'object' ? entry.message : entry;
    const params = Object.entries((typeof entry === 'object' && entry.params) || {});
    const filled = params.reduce((text, [name, value]) => text?.replace(`%(${name})s`, String(value)), template);
    const said = (typeof entry === 'object' ? entry.formatted : undefined) ?? filled;
    return { type: main?.type ?? null, message: (main?.value || said || '').replaceAll('\0', '␀') };
  }

  test('none is lost, and a second import adds none', async () => {
    expect(names).toHaveLength(172);
    expect(await importErrors(viewer, given([path]))).toMatchObject({ lines: 172, created: 0, repeated: 172, rejected: 0 });
    const { count } = await listIssues(viewer, asked('project:shared'));
    expect(count?.value).toBeGreaterThan(100);
    const sql = postgres(url, { max: 1 });
    const [total] = await sql`select count(*)::int as events, count(distinct event_id)::int as ids,
      (count(*) filter (where 'repeated-id' = any(flags)))::int as repeated from error_events where project = 'shared'`;
    await sql.end();
    expect(total).toEqual({ events: 172, ids: 162, repeated: 10 });
  });

  test('each has its type, its message, its time or the flag that it told none, its tags and its trace', () => {
    for (const name of names) {
      const raw = rawOf(name);
      const event = kept.get(name);
      const told = { name, ...wanted(raw) };
      const isRedacted = event?.flags.includes('redacted');
      if (!isRedacted) expect({ name, type: event?.type, message: event?.message }).toEqual(told);
      else expect({ name, type: event?.type }).toEqual({ name, type: told.type });
      expect([name, event?.flags.includes('no-timestamp')]).toEqual([name, raw.timestamp === undefined]);
      if (raw.timestamp !== undefined) {
        const ms =
          typeof raw.timestamp === 'number'
            ? raw.timestamp * 1_000
            : Date.parse(/Z|[+-]\d\d:\d\d$/.test(raw.timestamp) ? raw.timestamp : `${raw.timestamp}Z`);
        expect([name, Math.abs(Date.parse(event?.time ?? '') - ms)]).toEqual([name, expect.closeTo(0, -1)]);
      }
      expect([name, event?.trace_id ?? undefined]).toEqual([name, raw.contexts?.trace?.trace_id]);
      const tags = Object.fromEntries((event?.tags ?? []).map(({ key, value }) => [key, value]));
      expect([name, tags]).toEqual([name, Array.isArray(raw.tags) ? {} : (raw.tags ?? {})]);
      expect([name, event?.release ?? null, event?.environment ?? null, event?.platform ?? null]).toEqual([
        name,
        raw.release ?? null,
        raw.environment ?? null,
        raw.platform ?? null,
      ]);
    }
  });

  /** Read off the files by hand. */
  test.each([
    ['bugsink__111', null, '[API] Fout tijdens verbinden: "api op geen enkele uri bereikbaar"', '2025-06-03T02:00:23.706948Z', {}],
    [
      'bugsink__crystal_platform',
      'CrystalPlatform',
      'not actually crystal, simply setting platform like so to trigger pygments_extensions',
      '2024-03-19T11:50:26.499710Z',
      { trace_id: '99fcee211b7c46dc89860abe9b06dc7f', span_id: 'a0430fde8983084f' },
    ],
    [
      'bugsink__issue-16-go',
      '*errors.errorString',
      'error connecting to job database',
      '2024-12-12T16:19:37.131907Z',
      { trace_id: 'c644b9723a894308e2de77d11e5f9c9c', tags: [{ key: 'file_number', value: '123' }], sdk: 'sentry.go 0.30.0' },
    ],
    [
      'bugsink__none-in-context',
      'ZeroDivisionError',
      'division by zero',
      '2024-08-28T17:43:46.141670Z',
      { is_handled: false, release: '6bb853cd223fb91a22b418d69138b75486038ea0' },
    ],
    [
      'bugsink__top-level-message',
      'TiktokBusinessException',
      'Failed to communicate with Tiktok API: request timed out',
      '2025-02-13T14:34:25.718000Z',
      { platform: 'java', user_id: null },
    ],
    [
      'bugsink__top-level-logentry-as-str',
      'myMessageIsWronglyAString',
      'event.message should not have been a string - look elsewhere in this event data',
      '2025-03-06T10:19:51.132514Z',
      { release: 'v1.0.0' },
    ],
    [
      'bugsink__top-level-message-as-str',
      'myMessageIsWronglyAString',
      'event.message should not have been a string - look elsewhere in this event data',
      '2025-03-06T10:19:51.132514Z',
      { environment: 'production' },
    ],
    [
      'bugsink__uglifyjs-minified-sourcemaps-in-bundle',
      'Error',
      'Sentry Test Error',
      '2025-04-10T11:55:09.372000Z',
      { trace_id: '4bc9b27283804a4fa7c00d0e7bb0dd9d', request: { method: null, path: '/mnt/datacrypt/dev/mksourcemaps/index.html' } },
    ],
    [
      'bugsink__visualshots-rich',
      'VisualshotsCheckoutError',
      'Could not complete payment authorization',
      '2026-06-20T09:15:00.000000Z',
      {
        request_id: 'req-visualshots-123',
        user_id: 'user-visualshots',
        org_id: 'visualshots',
        environment: 'review',
        transaction: '/checkout/<cart_id>/confirm',
        request: { method: 'POST', path: '/checkout/cart_12345/confirm' },
      },
    ],
    [
      'bugsink__exception_no_frames',
      'CapturedStacktraceFo',
      '4 kinds of frames',
      '2024-03-19T11:50:26.499710Z',
      { exceptions: [{ frames: [] }] },
    ],
    ['relay__android', 'Exception', 'Some exception.', null, { exceptions: [{}, {}, {}] }],
    [
      'relay__cordova',
      'Error',
      'Error triggered in main processes',
      null,
      { level: 'fatal', tags: [{ key: 'event_type', value: 'javascript' }] },
    ],
    [
      'relay__electron_main',
      'Error',
      'Error triggered in main processes',
      null,
      { release: 'sentry-electron-test@2.0.2', transaction: 'main at EventEmitter.ipcMain.on' },
    ],
    ['relay__legacy_js_exception', 'Error', 'captureException', null, { is_handled: true, environment: 'development' }],
    [
      'relay__legacy_js_onerror',
      'Error',
      'regular exception',
      null,
      { is_handled: false, tags: [{ key: 'git_commit', value: 'c0deb10c4' }] },
    ],
    [
      'relay__legacy_swift',
      'EXC_BAD_ACCESS',
      'Attempted to dereference garbage pointer 0x1.',
      '2017-05-17T16:35:16.000000Z',
      { level: 'fatal' },
    ],
    ['sentry__javascript-message', null, 'event', '2024-09-17T07:34:05.124346Z', { exceptions: [] }],
    [
      'sentry__java-chained',
      'LifecycleException',
      'Failed to start component [Connector[HTTP/1.1-8080]]',
      '2024-09-17T07:34:05.122669Z',
      { exceptions: [{ type: 'LifecycleException' }, {}, {}] },
    ],
    ['sentry__java-minimal', 'ArithmeticException', '/ by zero', '2024-09-17T07:34:05.104897Z', {}],
    ['sentry__block-invoke', null, '', '2024-09-17T07:34:05.126932Z', { platform: 'cocoa' }],
    ['sentry__laravel-anonymous', 'Exception', 'LARAVEL TEST', '2024-09-17T07:34:05.161127Z', { flags: ['nul-replaced'] }],
    ['sentry__custom-fingerprint', 'SoftTimeLimitExceeded', 'SoftTimeLimitExceeded()', '2024-09-17T07:34:05.158234Z', {}],
    ['sentry__minified-javascript', 'NS_ERROR_NOT_INITIALIZED', '', '2024-09-17T07:34:05.118072Z', {}],
    ['sentry__unity', 'NullReferenceException', 'Object reference not set to an instance of an object', '2024-09-17T07:34:05.122176Z', {}],
    ['sentry__mobile1-xnf', 'StackOverflowError', 'stack size 8MB', '2024-09-17T07:34:05.140963Z', { flags: ['truncated'] }],
    [
      'sentry__android_anr2',
      'ApplicationNotResponding',
      'Application Not Responding for at least 5000 ms.',
      '2024-09-17T07:34:05.150885Z',
      {},
    ],
    ['sentry__nsisengine', 'EXC_BAD_ACCESS', '', '2024-09-17T07:34:05.116710Z', {}],
  ])('%s', (name, type, message, time, more) => {
    expect(kept.get(`${name}.json`)).toMatchObject({
      type,
      message,
      ...(time === null ? { flags: expect.arrayContaining(['no-timestamp']), time: now } : { time }),
      ...more,
    });
  });

  test('events that an SDK was told to group stand together, and those of one mistake too', async () => {
    expect(kept.get('bugsink__111.json')?.issue_id).toBe(kept.get('bugsink__130.json')?.issue_id);
    // Of one id, one mistake and one place, but for what the SDK was told.
    const { rows } = await listErrorEvents(viewer, asked('event:f8e9e434cc2043f09797d56c6ceeafab'));
    expect(new Set(rows.map(({ issue_id: issue }) => issue)).size).toBe(2);
  });

  test('nothing is kept of who somebody is but their id, nor of what they sent', async () => {
    const sql = postgres(url, { max: 1 });
    const [whole] = await sql`select string_agg(a::text, ' ') as text from error_events a where project = 'shared'`;
    await sql.end();
    for (const personal of [
      'customer@example.invalid',
      'visualshots-customer',
      '203.0.113.42',
      'step=payment',
      'cus_visualshots',
      'User-Agent',
    ]) {
      expect([personal, whole?.text.includes(personal)]).toEqual([personal, false]);
    }
  });
});

describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (path) => {
  test('inside errors are kept to the letter or refused, and cost no other', async () => {
    const inputs = ['ingest.line', 'row.text', 'row.metadata'].flatMap((surface) => hostileInputs(path, surface));
    expect(inputs.length).toBeGreaterThan(60);
    const file = join(folder, 'hostile.ndjson');
    const lines = inputs.flatMap(({ json }) => [
      `{"exception":{"values":[{"type":"Hostile","value":${json}}]},"tags":{"x":${json}},"user":{"id":${json}},"release":${json}}`,
      json,
    ]);
    writeFileSync(file, lines.map((line) => line.replaceAll('\n', ' ')).join('\n'));
    const summary = await importErrors(viewer, given([file], 'hostile'));
    expect(summary.created + summary.repeated + summary.rejected + summary.blank).toBe(summary.lines);
    expect(summary.created).toBeGreaterThan(0);
    const { rows } = await listErrorEvents(viewer, { ...asked('project:hostile'), limit: 1_000 });
    expect(rows).toHaveLength(summary.created);
    for (const { id } of rows) expect((await getErrorEvent(viewer, id))?.id).toBe(id);
    expect((await listIssues(viewer, asked('project:hostile'))).rows.length).toBeGreaterThan(0);
  });
});
