import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { type Dossier, dossierStages, getDossier, idIn, pageOf, printDossier } from '@/lib/dossier';
import { appendLines } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { line } from '@/tests/support/lines';
import { viewerIn } from '@/tests/support/viewers';

const may = ['audit:read', 'audit:write', 'logs:read', 'logs:write', 'issues:read', 'usage:read'] as const;
const everyone = viewerIn(['*'], { may });
const now = '2026-11-03T19:00:00.000000Z';
const asked = { now, retentionDays: 30 };
const at = (second: number) => `2026-11-03T18:00:${String(second).padStart(2, '0')}.000001Z`;
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const whole = { after: null, source: null, service: null, limit: 200 };
const verdicts = ({ readings }: { readings: readonly { source: string; verdict: string }[] }) =>
  Object.fromEntries(readings.map(({ source, verdict }) => [source, verdict]));

let url: string;
beforeAll(async () => {
  url = await freshDatabase();
});

test('before any line was ever sent, logs are not configured, and nothing is called searched', async () => {
  const dossier = await getDossier(everyone, 'req-none', asked);
  expect(verdicts(dossier)).toEqual({ audit: 'none', logs: 'not-configured', issues: 'not-configured', usage: 'not-configured' });
  expect([dossier.isComplete, dossier.completeness, dossier.stories]).toEqual([
    true,
    'Complete for audit; logs, issues and usage are not configured.',
    [],
  ]);
});

describe('with lines and actions', () => {
  beforeAll(async () => {
    const request = { requestId: 'req-1', traceId: trace, orgId: 'org_1' };
    const web = { ...request, service: 'web', method: 'POST', route: '/plan' };
    await appendLines(everyone, [
      line({ time: at(1), ...web, message: 'POST /plan', userId: 'u_1' }),
      line({ time: at(2), ...request, service: 'billing', message: 'plan.change done' }),
      line({ time: at(3), ...request, service: 'mailer', level: 'error', message: 'mail refused' }),
      line({ time: at(4), ...web, message: 'answered', status: 200, durationMs: 3000 }),
      line({ time: at(9), requestId: 'req-1', orgId: 'org_2', service: 'web', message: 'somebody else, same ID' }),
    ]);
    await recordActions(
      everyone,
      [
        {
          created_at: at(2),
          actor_id: 'u_1',
          action: 'plan.change',
          subject_type: 'customer',
          subject_id: 'c_9',
          request_id: 'req-1',
          trace_id: trace,
          org_id: 'org_1',
        },
      ],
      { now, source: 'billing' },
    );
  });

  test('one request is told from both, the action behind its line, and another organisation apart', async () => {
    const dossier = await getDossier(everyone, 'req-1', asked);
    expect(verdicts(dossier)).toMatchObject({ audit: 'found', logs: 'found' });
    expect(dossier.stories.map(({ apart, moments }) => [apart, moments.map(({ text }) => text)])).toEqual([
      ['organisation org_1', ['POST /plan', 'plan.change done', expect.stringContaining('u_1'), 'mail refused', 'answered']],
      ['organisation org_2', ['somebody else, same ID']],
    ]);
    const [first] = dossier.stories;
    expect(first?.lanes.map(({ service }) => service)).toEqual(['web', 'billing', 'mailer']);
    expect(first?.summary[0]?.text).toBe('POST /plan, answered 200 after 3 s.');
    expect(first?.ending).toBe('over');
    expect(printDossier(dossier, pageOf(dossier, whole)).moments.rows).toHaveLength(6);
  });

  test('a trace finds the same, in capitals too', async () => {
    const { stories } = await getDossier(everyone, trace.toUpperCase(), asked);
    expect(stories.map(({ moments }) => moments.length)).toEqual([5]);
  });

  test('shows nothing of another organisation, though the ID is the same', async () => {
    const dossier = await getDossier(viewerIn(['org_2'], { may }), 'req-1', asked);
    expect(dossier.stories.flatMap(({ moments }) => moments.map(({ text }) => text))).toEqual(['somebody else, same ID']);
    expect(verdicts(dossier)).toMatchObject({ audit: 'none', logs: 'found' });
  });

  test('what may not be seen is unavailable, never nothing', async () => {
    const dossier = await getDossier(viewerIn(['*'], { may: ['audit:read', 'issues:read', 'usage:read'] }), 'req-1', asked);
    expect(verdicts(dossier)).toMatchObject({ audit: 'found', logs: 'unavailable' });
    expect([dossier.isComplete, dossier.completeness]).toEqual([
      false,
      'Not complete: logs (you may not see it); issues and usage are not configured.',
    ]);
  });

  test('what is older than the oldest kept line says so, found or not', async () => {
    const later = { now: '2026-12-25T00:00:00.000000Z', retentionDays: 30 };
    const found = await getDossier(everyone, 'req-1', later);
    expect(found.readings.find(({ source }) => source === 'logs')).toMatchObject({
      verdict: 'found',
      caveats: [{ kind: 'beyond-retention' }],
    });
    await recordActions(everyone, [{ created_at: at(1), action: 'x.y', request_id: 'req-old' }], { now, source: 'billing' });
    expect(verdicts(await getDossier(everyone, 'req-old', later))).toMatchObject({ audit: 'found', logs: 'beyond-retention' });
    expect((await getDossier(everyone, 'req-old', asked)).isComplete).toBe(true);
  });

  test('a source that gives no answer in time is unavailable, and the rest stands within three seconds', async () => {
    const sql = postgres(url, { max: 1 });
    const locked = sql.begin(async (tx) => {
      await tx.unsafe('lock table log_lines in access exclusive mode');
      const startedAt = performance.now();
      const dossier = await getDossier(everyone, 'req-1', asked);
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      return dossier;
    });
    const dossier = await locked;
    expect(verdicts(dossier)).toMatchObject({ audit: 'found', logs: 'unavailable' });
    expect(dossier.isComplete).toBe(false);
    expect(dossier.stories.map(({ moments }) => moments.length)).toEqual([1]);
    await sql.end();
  });

  test('what has answered is told while another source is still asked, and in the end what getDossier tells', async () => {
    const stagesOf = async () => {
      const told: Dossier[] = [];
      for await (const stage of dossierStages(everyone, 'req-1', asked)) told.push(stage);
      return told;
    };
    expect(await stagesOf()).toEqual([await getDossier(everyone, 'req-1', asked)]);
    const sql = postgres(url, { max: 1 });
    const told = await sql.begin(async (tx) => {
      await tx.unsafe('lock table log_lines in access exclusive mode');
      return stagesOf();
    });
    await sql.end();
    expect(told.map(({ awaited, isComplete, stories }) => [awaited, isComplete, stories[0]?.ending])).toEqual([
      [['logs'], false, 'unknown'],
      [[], false, 'unknown'],
    ]);
    expect(told[0]?.completeness).toBe('Still asking logs; issues and usage are not configured.');
    expect(told[0]?.stories[0]?.moments.map(({ source }) => source)).toEqual(['audit']);
  });

  test('what answers while nobody asks for more is told when somebody does', async () => {
    const stages = dossierStages(everyone, 'req-1', asked);
    const sql = postgres(url, { max: 1 });
    const first = await sql.begin(async (tx) => {
      await tx.unsafe('lock table log_lines in access exclusive mode');
      return stages.next();
    });
    await sql.end();
    // Nothing is left to wait for by now.
    await pause(1_000);
    const then = await stages.next();
    expect([first.value?.awaited, then.value?.awaited, (await stages.next()).done]).toEqual([['logs'], [], true]);
    expect(then.value).toEqual(await getDossier(everyone, 'req-1', asked));
  });

  test('three thousand lines page whole and in order', async () => {
    const many = Array.from({ length: 3_308 }, (_, n) =>
      line({
        time: `2026-11-03T18:10:00.${String(n).padStart(6, '0')}Z`,
        requestId: 'req-many',
        message: `step ${String.fromCharCode(97 + (n % 26))}`,
      }),
    );
    await appendLines(everyone, many);
    const dossier = await getDossier(everyone, 'req-many', asked);
    const told: string[] = [];
    let after: string | null = null;
    do {
      const page = pageOf(dossier, { ...whole, after });
      told.push(...page.rows.flatMap(({ entry }) => entry.moments.map(({ time }) => time)));
      after = page.next;
    } while (after !== null);
    expect(told).toEqual(many.map(({ time }) => time));
    expect(pageOf(dossier, { ...whole, source: 'audit' }).rows).toEqual([]);
  });

  test('a clock that is behind is put right by what other requests of the same services say', async () => {
    const ms = (request: number, millis: number) => `2026-11-03T18:2${request}:00.${String(millis).padStart(3, '0')}000Z`;
    await appendLines(
      everyone,
      [0, 1, 2, 3].flatMap((n) => {
        const request = { requestId: `req-clock-${n}`, orgId: 'org_1' };
        const edge = { ...request, service: 'edge', method: 'GET', route: '/slow' };
        return [
          line({ time: ms(n, 100), ...edge, message: 'asked' }),
          // Written 50 ms later, by a clock that is 100 ms behind.
          line({ time: ms(n, 50), ...request, service: 'store', message: 'looked up' }),
          line({ time: ms(n, 160 + n), ...edge, message: 'answered', status: 200 }),
        ];
      }),
    );
    const dossier = await getDossier(everyone, 'req-clock-3', asked);
    const [story] = dossier.stories;
    expect(story?.moments.map(({ text, toldTime }) => [text, toldTime])).toEqual([
      ['asked', null],
      ['looked up', ms(3, 50)],
      ['answered', null],
    ]);
    expect(story?.clocks).toEqual([{ service: 'store', behind: 'edge', offsetMs: 80, uncertaintyMs: 30, requests: 4 }]);
    const printed = printDossier(dossier, pageOf(dossier, whole));
    expect(printed.moments.rows.map(({ told_time, order_is_certain }) => [told_time, order_is_certain])).toEqual([
      [null, true],
      [ms(3, 50), false],
      [null, true],
    ]);
    const alone = await getDossier(viewerIn(['org_2'], { may }), 'req-clock-3', asked);
    expect(alone.stories).toEqual([]);
  });

  test('lines that carry no IDs at all do not say that there is none', async () => {
    await appendLines(
      viewerIn(['org_mute'], { may }),
      Array.from({ length: 120 }, () => line({ time: at(1), message: 'mute' })),
    );
    expect(verdicts(await getDossier(viewerIn(['org_mute'], { may }), 'req-1', asked))).toMatchObject({ logs: 'not-recorded' });
  });
});

test.each([
  ['req-4711', 'req-4711'],
  [`00-${trace}-00f067aa0ba902b7-01`, trace],
  [`{"level":50,"request_id":"req-77","msg":"boom"}`, 'req-77'],
  ['  odd id with spaces ', 'odd id with spaces'],
  ['', null],
])('%s is asked for as %s', (text, id) => {
  expect(idIn(text)?.id ?? null).toBe(id);
});
