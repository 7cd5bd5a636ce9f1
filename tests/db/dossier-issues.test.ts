import { beforeAll, describe, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { type Dossier, getDossier, pageOf, printDossier } from '@/lib/dossier';
import { appendEvents } from '@/lib/issues';
import { appendLines } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { reported, reportedTransaction } from '@/tests/support/errors';
import { line } from '@/tests/support/lines';
import { viewerIn } from '@/tests/support/viewers';

const may = ['audit:read', 'audit:write', 'logs:read', 'logs:write', 'issues:read', 'issues:write', 'usage:read'] as const;
const everyone = viewerIn(['*'], { may });
const now = '2026-11-03T19:00:00.000000Z';
const at = (second: number) => `2026-11-03T18:00:${String(second).padStart(2, '0')}.000001Z`;
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const shop = { project: 'shop', trust: 'server' } as const;
const of = (id: string, viewer = everyone) => getDossier(viewer, id, { now, retentionDays: 30 });
const readingOf = ({ readings }: Dossier) => readings.find(({ source }) => source === 'issues');

beforeAll(async () => {
  await freshDatabase();
});

test('before any error was ever sent, issues are not configured', async () => {
  expect(readingOf(await of('req-1'))).toMatchObject({
    verdict: 'not-configured',
    why: 'no error was ever sent here, and no Sentry is set up',
  });
});

test('as long as no error names a request or a trace, nothing is called searched', async () => {
  await appendEvents(everyone, [reported({ time: at(0), type: 'Alone', message: 'names nothing', orgId: 'org_1' })], shop);
  expect(readingOf(await of('req-1'))).toMatchObject({ verdict: 'not-recorded', why: 'of 1 errors as of late none names a request' });
  expect(readingOf(await of(trace))?.why).toBe('of 1 errors as of late none names a request or a trace');
});

describe('with errors and transactions', () => {
  const request = { requestId: 'req-1', traceId: trace, orgId: 'org_1', userId: 'u_1' };
  const broke = reported({ ...request, time: at(3), type: 'TypeError', message: 'x is undefined', replayId: 'b'.repeat(32) });

  beforeAll(async () => {
    await appendLines(everyone, [
      line({ time: at(1), requestId: 'req-1', orgId: 'org_1', service: 'shop', method: 'POST', route: '/pay', message: 'POST /pay' }),
      line({ time: at(3), requestId: 'req-1', orgId: 'org_1', service: 'shop', level: 'error', message: 'unhandled' }),
    ]);
    await appendEvents(everyone, [broke], shop);
    await appendEvents(everyone, [reported({ time: at(9), requestId: 'req-1', orgId: 'org_2', type: 'Hidden', message: 'of two' })], shop);
    await appendEvents(
      everyone,
      [
        reportedTransaction({ ...request, time: at(2), name: 'POST /pay', durationMs: 900, spanId: 'a'.repeat(16), sampleRate: 0.1 }),
        reportedTransaction({
          ...request,
          time: at(2),
          name: 'charge',
          durationMs: 300,
          spanId: 'c'.repeat(16),
          parentSpanId: 'a'.repeat(16),
        }),
      ],
      shop,
    );
    await appendEvents(everyone, [reported({ time: at(5), type: 'Claimed', message: 'by the browser', sessionId: 's-1', userId: 'u_9' })], {
      ...shop,
      trust: 'client',
    });
  });

  test('an error stands in the story of its request with its issue, behind the line of its time', async () => {
    const dossier = await of('req-1', viewerIn(['org_1'], { may }));
    expect(readingOf(dossier)).toMatchObject({
      verdict: 'found',
      count: { value: 3, capped: false },
      caveats: [],
    });
    expect(dossier.isComplete).toBe(true);
    const [story] = dossier.stories;
    expect(story?.moments.map(({ text, source }) => `${source}: ${text}`)).toEqual([
      'logs: POST /pay',
      'issues: http.server POST /pay',
      'issues: http.server charge',
      'logs: unhandled',
      'issues: TypeError: x is undefined',
    ]);
    expect(story?.moments.at(-1)).toMatchObject({
      ref: expect.stringMatching(/^error:\d+$/),
      service: 'shop',
      level: 'error',
      userId: 'u_1',
      orgId: 'org_1',
      error: {
        shortId: expect.stringMatching(/^SHOP-/),
        hit: { value: 1 },
        firstSeen: at(3),
        news: 'first',
        trust: 'server',
        replayHref: null,
      },
    });
    expect(story?.summary.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Broke in shop: TypeError: x is undefined \(SHOP-\w+, the first of its kind, 1 person hit\)$/),
    );
    expect(dossier.spans.map(({ description, parent_id: parent }) => [description, parent])).toEqual([
      ['POST /pay', null],
      ['charge', 'a'.repeat(16)],
    ]);
  });

  test.each([
    ['its trace', trace],
    ['its trace in capitals', trace.toUpperCase()],
    ['its event', broke.eventId],
    ['its replay', 'b'.repeat(32)],
  ])('it is found by %s', async (_name, id) => {
    const { stories } = await of(id);
    expect(stories.flatMap(({ moments }) => moments.map(({ text }) => text))).toContain('TypeError: x is undefined');
  });

  test('what rests on a public key alone says so', async () => {
    const { stories } = await of('s-1');
    expect(stories[0]?.summary.map(({ text }) => text)).toEqual([
      'By u_9, reported by the browser.',
      expect.stringMatching(/^Broke in shop, reported by the browser: Claimed: by the browser/),
      expect.stringMatching(/^It is over/),
    ]);
  });

  test('only errors, or those of one service, are told where that is asked for', async () => {
    const dossier = await of('req-1');
    const whole = { after: null, source: 'issues', service: null, limit: 200 };
    const { rows } = printDossier(dossier, pageOf(dossier, whole)).moments;
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(['issues']));
    expect(rows.filter(({ error }) => error !== null)).toHaveLength(2);
  });

  test('searched to the end and nothing there is none', async () => {
    expect(readingOf(await of('req-nothing'))).toMatchObject({ verdict: 'none', count: { value: 0 }, caveats: [] });
  });

  test('what is older than the oldest kept error says so, found or not', async () => {
    const days = { now, retentionDays: 30 };
    for (const id of ['req-old', 'req-older']) {
      const old = { action: 'x.y', created_at: '2025-01-03T18:00:00.000001Z', request_id: id, org_id: 'org_1' };
      await recordActions(everyone, [old], { now, source: 'billing' });
    }
    await appendEvents(everyone, [reported({ time: at(5), type: 'Late', requestId: 'req-old', orgId: 'org_1' })], shop);
    const why = 'errors are kept for 395 days, and part of this is older';
    expect(readingOf(await getDossier(everyone, 'req-older', days))).toMatchObject({ verdict: 'beyond-retention', why });
    expect(readingOf(await getDossier(everyone, 'req-old', days))).toMatchObject({
      verdict: 'found',
      caveats: [{ kind: 'beyond-retention', why }],
    });
  });

  test('shows nothing of another organisation, and what may not be seen is unavailable, never nothing', async () => {
    expect(JSON.stringify(await of('req-1', viewerIn(['org_1'], { may })))).not.toContain('of two');
    expect(readingOf(await of('req-1', viewerIn(['*'], { may: ['audit:read', 'logs:read'] })))).toMatchObject({
      verdict: 'unavailable',
      why: 'you may not see it',
    });
  });
});
