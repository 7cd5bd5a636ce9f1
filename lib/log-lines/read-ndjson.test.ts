import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { LogLine } from './log-line';
import { readNdjson } from './read-ndjson';

const receivedAt = '2026-11-23T09:00:00.000000Z';
const read = (record: unknown) => {
  const { lines, rejected } = readNdjson(typeof record === 'string' ? record : JSON.stringify(record), { receivedAt });
  const [first] = lines;
  if (!first) throw new Error(JSON.stringify(rejected));
  return first.line;
};
const told = (line: LogLine) => ({ ...line, attributes: JSON.parse(line.attributes) as object });

describe('times', () => {
  test.each([
    [1795340661567, '2026-11-22T09:44:21.567000Z'],
    [1795340661.9915495, '2026-11-22T09:44:21.991550Z'],
    ['1795340661567', '2026-11-22T09:44:21.567000Z'],
    ['1795340661567123456', '2026-11-22T09:44:21.567123Z'],
    [1795340661, '2026-11-22T09:44:21.000000Z'],
    ['2026-11-22T09:44:21.990912Z', '2026-11-22T09:44:21.990912Z'],
    ['2026-11-22T09:44:21.990912999+02:00', '2026-11-22T07:44:21.990912Z'],
    ['2026-11-22 09:44:21,5', '2026-11-22T09:44:21.500000Z'],
  ])('%s is %s', (time, instant) => {
    expect(read({ time })).toMatchObject({ time: instant, flags: [] });
  });

  it('without an offset are of the zone of their source', () => {
    const { lines } = readNdjson('{"timestamp":"2026-07-01 12:00:00"}', { receivedAt, zone: 'Europe/Berlin' });
    expect(lines[0]?.line.time).toBe('2026-07-01T10:00:00.000000Z');
  });

  test.each([
    [{ msg: 'x' }, 'no-timestamp'],
    [{ time: 'soon' }, 'unreadable-timestamp'],
    [{ time: 'infinity' }, 'unreadable-timestamp'],
    [{ time: '0044-03-15 00:00:00+00 BC' }, 'unreadable-timestamp'],
    [{ time: '294276-12-31 23:59:59+00' }, 'unreadable-timestamp'],
    [{ time: { $date: 1 } }, 'unreadable-timestamp'],
    [{ time: 0 }, 'unreadable-timestamp'],
    [{ time: '2026-11-23T09:20:00Z' }, 'future'],
    [{ time: '2199-01-01T00:00:00Z' }, 'future'],
    [{ time: '2001-01-01T00:00:00Z' }, 'ancient'],
  ])('%j is flagged and the arrival stands in its place', (record, flag) => {
    expect(read(record)).toMatchObject({ time: receivedAt, flags: [flag] });
  });

  it('that cannot be are told among the attributes', () => {
    expect(told(read({ time: '2199-01-01T00:00:00Z', a: 1 })).attributes).toEqual({ a: 1, told_time: '2199-01-01T00:00:00.000000Z' });
  });

  it('of long ago are trusted in files', () => {
    const { lines } = readNdjson('{"time":"2018-06-26T01:21:00.771Z"}', { receivedAt, trustsOldTimes: true });
    expect(lines[0]?.line).toMatchObject({ time: '2018-06-26T01:21:00.771000Z', flags: [] });
  });
});

describe('what has a field of its own', () => {
  const time = '2026-11-22T09:44:21Z';

  it('is found under the names that loggers give it', () => {
    const line = read({
      time,
      level: 'WARNING',
      app: 'shop',
      msg: 'paid',
      req: {
        id: 7,
        method: 'post',
        url: '/pay?token=abc',
        headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      },
      res: { statusCode: 201 },
      responseTime: 12.5,
      usr: { id: 'u_1' },
      tenantId: 'o_1',
    });
    expect(line).toMatchObject({
      level: 'warn',
      service: 'shop',
      message: 'paid',
      requestId: '7',
      method: 'POST',
      route: '/pay',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      status: 201,
      durationMs: 12.5,
      userId: 'u_1',
      orgId: 'o_1',
    });
  });

  test.each([
    [{ request_id: { $gt: '' } }, { requestId: null }],
    [{ request_id: '', req_id: 'r' }, { requestId: 'r' }],
    [{ payload: { request_id: 'r1', message: 'not mine' } }, { requestId: 'r1', message: '' }],
    [
      { 'http.request.id': 'r2', http: { request: { method: 'GET' } } },
      { requestId: 'r2', method: 'GET' },
    ],
    [{ trace_id: 'ABCDEF0123456789ABCDEF0123456789' }, { traceId: 'abcdef0123456789abcdef0123456789' }],
    [{ trace_id: '0'.repeat(32) }, { traceId: null }],
    [{ dd: { trace_id: 1234567890123456 } }, { traceId: '1234567890123456' }],
    [{ status: -1 }, { status: null }],
    [{ status: 'ok' }, { status: null }],
    [{ status: '404' }, { status: 404 }],
    [{ duration: '1.5s' }, { durationMs: 1500 }],
    [{ duration: 3 }, { durationMs: null }],
    [{ service: { name: 'x' } }, { service: 'x' }],
    [{ level: 35 }, { level: 'info' }],
    [{ level: 70 }, { level: 'fatal' }],
    [{ level: 'CRITICAL' }, { level: 'fatal' }],
    [{ level: 'loud' }, { level: null }],
    [{ event: 'started', msg: 'said' }, { message: 'said' }],
    [{ msg: { a: 1 } }, { message: '{"a":1}' }],
    [{ err: { message: 'boom' } }, { message: 'boom' }],
  ])('%j', (record, expected) => {
    expect(read({ time, ...record })).toMatchObject(expected);
  });

  it('is not repeated, and all else stays', () => {
    expect(told(read({ time, msg: 'm', status: 'odd', pid: 4, request_id: 'r', nested: { request_id: 'other' } })).attributes).toEqual({
      status: 'odd',
      pid: 4,
      nested: { request_id: 'other' },
    });
  });

  it('keeps digits that JavaScript would lose', () => {
    const line = read('{"time":"2026-11-22T09:44:21Z","big":9007199254740993,"huge":1e400}');
    expect(line.attributes).toContain('9007199254740993');
    expect(line.attributes).toContain('1e400');
  });

  it('keeps a long request id whole, and cuts others', () => {
    const long = 'A'.repeat(15_000);
    expect(read({ time, request_id: long }).requestId).toBe(long);
    expect(read({ time, user_id: long })).toMatchObject({ userId: 'A'.repeat(512), flags: ['cut'] });
  });
});

describe('what must not be kept', () => {
  it('is taken out, and counted by its rule', () => {
    const { lines, redactions } = readNdjson(
      '{"msg":"Bearer abc for 4111 1111 1111 1111","password":"x","ssn":"123-45-6789","aws":"AKIAABCDEFGHIJKLMNOP","mail":"a@b.example"}',
      { receivedAt },
    );
    expect(redactions).toEqual({ authorization: 1, 'card-number': 1, 'named-secret': 1, 'government-number': 1, 'vendor-key': 1 });
    expect(lines[0]?.line.flags).toContain('redacted');
    expect(JSON.stringify(lines)).not.toMatch(/abc|4111|123-45|AKIA/);
    expect(JSON.stringify(lines)).toContain('a@b.example');
  });

  it('is an address too where the source says so', () => {
    const { lines, redactions } = readNdjson('{"msg":"for a@b.example"}', { receivedAt, redactsEmails: true });
    expect([lines[0]?.line.message, lines[0]?.line.raw, redactions]).toEqual(['for [email]', '{"msg":"for [email]"}', { email: 1 }]);
  });

  it('are local variables of frames', () => {
    const line = read({ event: 'x', exception: [{ exc_type: 'E', frames: [{ name: 'f', locals: { card: 'CANARY' } }] }] });
    expect(JSON.stringify(line)).not.toContain('CANARY');
    expect(told(line).attributes).toEqual({ exception: [{ exc_type: 'E', frames: [{ name: 'f' }] }] });
  });

  it('leaves no secret in any field, wherever it stands', () => {
    const secrets = fc.constantFrom(
      'Bearer CANARY1',
      'password=CANARY2',
      'https://u:CANARY3@h/',
      'ghp_CANARYCANARYCANARYCANARY',
      '-----BEGIN PRIVATE KEY-----\nCANARY',
    );
    const value = fc.oneof(secrets, fc.record({ deep: secrets }), fc.array(secrets));
    const names = fc.constantFrom(
      'msg',
      'event',
      'request_id',
      'user_id',
      'service',
      'route',
      'exception',
      'err',
      'x',
      'trace_id',
      'feature',
    );
    fc.assert(
      fc.property(fc.dictionary(names, value), fc.constantFrom('password', 'Authorization', 'api_key'), (record, name) => {
        const { lines } = readNdjson(JSON.stringify({ ...record, [name]: 'CANARY4' }), { receivedAt });
        expect(JSON.stringify(lines)).not.toContain('CANARY');
      }),
    );
  });
});

describe('framing', () => {
  it('costs a bad line only itself, and names it', () => {
    const text = '{"msg":"a"}\n\n{"level":\n[]\n1\nnull\n"x"\r\n{"msg":"b"}\r\nplain words';
    const { lines, rejected } = readNdjson(text, { receivedAt });
    expect(lines.map(({ position, line }) => [position, line.message])).toEqual([
      [0, 'a'],
      [7, 'b'],
    ]);
    expect(rejected).toEqual([
      { position: 2, reason: 'not-json' },
      ...[3, 4, 5, 6].map((position) => ({ position, reason: 'not-an-object' })),
      { position: 8, reason: 'not-json' },
    ]);
  });

  it('takes plain text where that is wanted', () => {
    const { lines } = readNdjson('Server started password=CANARY', { receivedAt, takesPlainText: true });
    expect(lines[0]?.line).toMatchObject({
      message: 'Server started password=[redacted]',
      flags: ['not-json', 'redacted', 'no-timestamp'],
    });
  });

  it('rejects what is too long or too deep', () => {
    const { rejected } = readNdjson([`{"a":"${'x'.repeat(300_000)}"}`, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`].join('\n'), {
      receivedAt,
    });
    expect(rejected.map(({ reason }) => reason)).toEqual(['too-long', 'too-deep']);
  });

  it('keeps what a line said, up to a bound', () => {
    const line = read({ msg: 'x'.repeat(10_000) });
    expect([line.raw.length, line.message.length, line.flags]).toEqual([8_192, 10_000, ['no-timestamp', 'cut']]);
  });

  it('never throws, and keeps nothing that Postgres refuses', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .dictionary(fc.constantFrom('time', 'level', '__proto__', 'msg', 'req', 'constructor'), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
      fc.constantFrom(
        '{"a":"\\u0000\\ud800"}',
        '{"__proto__":{"level":"info"}}',
        '[info] x=1',
        '\u001b[2m2026-11-22 09:28:23\u001b[0m [info] a b=1',
      ),
    );
    fc.assert(
      fc.property(texts, fc.boolean(), (text, takesPlainText) => {
        for (const { line } of readNdjson(text, { receivedAt, takesPlainText }).lines) {
          expect(JSON.stringify(line)).not.toMatch(/(?<!\\)(\\\\)*\\u0000/);
          expect(JSON.parse(line.attributes)).toBeTypeOf('object');
          expect(JSON.stringify(line).isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(({} as { level?: string }).level).toBeUndefined();
  });
});
