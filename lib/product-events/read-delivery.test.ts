import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UseReadOptions } from './kept-use';
import { readDelivery, readRecords, unpackDelivery } from './read-delivery';

const options: UseReadOptions = { receivedAt: '2026-10-03T18:00:00.000000Z', allowed: [], pseudonymOf: (id) => `p_${id.length}` };
const limits = { mostBytes: 5_000_000 };
const token = 'phc_0123456789abcdef0123456789abcdef';

const unpacked = (body: string | Buffer, query = '') => unpackDelivery(Buffer.from(body), new URLSearchParams(query), limits);
const read = (body: string | Buffer, query = '', more: Partial<UseReadOptions> = {}) =>
  readDelivery(unpacked(body, query), { ...options, ...more });
const one = (event: unknown, more: Partial<UseReadOptions> = {}) =>
  readRecords([JSON.stringify(event)], { ...options, ...more }).uses[0]?.use;

/** As posthog-js 1.449 sends it to `/e/?compression=gzip-js`, shortened. */
const fromBrowser = [
  {
    uuid: '019e1c5e-7d0a-7b1c-8f1e-3d2c1b0a9f8e',
    event: 'invoice opened',
    properties: {
      token,
      distinct_id: 'u_1',
      $device_id: 'd_1',
      $session_id: '019e1c5e-7d08-7a11-9c55-2f6d0e8b7a61',
      $window_id: 'w_1',
      $lib: 'web',
      $lib_version: '1.449.2',
      $raw_user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36',
      $current_url: 'https://app.example.com/invoices/4711?token=secret',
      feature: 'billing',
      surface: 'invoice-page',
      request_id: 'req-1',
      org_id: 'org_1',
      plan: 'pro',
      seats: 5,
    },
    offset: 1_500,
  },
];

/** As posthog-node 5.70 sends it to `/batch/`. */
const fromServer = {
  api_key: token,
  batch: [
    {
      distinct_id: 'u_1',
      event: 'invoice sent',
      properties: {
        feature: 'billing',
        surface: 'worker',
        $groups: { organization: 'org_1' },
        $lib: 'posthog-node',
        $lib_version: '5.70.0',
      },
      type: 'capture',
      library: 'posthog-node',
      library_version: '5.70.0',
      timestamp: '2026-10-03T17:00:00.000Z',
      uuid: '019e1c5e-7d0a-7b1c-8f1e-000000000001',
    },
  ],
  sent_at: '2026-10-03T17:00:10.000Z',
};

describe('what SDKs send', () => {
  test('a browser, in each of its packings', () => {
    const json = JSON.stringify(fromBrowser);
    const base64 = Buffer.from(json).toString('base64');
    const expected = {
      eventId: '019e1c5e-7d0a-7b1c-8f1e-3d2c1b0a9f8e',
      time: '2026-10-03T17:59:58.500000Z',
      event: 'invoice opened',
      userId: 'u_1',
      sessionId: '019e1c5e-7d08-7a11-9c55-2f6d0e8b7a61',
      feature: 'billing',
      surface: 'invoice-page',
      orgId: 'org_1',
      requestId: 'req-1',
      properties: {},
      flags: [],
    };
    for (const [body, query] of [
      [json, ''],
      [gzipSync(json), 'compression=gzip-js&ver=1.449.2&_=1791050400000'],
      [gzipSync(json), ''],
      [`data=${encodeURIComponent(base64)}`, 'compression=base64'],
      [`data=${base64}`, 'compression=base64'],
      [`data=${encodeURIComponent(json)}`, ''],
      [base64, ''],
    ] as const) {
      expect(unpacked(body, query).token).toBe(token);
      expect(read(body, query).uses).toEqual([{ position: 0, use: expected }]);
    }
  });

  test('a server whose clock is an hour behind', () => {
    const { token: key } = unpacked(JSON.stringify(fromServer));
    expect(key).toBe(token);
    expect(read(JSON.stringify(fromServer)).uses).toMatchObject([
      { use: { time: '2026-10-03T17:59:50.000000Z', event: 'invoice sent', surface: 'worker', orgId: 'org_1', sessionId: null } },
    ]);
  });

  test('one event alone, and the key wherever it may stand', () => {
    const event = { event: 'a', distinct_id: 7, properties: {} };
    for (const [body, query] of [
      [{ ...event, api_key: token }, ''],
      [{ ...event, token }, ''],
      [{ ...event, properties: { token } }, ''],
      [{ api_key: token, data: event }, ''],
      [event, `token=${token}`],
      [[{ ...event, api_key: token }], ''],
    ] as const) {
      expect(unpacked(JSON.stringify(body), query).token).toBe(token);
      expect(read(JSON.stringify(body), query).uses).toMatchObject([{ use: { event: 'a', userId: '7', flags: ['no-timestamp'] } }]);
    }
    expect(unpacked(`api_key=${token}&data=${encodeURIComponent(JSON.stringify(event))}`).token).toBe(token);
  });

  test('rows of exports: properties as an object or as its JSON, offsets as they were written', () => {
    const row = { uuid: 'e_1', event: 'a', distinct_id: 'u', timestamp: '2017-03-05T11:15:00+04:00', team_id: 1, person_id: 'p' };
    const properties = { feature: 'System', surface: 'Course: X', org_id: 'm5' };
    for (const given of [properties, JSON.stringify(properties)]) {
      expect(one({ ...row, properties: given }, { trustsOldTimes: true })).toMatchObject({
        eventId: 'e_1',
        time: '2017-03-05T07:15:00.000000Z',
        feature: 'System',
        orgId: 'm5',
        flags: [],
      });
    }
    expect(one(row)).toMatchObject({ time: options.receivedAt, flags: ['ancient'] });
  });
});

describe('an id', () => {
  test('is the one that the SDK gave, or what the event says', () => {
    const event = { event: 'a', timestamp: '2026-10-03T17:00:00Z', properties: { feature: 'x' } };
    expect(one(event)?.eventId).toMatch(/^[0-9a-f]{32}$/);
    expect(one({ ...event, line: 1 })?.eventId).not.toBe(one({ ...event, line: 2 })?.eventId);
    expect(one({ ...event })?.eventId).toBe(one(event)?.eventId);
    expect(one({ ...event, properties: { $insert_id: 'i_1' } })?.eventId).toBe('i_1');
  });
});

describe('times', () => {
  test.each([
    ['2026-10-03T17:00:00.123456Z', '2026-10-03T17:00:00.123456Z', null],
    ['2026-10-03T17:00:00+05:45', '2026-10-03T11:15:00.000000Z', null],
    ['2026-10-03T18:05:00Z', '2026-10-03T18:05:00.000000Z', null],
    ['2026-10-03T19:00:00Z', options.receivedAt, 'future'],
    ['2019-10-03T19:00:00Z', options.receivedAt, 'ancient'],
    ['yesterday', options.receivedAt, 'unreadable-timestamp'],
    [{ a: 1 }, options.receivedAt, 'unreadable-timestamp'],
    [null, options.receivedAt, 'no-timestamp'],
  ])('%j', (timestamp, time, flag) => {
    expect(one({ event: 'a', timestamp })).toMatchObject({ time, flags: flag ? [flag] : [] });
  });

  test('are put right by the clock of the sender, however wrong it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), fc.integer({ min: 0, max: 86_400 }), (wrong, ago) => {
        const clock = (seconds: number) => new Date(Date.parse('2026-10-03T18:00:00Z') + (seconds + wrong) * 1_000).toISOString();
        const body = { batch: [{ event: 'a', timestamp: clock(-ago) }], sent_at: clock(0) };
        const time = read(JSON.stringify(body)).uses[0]?.use.time;
        expect(Date.parse(time ?? '')).toBe(Date.parse('2026-10-03T18:00:00Z') - ago * 1_000);
      }),
    );
  });
});

describe('what is not kept', () => {
  test('properties that nobody allowed, and of those the secrets in them', () => {
    expect(one(fromBrowser[0], { allowed: ['plan', 'seats', 'toString', '__proto__'] })?.properties).toEqual({ plan: 'pro', seats: 5 });
    const mail = one({ event: 'a', properties: { plan: 'of ada@example.com', nested: { a: 1 } } }, { allowed: ['plan', 'nested'] });
    expect(mail?.properties).toEqual({ plan: 'of [email]' });
    expect(JSON.stringify(read(JSON.stringify(fromBrowser)).uses)).not.toContain('secret');
    expect(read(JSON.stringify(fromBrowser)).scrubbed).toEqual({ properties: 1 });
  });

  test('an e-mail address as a distinct id: a pseudonym stands for it, since people must be told apart', () => {
    expect(one({ event: 'a', distinct_id: 'ada@example.com' })).toMatchObject({
      userId: 'p_15',
      flags: expect.arrayContaining(['redacted']),
    });
    expect(one({ event: 'a', distinct_id: 'x'.repeat(500) })?.userId).toBe('p_500');
  });

  test('what tells of nothing that anybody did', () => {
    const events = ['$snapshot', '$set', '$groupidentify', '$identify', '$pageview'].map((event) => ({ event, distinct_id: 'u' }));
    const { uses, dropped } = read(JSON.stringify({ batch: events }));
    expect(uses.map(({ use }) => use.event)).toEqual(['$identify', '$pageview']);
    expect(dropped).toEqual({ $snapshot: 1, $set: 1, $groupidentify: 1 });
  });
});

test.each([
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
  ['Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)', true],
  ['facebookexternalhit/1.1', true],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/149.0.0.0 Safari/537.36', true],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', false],
  ['Mozilla/5.0 (Linux; Android 12; CUBOT X30) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36', false],
  ['posthog-node/5.70.0', false],
  ['posthog-python/7.0.0', false],
])('%s', (agent, isBot) => {
  expect(one({ event: 'a', properties: { $raw_user_agent: agent } })?.flags.includes('bot')).toBe(isBot);
  expect(one({ event: 'a' }, { userAgent: agent })?.flags.includes('bot')).toBe(isBot);
});

test('one event costs no other, and hostile ones are told apart or refused, never thrown', () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000);
  const { uses, rejected } = read(
    `[{"event":"a"}, 1, null, {"event":""}, {"event":"b","x":${deep}}, {"event":"c\\u0000d"}, {"event":"\\ud800"}]`,
  );
  expect(uses.map(({ use }) => use.event)).toEqual(['a', 'c␀d', '\ufffd']);
  expect(rejected).toEqual([
    { position: 1, reason: 'not-an-object' },
    { position: 2, reason: 'not-an-object' },
    { position: 3, reason: 'no-event' },
    { position: 4, reason: 'too-deep' },
  ]);
  expect(readRecords(['{', '[]', '{}'], options).rejected.map(({ reason }) => reason)).toEqual(['not-json', 'not-an-object', 'no-event']);
  expect(read('not JSON at all').rejected).toEqual([{ position: 0, reason: 'not-json' }]);
  expect(() => unpacked(gzipSync(Buffer.alloc(20_000_000)))).toThrow(expect.objectContaining({ code: 'too-large' }));
  expect(() => unpacked(gzipSync('hello hello hello').subarray(0, 15))).toThrow(expect.objectContaining({ code: 'malformed' }));
  expect(() => unpacked('x', 'compression=lz64')).toThrow(expect.objectContaining({ code: 'unsupported-media-type' }));
  expect(() => read(JSON.stringify(Array.from({ length: 5_001 }, () => ({ event: 'a' }))))).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.base64String()), fc.webQueryParameters(), (body, query) => {
      const parameters = new URLSearchParams(query);
      parameters.delete('compression');
      readDelivery(unpackDelivery(Buffer.from(body), parameters, limits), options);
    }),
  );
});
