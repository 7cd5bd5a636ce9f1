import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ActionInput, getAction, recordAction, recordActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const now = '2026-10-03T18:02:11.204113Z';
const everyone = viewerIn(['*']);

beforeAll(async () => {
  await freshDatabase();
});

async function stored() {
  const [row] = await database('system').execute<{ n: number }>(sql`select count(*)::int as n from admin_actions`);
  return row?.n;
}

async function metadataOf(ref: string | null) {
  return (await getAction(everyone, ref ?? ''))?.metadata;
}

describe('recordActions', () => {
  it('refuses a viewer who may not', async () => {
    await expect(recordActions(viewerIn(['*'], { may: ['audit:read'] }), [{ action: 'a' }], { now })).rejects.toMatchObject({
      code: 'not-permitted',
    });
  });

  it('keeps all that a producer says, to the microsecond and to the digit', async () => {
    const input: Required<ActionInput> = {
      event_id: 'whole',
      created_at: '2026-10-03T14:02:11.204113-04:00',
      actor_id: 'u_1',
      actor_type: 'user',
      actor_label: 'Zoë',
      on_behalf_of: 'u_2',
      action: 'customer.create',
      subject_type: 'customer',
      subject_id: '../c 9',
      subject_label: 'ACME',
      org_id: 'o_1',
      request_id: 'r'.repeat(143),
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      feature: 'customers',
      surface: 'api',
      outcome: 'failure',
      metadata: '{"big": 9007199254740993, "huge": 1e400, "d": 1.00, "neg": -0}',
    };
    const [result] = await recordActions(everyone, [input], { now, source: 'shop' });
    expect(result).toEqual({ event_id: 'whole', ref: expect.stringMatching(/^shop~\d+$/), result: 'created' });
    const kept = await getAction(everyone, result?.ref ?? '');
    expect(kept).toMatchObject({ ...input, created_at: now, source: 'shop', import_id: null, flags: [], metadata: expect.anything() });
    expect(kept?.metadata).toContain('"big": 9007199254740993');
    expect(kept?.metadata).toContain('"d": 1.00');
    expect(kept?.metadata).toMatch(/"huge": 10{400}/);
  });

  it('answers in the order of what was given, whatever becomes of each', async () => {
    await recordActions(everyone, [{ event_id: 'o_1', created_at: now, action: 'a.b', metadata: '{"x": 1.0}' }], { now });
    const before = await stored();
    const results = await recordActions(
      everyone,
      [
        { event_id: 'o_2', action: 'a.b' },
        { event_id: 'o_1', created_at: now, action: 'a.b', metadata: '{"x":1.0}' },
        { event_id: 'o_1', created_at: now, action: 'a.b', metadata: '{"x":1.00}' },
        { event_id: 'o_1', created_at: now, action: 'a.c', metadata: '{"x":1.0}' },
        { event_id: 'o_3', action: '' },
        { event_id: 'o_2', action: 'a.b' },
        { event_id: 'o_2', action: 'a.z' },
        { action: 'a.b' },
      ],
      { now },
    );
    expect(results.map(({ result }) => result)).toEqual([
      'created',
      'repeated',
      'conflict',
      'conflict',
      'rejected',
      'repeated',
      'conflict',
      'created',
    ]);
    expect(results[4]).toEqual({ event_id: 'o_3', ref: null, result: 'rejected', reason: 'action is missing' });
    expect(new Set([results[0]?.ref, results[5]?.ref, results[6]?.ref]).size).toBe(1);
    expect(await stored()).toBe((before ?? 0) + 2);
  });

  it('does not hold a time that was never said against a repetition', async () => {
    const again = { event_id: 'untimed', action: 'a.b' };
    expect(await recordActions(everyone, [again], { now })).toMatchObject([{ result: 'created' }]);
    expect(await recordActions(everyone, [again], { now: '2026-10-04T00:00:00.000000Z' })).toMatchObject([{ result: 'repeated' }]);
  });

  it('stores an event once when many deliver it at the same time', async () => {
    const batch = Array.from({ length: 200 }, (_, n) => ({ event_id: `race_${n}`, created_at: now, action: 'a.b' }));
    const deliveries = await Promise.all([1, 2, 3, 4].map(() => recordActions(everyone, batch, { now })));
    for (let n = 0; n < batch.length; n += 1) {
      const results = deliveries.map((delivery) => delivery[n]?.result).sort();
      expect(results).toEqual(['created', 'repeated', 'repeated', 'repeated']);
    }
  });

  it('takes the same event id from two sources', async () => {
    const input = [{ event_id: 'twin', action: 'a.b' }];
    expect(await recordActions(everyone, input, { now, source: 'one' })).toMatchObject([{ result: 'created' }]);
    expect(await recordActions(everyone, input, { now, source: 'two' })).toMatchObject([{ result: 'created' }]);
  });

  describe('from a producer', () => {
    const producer = viewerIn(['o_1', 'o_2'], { source: 'billing' });

    it('writes only its source, and only its organisations', async () => {
      await expect(recordActions(producer, [{ action: 'a' }], { now, source: 'shop' })).rejects.toMatchObject({ code: 'not-permitted' });
      const results = await recordActions(producer, [{ action: 'a', org_id: 'o_1' }, { action: 'a', org_id: 'o_3' }, { action: 'a' }], {
        now,
      });
      expect(results).toMatchObject([
        { result: 'created', ref: expect.stringMatching(/^billing~/) },
        { result: 'rejected', reason: 'org_id is none of those that the token writes for' },
        { result: 'rejected', reason: expect.stringContaining('org_id is missing') },
      ]);
    });

    it('need not name the only organisation that it has', async () => {
      const [result] = await recordActions(viewerIn(['o_9'], { source: 'billing' }), [{ action: 'a' }], { now });
      expect(await getAction(everyone, result?.ref ?? '')).toMatchObject({ org_id: 'o_9' });
    });

    it.each(['tracebook', 'tracebook/x', 'sample', 'sample/fleet', 'a~b', '', ' a', 'a\nb'])('cannot call itself %j', async (source) => {
      await expect(recordActions(everyone, [{ action: 'a' }], { now, source })).rejects.toMatchObject({ name: 'AppError' });
    });
  });

  describe('given what Postgres cannot keep as it is', () => {
    it.each([
      ['{"a":"\\u0000"}', '{"a": "␀"}', ['nul-replaced']],
      ['{"a":"\\ud800"}', '{"a": "\ufffd"}', ['surrogate-replaced']],
      ['{"p":"x","p":"y"}', '{"p": "y"}', []],
      ['{"__proto__":{"x":1}}', '{"__proto__": {"x": 1}}', []],
      ['"text"', '"text"', []],
    ])('keeps %s as %s', async (metadata, text, flags) => {
      const [result] = await recordActions(everyone, [{ action: 'a', metadata }], { now });
      expect(await getAction(everyone, result?.ref ?? '')).toMatchObject({ metadata: text, flags });
    });

    it('keeps 6,000 nested arrays', async () => {
      const metadata = '['.repeat(6_000) + ']'.repeat(6_000);
      const [result] = await recordActions(everyone, [{ action: 'a', metadata }], { now });
      expect(await metadataOf(result?.ref ?? null)).toBe(metadata);
    });

    it.each([
      ['['.repeat(100_000) + ']'.repeat(100_000), 'metadata is nested too deeply'],
      ['{"a":', 'metadata is not JSON'],
      ['', 'metadata is not JSON'],
      ['{"a":1e200000}', 'metadata holds a number beyond what can be kept'],
      [`"${'x'.repeat(300_000)}"`, 'metadata is longer than 262144 bytes'],
    ])('refuses the row alone (%#)', async (metadata, reason) => {
      const good = { action: 'a' };
      const results = await recordActions(everyone, [good, { action: 'a', metadata }, good, good], { now });
      expect(results.map(({ result }) => result)).toEqual(['created', 'rejected', 'created', 'created']);
      expect(results[1]).toMatchObject({ reason });
    });

    it('keeps texts of any kind in every column', async () => {
      const texts = [
        'a\0b',
        '\ud800',
        '<img src=x onerror=alert(1)>',
        '\u001b[2J',
        'ad\u200bmin',
        "x' OR '1'='1' --",
        'Z'.repeat(400),
        '=',
      ];
      for (const text of texts) {
        const kept = text.replace('\0', '␀').replace('\ud800', '\ufffd');
        const columns = { actor_id: text, action: text, subject_type: text, subject_id: text, request_id: text, org_id: text };
        const [result] = await recordActions(everyone, [columns], { now });
        const expected = Object.fromEntries(Object.keys(columns).map((column) => [column, kept]));
        expect(await getAction(everyone, result?.ref ?? '')).toMatchObject(expected);
      }
    });

    it('keeps a request id of 15,000 characters', async () => {
      const request_id = Array.from({ length: 15_000 }, (_, n) => ((n * 7_919) % 36).toString(36)).join('');
      const [result] = await recordActions(everyone, [{ action: 'a', request_id }], { now });
      expect(await getAction(everyone, result?.ref ?? '')).toMatchObject({ request_id });
    });

    it('refuses an id that no index could hold', async () => {
      const [result] = await recordActions(everyone, [{ action: 'a', actor_id: 'ü'.repeat(1_500) }], { now });
      expect(result).toMatchObject({ result: 'rejected', reason: 'actor_id is longer than 2000 bytes' });
    });
  });

  describe('given a time', () => {
    it.each([
      ['2026-11-22T09:00:00.123456Z', '2026-11-22T09:00:00.123456Z', ['future']],
      ['2026-10-03T09:00:00.123457Z', '2026-10-03T09:00:00.123457Z', []],
      ['2026-10-03T09:00:00Z', '2026-10-03T09:00:00.000000Z', []],
      ['2026-10-03 09:00:00.5+05:45', '2026-10-03T03:15:00.500000Z', []],
      ['2026-10-03T09:00:00.123456789Z', '2026-10-03T09:00:00.123456Z', ['time-cut']],
      ['2026-10-03T09:00:00.123456000Z', '2026-10-03T09:00:00.123456Z', []],
    ])('%s is %s', async (created_at, text, flags) => {
      const [result] = await recordActions(everyone, [{ action: 'a', created_at }], { now });
      expect(await getAction(everyone, result?.ref ?? '')).toMatchObject({ created_at: text, flags });
    });

    it.each([
      'infinity',
      '0044-03-15 00:00:00+00 BC',
      '294276-12-31 23:59:59+00',
      'yesterday',
      '',
      '2026-10-03T09:00:00',
      '2026-02-30T00:00:00Z',
    ])('refuses %j', async (created_at) => {
      const [result] = await recordActions(everyone, [{ action: 'a', created_at }], { now });
      expect(result).toMatchObject({ result: 'rejected', reason: expect.stringContaining('created_at is not a time like') });
    });

    it('shows what somebody else put into the table as Postgres prints it', async () => {
      const rows = await database('system').execute<{ ref: string }>(sql`
        insert into admin_actions (source, event_id, created_at, action)
        select 'raw', n, t::timestamptz, 'a' from unnest(array['infinity', '0044-03-15 00:00:00+00 BC', '294276-12-31 23:59:59+00']) with ordinality as u (t, n)
        returning source || '~' || id as ref`);
      const times = await Promise.all(rows.map(async ({ ref }) => (await getAction(everyone, ref))?.created_at));
      expect(times).toEqual(['infinity', '0044-03-15 00:00:00+00 BC', '294276-12-31 23:59:59+00']);
    });
  });
});

describe('recordAction', () => {
  it('records one of our own, by whoever did it', async () => {
    const ref = await recordAction(
      viewerIn([], { kind: 'person', id: 'u_7', label: 'Ada' }),
      { action: 'token.create', feature: 'tokens', surface: 'settings' },
      { now },
    );
    expect(await getAction(everyone, ref)).toMatchObject({
      source: 'tracebook',
      actor_id: 'u_7',
      actor_type: 'person',
      actor_label: 'Ada',
      created_at: now,
    });
  });

  it('records what strangers do', async () => {
    const ref = await recordAction(null, { action: 'auth.failed', feature: 'sign-in', surface: 'sign-in', outcome: 'failure' }, { now });
    expect(await getAction(everyone, ref)).toMatchObject({ actor_id: null, outcome: 'failure' });
  });

  it('throws where it cannot be recorded', async () => {
    const action = { action: 'token.create', feature: 'tokens', surface: 'settings', metadata: '{' };
    await expect(recordAction(null, action, { now })).rejects.toThrow('metadata is not JSON');
  });
});

describe('getAction', () => {
  it('refuses a viewer who may not', async () => {
    await expect(getAction(viewerIn(['*'], { may: ['audit:write'] }), 'shop~1')).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('shows nothing of another organisation, nor of another world', async () => {
    const [result] = await recordActions(everyone, [{ action: 'a', org_id: 'o_1' }], { now });
    const [orphan] = await recordActions(everyone, [{ action: 'a' }], { now });
    const ref = result?.ref ?? '';
    expect(await getAction(viewerIn(['o_1']), ref)).not.toBeNull();
    expect(await getAction(viewerIn(['o_2']), ref)).toBeNull();
    expect(await getAction(viewerIn([]), ref)).toBeNull();
    expect(await getAction(viewerIn(['O_1', 'o_1,o_2', '%']), ref)).toBeNull();
    expect(await getAction(viewerIn(['o_1', 'o_2']), orphan?.ref ?? '')).toBeNull();
    expect(await getAction(viewerIn(['*'], { sees: 'sample' }), ref)).toBeNull();
  });

  it.each(['', 'x', 'shop', 'shop~', 'shop~1e3', 'other~1', 'shop~99999999999999999999', '~1', 'shop~1\0'])(
    'answers null for %j',
    async (ref) => {
      expect(await getAction(everyone, ref)).toBeNull();
    },
  );
});
