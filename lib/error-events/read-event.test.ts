import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventReadOptions, ReportedError, ReportedTransaction } from './kept-event';
import { readEnvelope, readEvents } from './read-envelope';

const receivedAt = '2026-11-25T10:00:00.000000Z';
const options: EventReadOptions = { receivedAt };

function read(event: unknown, given: Partial<EventReadOptions> = {}): ReportedError {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const [found] = readEvents([text], { ...options, ...given }).events;
  if (found?.event.kind !== 'error') throw new Error(`No error: ${text}`);
  return found.event;
}

const thrown = { exception: { values: [{ type: 'TypeError', value: 'x is undefined' }] } };

describe('an event', () => {
  test.each([
    [{ exception: { values: [{ type: 'A', value: 'a' }] } }, 'A', 'a'],
    [{ exception: [{ type: 'A', value: 'a' }] }, 'A', 'a'],
    [{ exception: { type: 'A', value: 'a' } }, 'A', 'a'],
    [{ 'sentry.interfaces.Exception': { values: [{ type: 'A', value: 'a' }] } }, 'A', 'a'],
    [{ exception: { values: [{ type: 'Cause', value: 'c' }, null, { type: 'Thrown', value: 't' }] } }, 'Thrown', 't'],
    [{ exception: { values: [{ type: 'A', value: { code: 7 } }] } }, 'A', '{"code":7}'],
    [{ exception: { values: [{ type: 'A', value: null }] }, logentry: { formatted: 'said so' } }, 'A', 'said so'],
    [{ exception: { values: [] }, message: 'alone' }, null, 'alone'],
    [{ exception: null, logentry: 'text' }, null, 'text'],
    [{ message: { message: 'object' } }, null, 'object'],
    [{ message: { formatted: 'both', message: 'template' } }, null, 'both'],
    [{ logentry: { message: 'a %s of %d', params: ['b', 3] } }, null, 'a b of 3'],
    [{ logentry: { message: 'a %(x)s and %(y)s', params: { x: 'b' } } }, null, 'a b and %(y)s'],
    [{ logentry: { message: 'a {x} {}', params: { x: ['b'] } } }, null, 'a ["b"] {}'],
    [{ 'sentry.interfaces.Message': { message: 'old' } }, null, 'old'],
    [{ level: 'info' }, null, ''],
  ])('says in each shape what happened: %j', (event, type, message) => {
    expect(read(event)).toMatchObject({ type, message });
  });

  test.each([
    [1_795_600_000.123_456, '2026-11-25T09:46:40.123456Z'],
    ['2026-11-25T09:46:40Z', '2026-11-25T09:46:40.000000Z'],
    ['2026-11-25T10:46:40.131907238+01:00', '2026-11-25T09:46:40.131907Z'],
    ['2026-11-25T09:46:40', '2026-11-25T09:46:40.000000Z'],
    ['2026-11-25T09:46:40.7069486+00:00', '2026-11-25T09:46:40.706948Z'],
  ])('tells its time as %j', (timestamp, time) => {
    expect(read({ ...thrown, timestamp })).toMatchObject({ time, flags: ['no-event-id'] });
  });

  test('has the time of its arrival where it tells none that can be', () => {
    expect(read(thrown)).toMatchObject({ time: receivedAt, flags: ['no-timestamp', 'no-event-id'] });
    expect(read({ ...thrown, timestamp: 'soon' })).toMatchObject({ time: receivedAt, flags: ['unreadable-timestamp', 'no-event-id'] });
    const future = read({ ...thrown, timestamp: '2027-01-01T00:00:00Z' });
    expect(future).toMatchObject({ time: receivedAt, tags: { told_time: '2027-01-01T00:00:00.000000Z' } });
    expect(future.flags).toContain('future');
    expect(read({ ...thrown, timestamp: '2020-01-01T00:00:00Z' }).flags).toContain('ancient');
    expect(read({ ...thrown, timestamp: '2020-01-01T00:00:00Z' }, { trustsOldTimes: true })).toMatchObject({
      time: '2020-01-01T00:00:00.000000Z',
    });
  });

  test.each([
    [{ tags: { request_id: 'req-1' } }, 'req-1'],
    [{ tags: [['requestId', 'req-1']] }, 'req-1'],
    [{ tags: [{ key: 'x-request-id', value: 'req-1' }] }, 'req-1'],
    [{ contexts: { app: { 'request.id': 'req-1' } } }, 'req-1'],
    [{ extra: { requestId: 'req-1' } }, 'req-1'],
    [{ request: { headers: { 'X-Request-Id': 'req-1' } } }, 'req-1'],
    [{ request: { headers: [['x-request-id', 'req-1']] } }, 'req-1'],
    [{ tags: { request_id: 'tag' }, request: { headers: { 'x-request-id': 'header' } } }, 'tag'],
    [{ tags: { request_id: 7 } }, '7'],
    [{ tags: { request_id: null, requestid: '' } }, null],
  ])('names its request: %j', (event, requestId) => {
    expect(read({ ...thrown, ...event })).toMatchObject({ requestId });
  });

  test('names what else it belongs to', () => {
    const event = read({
      ...thrown,
      event_id: 'A1B2C3D4-0000-4000-8000-000000000001',
      contexts: { trace: { trace_id: 'AB'.repeat(16), span_id: 'cd'.repeat(8) }, replay: { replay_id: 'ef'.repeat(16) } },
      user: { id: 12, email: 'a@example.com', ip_address: '203.0.113.9', username: 'ada' },
      tags: { org_id: 'org_1', feature: 'cart', surface: '/cart', session_id: 's_1', odd: true },
      release: 'web@1.4.0',
      environment: 'production',
      transaction: 'GET /cart',
      request: {
        url: 'https://shop.example.com/cart?token=CANARY',
        method: 'get',
        data: 'CANARY',
        cookies: { a: 'CANARY' },
        headers: { Cookie: 'CANARY' },
      },
      breadcrumbs: { values: [{ message: 'CANARY' }] },
      extra: { note: 'CANARY' },
      level: 'warning',
      sdk: { name: 'sentry.javascript.node', version: '11.12.0' },
    });
    expect(event).toMatchObject({
      eventId: 'a1b2c3d4000040008000000000000001',
      traceId: 'ab'.repeat(16),
      spanId: 'cd'.repeat(8),
      replayId: 'ef'.repeat(16),
      userId: '12',
      orgId: 'org_1',
      feature: 'cart',
      surface: '/cart',
      sessionId: 's_1',
      release: 'web@1.4.0',
      environment: 'production',
      transaction: 'GET /cart',
      requestMethod: 'GET',
      requestPath: '/cart',
      level: 'warn',
      sdk: 'sentry.javascript.node 11.12.0',
      tags: { odd: 'true', org_id: 'org_1' },
      flags: ['no-timestamp'],
    });
    expect(JSON.stringify(event)).not.toMatch(/CANARY|example\.com|203\.0|ada/);
  });

  test('shows where it was thrown first, in the app before all else', () => {
    const frames = [
      {
        function: 'main',
        module: 'app',
        filename: 'https://h/app.js?v=1',
        lineno: 3,
        in_app: true,
        vars: { secret: 'CANARY' },
        pre_context: ['CANARY'],
      },
      null,
      { function: '?', package: '/usr/lib/libc.so', lineno: 'x' },
    ];
    const { exceptions, culprit } = read({ exception: [{ type: 'A', stacktrace: { frames } }] });
    expect(exceptions[0]?.frames).toEqual([
      { function: null, module: null, filename: 'libc.so', line: null, column: null, in_app: false, context: null },
      { function: 'main', module: 'app', filename: 'https://h/app.js', line: 3, column: null, in_app: true, context: null },
    ]);
    expect(culprit).toBe('main in app');
    expect(JSON.stringify(exceptions)).not.toContain('CANARY');
  });

  test('without a stack of its own has that of the thread that crashed', () => {
    const thread = (name: string) => ({ stacktrace: { frames: [{ function: name }] } });
    const threads = {
      values: [
        { ...thread('idle'), current: true },
        { ...thread('bad'), crashed: true },
      ],
    };
    expect(read({ threads, message: 'crash' }).exceptions).toMatchObject([{ type: null, frames: [{ function: 'bad' }] }]);
    expect(read({ threads, ...thrown }).exceptions).toMatchObject([{ type: 'TypeError', frames: [{ function: 'bad' }] }]);
    expect(read({ ...thrown, stacktrace: { frames: [{ function: 'old' }] } }).exceptions).toMatchObject([
      { frames: [{ function: 'old' }] },
    ]);
  });

  test.each([
    ['the card 4111 1111 1111 1111', 'the card [number]'],
    ['mail bob@example.com bounced', 'mail [email] bounced'],
    ['from 203.0.113.42', 'from [address]'],
    ['Authorization: Bearer CANARY', 'Authorization: [redacted]'],
    ['a\u0000b', 'a␀b'],
  ])('keeps nothing of %j that nobody should see', (value, message) => {
    const event = read({ exception: { values: [{ type: 'A', value }] } });
    expect(event.message).not.toContain('CANARY');
    expect(event.message.startsWith(message.slice(0, 14))).toBe(true);
    expect(event.flags.some((flag) => flag === 'redacted' || flag === 'nul-replaced')).toBe(true);
  });

  test('counts what it left out, by rule', () => {
    const event = {
      ...thrown,
      user: { id: 'bob@example.com', email: 'bob@example.com' },
      tags: { password: 'CANARY', 'user.email': 'a@example.com', note: 'to bob@example.com' },
      request: { headers: { a: 'b' }, query_string: 'a=b', env: { A: 'b' }, data: { a: 1 }, cookies: [['a', 'b']] },
      breadcrumbs: [{ message: 'x' }],
    };
    const { events, scrubbed } = readEvents([JSON.stringify(event)], options);
    expect(scrubbed).toEqual({
      'user-details': 2,
      headers: 1,
      cookies: 1,
      body: 1,
      query: 1,
      environment: 1,
      breadcrumbs: 1,
      'named-secret': 1,
      email: 2,
    });
    expect(events[0]?.event).toMatchObject({ userId: null, tags: { password: '[redacted]', note: 'to [email]' } });
  });

  test('that is too large in some part is cut there and says so', () => {
    const frame = { function: 'f' };
    const long = read({
      exception: { values: [{ type: 't'.repeat(5_000), value: 'v'.repeat(50_000), stacktrace: { frames: Array(500).fill(frame) } }] },
      tags: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, 'v'.repeat(5_000)])),
      user: { id: 'u'.repeat(500) },
    });
    expect([long.type?.length, long.message.length, long.exceptions[0]?.frames.length, Object.keys(long.tags).length]).toEqual([
      1_024, 8_192, 100, 100,
    ]);
    expect(long.userId).toBeNull();
    expect(long.flags).toContain('truncated');
  });

  test.each([
    ['{', 'not-json'],
    ['[]', 'not-an-object'],
    ['null', 'not-an-object'],
    ['{}', 'empty'],
    [`{"a":"${'x'.repeat(2_000_001)}"}`, 'too-long'],
    [`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'too-deep'],
  ])('that is none is refused: %.40s', (text, reason) => {
    expect(readEvents([text], options)).toMatchObject({ events: [], rejected: [{ position: 0, reason }] });
  });

  test('law: nothing that is JSON makes it throw, and what comes out is short and storable', () => {
    const keys = fc.constantFrom(
      'exception',
      'values',
      'type',
      'value',
      'stacktrace',
      'frames',
      'tags',
      'user',
      'id',
      'request',
      'headers',
      'contexts',
      'trace',
      'message',
      'logentry',
      'params',
      'timestamp',
      'fingerprint',
      '__proto__',
      'event_id',
      'threads',
      'level',
      'extra',
      'mechanism',
    );
    const anything = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'medium' },
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.constantFrom(null, true, '\0', 'bob@example.com'),
        fc.dictionary(keys, tie('any')),
        fc.array(tie('any')),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(keys, anything), (event) => {
        const { events } = readEvents([JSON.stringify(event)], options);
        const json = JSON.stringify(events);
        return json.isWellFormed() && !json.includes('\\u0000') && !json.includes('bob@example.com');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a fingerprint', () => {
  const stack = (...names: string[]) => ({
    stacktrace: { frames: names.map((name) => ({ function: name, module: 'app.cart', in_app: true })) },
  });
  const grouped = (event: unknown) => read(event).fingerprint;

  test('is the same for the same place, whatever was said and whichever line it is', () => {
    const frame = { function: 'add', module: 'cart', in_app: true, lineno: 3 };
    const at = (lineno: number, value: string) => ({ exception: [{ type: 'E', value, stacktrace: { frames: [{ ...frame, lineno }] } }] });
    expect(grouped(at(3, 'a'))).toBe(grouped(at(9, 'b')));
    expect(grouped(at(3, 'a'))).not.toBe(grouped({ exception: [{ type: 'Other', ...stack('add') }] }));
  });

  test('looks at frames of the app alone where there are some', () => {
    const lib = { function: 'run', module: 'lib' };
    const own = { function: 'add', module: 'cart', in_app: true };
    const of = (frames: unknown[]) => grouped({ exception: [{ type: 'E', stacktrace: { frames } }] });
    expect(of([lib, own, lib])).toBe(of([own]));
    expect(of([lib])).not.toBe(of([{ ...lib, function: 'walk' }]));
  });

  test('does not depend on how deep a function called itself, nor on numbers and hashes in names', () => {
    expect(grouped({ exception: [{ type: 'E', ...stack('a', 'b', 'b', 'b') }] })).toBe(
      grouped({ exception: [{ type: 'E', ...stack('a', 'b') }] }),
    );
    const built = (filename: string) => grouped({ exception: [{ type: 'E', stacktrace: { frames: [{ filename, function: 'f' }] } }] });
    expect(built('/js/main.8f3ab2c1.js')).toBe(built('/js/main.0a1b2c3d.js'));
    expect(built('/js/main.8f3ab2c1.js')).not.toBe(built('/js/other.8f3ab2c1.js'));
  });

  test.each([
    ['user 17 not found', 'user 4711 not found', true],
    ['order 550e8400-e29b-41d4-a716-446655440000 is gone', 'order 123e4567-e89b-12d3-a456-426614174000 is gone', true],
    ['at 0x7fff5fbff8c0', 'at 0x1', true],
    ['took 1.5 s\nmore', 'took 2.75 s\nelse', true],
    ['user not found', 'order not found', false],
  ])('of a message: %j and %j', (one, other, isSame) => {
    expect(grouped({ message: one }) === grouped({ message: other })).toBe(isSame);
    const thrownAs = (value: string) => grouped({ exception: [{ type: 'E', value }] });
    expect(thrownAs(one) === thrownAs(other)).toBe(isSame);
  });

  test('of a message with parameters is that of its template', () => {
    const said = (params: string[]) => ({ logentry: { message: 'no route to %s', params } });
    expect(grouped(said(['bergen']))).toBe(grouped(said(['oslo'])));
  });

  test('is the one of the SDK where it gives one, and the rest where it says so', () => {
    expect(grouped({ ...thrown, fingerprint: ['mine', 7] })).toBe(grouped({ message: 'else', fingerprint: ['mine', 7] }));
    expect(grouped({ ...thrown, fingerprint: ['mine'] })).not.toBe(grouped({ ...thrown, fingerprint: ['yours'] }));
    for (const same of [[], null, 'x', ['{{ default }}'], ['{{default}}']])
      expect(grouped({ ...thrown, fingerprint: same })).toBe(grouped(thrown));
    expect(grouped({ ...thrown, fingerprint: ['{{ default }}', 'eu'] })).not.toBe(
      grouped({ ...thrown, fingerprint: ['{{ default }}', 'us'] }),
    );
  });

  test('is as documented, so that a new version groups as the old one did', () => {
    const hash = (parts: unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
    expect(grouped({ exception: [{ type: 'E', ...stack('add2') }] })).toBe(hash([1, 'stack', 'E', 'app.cart add#']));
    expect(grouped(thrown)).toBe(hash([1, 'thrown', 'TypeError', 'x is undefined']));
    expect(grouped({ message: 'job 7' })).toBe(hash([1, 'said', 'job #']));
    expect(grouped({ transaction: 'GET /a' })).toBe(hash([1, 'where', 'GET /a']));
  });
});

describe('an envelope', () => {
  const event = JSON.stringify({ ...thrown, event_id: 'a'.repeat(32), timestamp: 1_795_600_000 });
  const header = JSON.stringify({ event_id: 'a'.repeat(32), trace: { sample_rate: '0.25' } });
  const envelope = (...lines: (string | Buffer)[]) =>
    readEnvelope(Buffer.concat([header, ...lines].flatMap((line) => [Buffer.from(line), Buffer.from('\n')])), options);
  const head = (type: string, length?: number) => JSON.stringify({ type, ...(length === undefined ? {} : { length }) });

  test.each([
    ['with lengths', [head('event', Buffer.byteLength(event)), event]],
    ['without', [head('event'), event]],
    ['with a length that is wrong', [head('event', 9_999_999), event]],
    ['with empty lines between', ['', head('event'), event, '']],
  ])('is read %s', (_, lines) => {
    expect(envelope(...lines).events.map(({ event: one }) => one.eventId)).toEqual(['a'.repeat(32)]);
  });

  test('ends without a line end', () => {
    expect(readEnvelope(Buffer.from(`${header}\n${head('event')}\n${event}`), options).events).toHaveLength(1);
    expect(readEnvelope(Buffer.from(`${header}\n${head('event', Buffer.byteLength(event))}\n${event}`), options).events).toHaveLength(1);
  });

  test('drops what is no error, and counts it', () => {
    const bytes = Buffer.from([0xff, 0x0a, 0x00, 0x0a]);
    const { events, dropped, scrubbed } = envelope(
      head('attachment', 4),
      bytes,
      head('session'),
      '{}',
      head('sessions'),
      '{}',
      head('session'),
      '{}',
      head('made_up'),
      '{}',
      head('event'),
      event,
    );
    expect(events).toHaveLength(1);
    expect(dropped).toEqual({ attachment: 1, session: 2, sessions: 1, other: 1 });
    expect(scrubbed).toMatchObject({ attachment: 1 });
  });

  test('reads transactions with their duration and their rate, and the spans that stand for whole requests', () => {
    const transaction = {
      event_id: 'b'.repeat(32),
      transaction: 'GET /cart',
      start_timestamp: 1_795_600_000.25,
      timestamp: 1_795_600_001,
      contexts: { trace: { trace_id: 'c'.repeat(32), span_id: 'd'.repeat(16), op: 'http.server', status: 'ok' } },
      spans: [{ description: 'CANARY' }],
    };
    const span = {
      trace_id: 'e'.repeat(32),
      span_id: 'f'.repeat(16),
      name: 'POST /pay',
      start_timestamp: 1_795_600_000,
      end_timestamp: 1_795_600_000.5,
      status: 'ok',
    };
    const attributes = {
      'sentry.op': { type: 'string', value: 'http.server' },
      'user.id': { type: 'string', value: 'u_1' },
      request_id: { type: 'string', value: 'req-2' },
    };
    const streamed = {
      items: [
        { ...span, is_segment: true, attributes },
        { ...span, is_segment: false },
      ],
    };
    const { events, rejected } = envelope(
      head('transaction'),
      JSON.stringify(transaction),
      head('span'),
      JSON.stringify(streamed),
      head('span'),
      '{}',
    );
    expect(rejected).toEqual([]);
    expect(events.map(({ event: one }) => one as ReportedTransaction)).toMatchObject([
      { kind: 'transaction', name: 'GET /cart', durationMs: 750, op: 'http.server', sampleRate: 0.25, traceId: 'c'.repeat(32) },
      {
        kind: 'transaction',
        name: 'POST /pay',
        durationMs: 500,
        op: 'http.server',
        requestId: 'req-2',
        userId: 'u_1',
        traceId: 'e'.repeat(32),
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('CANARY');
  });

  test('an item costs no other, and a header that cannot be read costs the rest', () => {
    expect(envelope(head('event'), '{', head('event'), event)).toMatchObject({
      events: [{ position: 1 }],
      rejected: [{ position: 0, reason: 'not-json' }],
    });
    expect(envelope(head('event'), event, 'rubbish', head('event'), event)).toMatchObject({
      events: [{ position: 0 }],
      rejected: [{ position: 1 }],
    });
    expect(readEnvelope(Buffer.from('rubbish\n'), options)).toMatchObject({ events: [], rejected: [{ reason: 'not-json' }] });
    expect(readEnvelope(Buffer.alloc(0), options)).toMatchObject({ events: [], rejected: [{ reason: 'not-json' }] });
  });

  test('of too many items is read to no end', () => {
    const items = Array.from({ length: 500 }, () => [head('event'), event]).flat();
    const { events, rejected } = envelope(...items);
    expect([events.length, rejected]).toEqual([200, [{ position: 200, reason: 'too-many' }]]);
  });

  test('the same event is the same by whatever way it came', () => {
    const pretty = readEvents([JSON.stringify(JSON.parse(event), null, 2)], options).events[0]?.event;
    expect(envelope(head('event'), event).events[0]?.event.digest).toBe(pretty?.digest);
  });

  test('law: no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isHeaded) => {
        readEnvelope(
          isHeaded ? Buffer.concat([Buffer.from(`${header}\n${head('event')}\n`), Buffer.from(bytes)]) : Buffer.from(bytes),
          options,
        );
      }),
      { numRuns: 500 },
    );
  });
});

test('an id of sixteen digits is an id, whatever else it could be', () => {
  expect(read({ ...thrown, user: { id: '4012888888881881' }, tags: { request_id: 'req-4012888888881881' } })).toMatchObject({
    userId: '4012888888881881',
    requestId: 'req-4012888888881881',
  });
});
