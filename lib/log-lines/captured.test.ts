import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { decodeOtlp } from './decode-otlp';
import type { LogLine } from './log-line';
import { readNdjson } from './read-ndjson';
import { readOtlp } from './read-otlp';
import { readVercel } from './read-vercel';

const receivedAt = '2026-11-23T09:00:00.000000Z';
const options = { receivedAt, trustsOldTimes: true };
type Expected = readonly [time: string, level: LogLine['level'], message: string, ids: Partial<LogLine>];
const said = ({ time, level, message }: LogLine) => [time, level, message];

function expectLines(lines: readonly { line: LogLine }[], expected: readonly Expected[]): void {
  expect(lines.map(({ line }) => said(line))).toEqual(expected.map(([time, level, message]) => [time, level, message]));
  for (const [n, [, , , ids]] of expected.entries()) expect(lines[n]?.line).toMatchObject(ids);
}

describeWithShared('what pino 10 wrote', 'contracts/logs/pino/pino-10.4.0.captured.jsonl', (path) => {
  test('is taken in line by line', () => {
    const { lines, rejected } = readNdjson(readFileSync(path, 'utf8'), options);
    expect(rejected).toEqual([]);
    expectLines(lines, [
      ['2026-11-22T09:44:21.567000Z', 'info', 'hello', { requestId: null }],
      ['2026-11-22T09:44:21.567000Z', 'warn', 'with fields', { requestId: 'r1', userId: 'u1' }],
      ['2026-11-22T09:44:21.568000Z', 'error', 'boom', {}],
      ['2026-11-22T09:44:21.568000Z', 'error', 'failed', { requestId: 'r2' }],
      ['2026-11-22T09:44:21.568000Z', 'info', 'own msg', {}],
      ['2026-11-22T09:44:21.569000Z', 'fatal', 'child', { requestId: 'r3' }],
      ['2026-11-22T09:44:21.570000Z', 'info', 'created customer', { service: 'web', userId: 'u', requestId: 'r' }],
      ['2026-11-22T09:44:21.572000Z', 'info', 'x', {}],
      ['2026-11-22T09:44:21.572000Z', 'error', 'm', {}],
      ['2026-11-22T09:44:21.569000Z', 'info', 'fmt x 3', {}],
      ['2026-11-22T09:44:21.569000Z', 'info', '', {}],
      ['2026-11-22T09:44:21.570000Z', 'error', 'audit_log_write_failed', { service: 'web' }],
    ]);
  });
});

describeWithShared('what structlog wrote', 'contracts/logs/structlog', (path) => {
  test('as JSON is taken in line by line', () => {
    const { lines, rejected } = readNdjson(readFileSync(`${path}/structlog-22.3.0.captured.jsonl`, 'utf8'), options);
    expect(rejected).toEqual([]);
    expectLines(lines, [
      ['2026-11-22T09:44:21.990912Z', 'info', 'simulation_started', { service: 'fleetsim', requestId: 'r1' }],
      ['2026-11-22T09:44:21.990975Z', 'error', 'failed', { service: 'fleetsim', requestId: 'r2' }],
      ['2026-11-22T09:44:21.991268Z', 'warn', 'w', { service: 'fleetsim' }],
      ['2026-11-22T09:44:21.991318Z', 'error', 'boom', { requestId: 'r3' }],
      ['2026-11-22T09:44:21.991550Z', 'info', 'e', {}],
    ]);
    expect(JSON.stringify(lines)).not.toContain('BoundLoggerLazyProxy');
    expect(lines[1]?.line.attributes).toContain('ZeroDivisionError');
  });

  test('to a console is understood too', () => {
    const { lines } = readNdjson(readFileSync(`${path}/structlog-22.3.0.unconfigured-console.txt`, 'utf8'), options);
    expectLines(lines, [
      [
        '2026-11-22T09:44:22.000000Z',
        'info',
        'simulation_started',
        { requestId: 'r1', service: 'fleetsim', flags: ['not-json'], attributes: '{"fleet_id":"7"}' },
      ],
    ]);
  });
});

describeWithShared('what OpenTelemetry sends', 'contracts/logs/otlp', (path) => {
  const json = (name: string) => decodeOtlp(readFileSync(`${path}/${name}`), 'json');

  test('as JSON', async () => {
    expectLines(readOtlp(await json('captured-otel-js-0.223.1-attributes.json'), options).lines, [
      ['2026-11-22T09:00:00.123000Z', 'error', 'created customer', { service: 'web', requestId: 'r1', userId: 'u1' }],
    ]);
    expectLines(readOtlp(await json('captured-otel-js-0.223.1-map-body.json'), options).lines, [
      ['2026-11-22T09:44:19.639000Z', 'info', 'map body', { service: 'web', requestId: 'r2' }],
    ]);
    expectLines(readOtlp(await json('proto-examples-logs.json'), options).lines, [
      [
        '2018-12-13T14:51:00.300000Z',
        'info',
        'Example log record',
        { service: 'my.service', traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' },
      ],
    ]);
    const [example] = readOtlp(await json('proto-examples-logs.json'), options).lines;
    expect(JSON.parse(example?.line.attributes ?? '')).toEqual({
      scope: 'my.library',
      'string.attribute': 'some string',
      'boolean.attribute': true,
      'int.attribute': 10,
      'double.attribute': 637.704,
      'array.attribute': ['many', 'values'],
      'map.attribute': { 'some.map.key': 'some value' },
    });
    const events = readOtlp(await json('proto-examples-events.json'), options);
    expect([events.lines.length > 0, events.rejected]).toEqual([true, []]);
    expect(readOtlp(await json('proto-examples-trace.json'), options)).toMatchObject({ lines: [], rejected: [] });
  });

  test('as protobuf, to the same lines', async () => {
    const definitions = (await import('@opentelemetry/otlp-transformer/build/src/generated/root')).default as never as {
      opentelemetry: {
        proto: {
          collector: {
            logs: { v1: { ExportLogsServiceRequest: { fromObject(o: unknown): unknown; encode(m: unknown): { finish(): Uint8Array } } } };
          };
        };
      };
    };
    const { ExportLogsServiceRequest: Request } = definitions.opentelemetry.proto.collector.logs.v1;
    const bytes = (value: string) => Buffer.from(value, 'hex').toString('base64');
    const example = JSON.parse(readFileSync(`${path}/proto-examples-logs.json`, 'utf8'), (key, value) =>
      key === 'traceId' || key === 'spanId' ? bytes(value) : value,
    );
    const packed = Request.encode(Request.fromObject(example)).finish();
    const unpacked = readOtlp(await decodeOtlp(packed, 'protobuf'), options).lines.map(({ line }) => ({ ...line, raw: '' }));
    expect(unpacked).toEqual(readOtlp(await json('proto-examples-logs.json'), options).lines.map(({ line }) => ({ ...line, raw: '' })));
    expect(await decodeOtlp(Buffer.from('not protobuf at all'), 'protobuf')).toBeNull();
    expect(await decodeOtlp(Buffer.from('{'), 'json')).toBeNull();
  });

  test.each([null, 1, 'x', [], {}, { resourceLogs: 1 }, { resourceLogs: [null, 1, { scopeLogs: [null, { logRecords: [null, 1, {}] }] }] }])(
    '%j does not break it',
    (request) => {
      expect(() => readOtlp(request, options)).not.toThrow();
    },
  );
});

describeWithShared('what a Vercel drain delivers', 'contracts/logs/vercel', (path) => {
  const read = (name: string) => readVercel(readFileSync(`${path}/${name}.json`, 'utf8'), options);

  test('is taken in with its ids, and without addresses of people', () => {
    expectLines(read('sample_6').lines, [
      [
        '2024-01-27T03:58:48.080000Z',
        'info',
        '[GET] [middleware: "middleware"] / status=200',
        { service: 'example', requestId: 'abc1-1706327928072-6ecc9b4dfbf3', method: 'GET', route: '/', status: 200 },
      ],
    ]);
    expectLines(read('sample_3').lines, [
      [
        '2024-01-27T03:58:42.719000Z',
        null,
        '',
        { service: 'code4rena-com', requestId: 'iad1::iad1::fs5lg-1706327922415-d483cf84a9d9', route: '/leaderboard' },
      ],
    ]);
    expect(
      read('sample_2')
        .lines.slice(0, 2)
        .map(({ line }) => [line.status, line.route]),
    ).toEqual([
      [200, '/audits'],
      [null, '/audits'],
    ]);
    expectLines(read('test_build').lines, [
      ['2024-09-03T06:08:13.336000Z', null, 'SAMPLE MESSAGE: info  - Compiled successfully', { requestId: null }],
      ['2024-09-03T06:08:13.336000Z', null, 'SAMPLE MESSAGE: info  - Collecting page data...', { requestId: null }],
    ]);
    for (const name of readdirSync(path).filter((file) => file.endsWith('.json'))) {
      const { lines, rejected } = read(name.slice(0, -5));
      expect([lines.length > 0, rejected]).toEqual([true, []]);
      expect(JSON.stringify(lines)).not.toMatch(/clientIp|Mozilla|userAgent/);
    }
  });

  test('a message that is a line of pino is read as one', () => {
    const inner = JSON.stringify({ level: 50, time: 1795340661567, request_id: 'r1', msg: 'inside', password: 'CANARY' });
    const { lines } = readVercel(
      JSON.stringify([{ id: '1', timestamp: 1, message: inner, requestId: 'outer', projectName: 'web' }]),
      options,
    );
    expectLines(lines, [['2026-11-22T09:44:21.567000Z', 'error', 'inside', { requestId: 'r1', service: 'web' }]]);
    expect(JSON.stringify(lines)).not.toContain('CANARY');
  });

  test('one record a line is read too, and what is none is rejected', () => {
    const { lines, rejected } = readVercel('{"id":"1","timestamp":1706327394004,"message":"a"}\n{"id"\n', options);
    expect([lines.length, rejected]).toEqual([1, [{ position: 1, reason: 'not-json' }]]);
    expect(readVercel('[{"id":1}, "x", null', options).rejected).toEqual([{ position: 0, reason: 'not-json' }]);
  });
});

describeWithShared('hostile lines', 'contracts/hostile-inputs.json', (path) => {
  test.each(hostileInputs(path, 'ingest.line').map((input) => [input.id, input] as const))('%s costs at most itself', (_id, input) => {
    const lines = [
      input.json,
      input.text,
      `{"time":1795340661567,"msg":${JSON.stringify(input.text)}}`,
      JSON.stringify({ request_id: input.text }),
    ];
    const text = ['{"msg":"before"}', ...lines, '{"msg":"after"}'].join('\n');
    for (const takesPlainText of [false, true]) {
      const read = readNdjson(text, { ...options, takesPlainText });
      const messages = read.lines.map(({ line }) => line.message);
      expect([messages[0], messages.at(-1)]).toEqual(['before', 'after']);
      expect(JSON.stringify(read.lines)).not.toContain('CANARY-SECRET');
    }
  });
});
