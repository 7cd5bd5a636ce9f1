import { beforeAll, expect, test } from 'vitest';
import { getDossier, pageOf, printDossier } from '@/lib/dossier';
import { appendLines } from '@/lib/logs';
import { appendUses } from '@/lib/usage';
import { freshDatabase } from '@/tests/support/database';
import { line } from '@/tests/support/lines';
import { reportedUse } from '@/tests/support/uses';
import { viewerIn } from '@/tests/support/viewers';

const may = ['audit:read', 'logs:read', 'logs:write', 'issues:read', 'usage:read', 'usage:write'] as const;
const everyone = viewerIn(['*'], { may });
const asked = { now: '2026-11-03T19:00:00.000000Z', retentionDays: 30 };
const at = (second: number) => `2026-11-03T18:00:${String(second).padStart(2, '0')}.000001Z`;
const reading = async (id: string, viewer = everyone) =>
  (await getDossier(viewer, id, asked)).readings.find(({ source }) => source === 'usage');

beforeAll(async () => {
  await freshDatabase();
});

test('where no product event was ever sent usage is not configured; where none names a request it is not recorded; where some do, none is none', async () => {
  expect(await reading('req-1')).toMatchObject({ verdict: 'not-configured' });
  await appendUses(everyone, [reportedUse({ time: at(0), sessionId: 's_1', userId: 'u_1' })], { source: 'web', trust: 'server' });
  expect(await reading('req-1')).toMatchObject({ verdict: 'not-recorded', why: 'none of the newest 1 product events names a request' });
  const uses = [
    reportedUse({
      time: at(1),
      event: 'opened invoice',
      feature: 'billing',
      surface: 'invoice-page',
      requestId: 'req-1',
      sessionId: 's_1',
      userId: 'u_1',
    }),
    reportedUse({ time: at(2), event: '$pageview', sessionId: 's_1', userId: '019e1c5e-7d0a-7b1c-8f1e-3d2c1b0a9f8e' }),
  ];
  await appendUses(everyone, uses, { source: 'web', trust: 'client', org: 'org_1' });
  expect(await reading('req-1')).toMatchObject({ verdict: 'found', count: { value: 1, capped: false }, caveats: [] });
  expect(await reading('req-2')).toMatchObject({ verdict: 'none', count: { value: 0 } });
});

test('what somebody did stands with what the services did about it, and is hearsay where the browser alone says so', async () => {
  await appendLines(everyone, [
    line({
      time: at(2),
      requestId: 'req-1',
      orgId: 'org_1',
      service: 'api',
      message: 'GET /invoice',
      method: 'GET',
      route: '/invoice',
      status: 200,
    }),
  ]);
  const dossier = await getDossier(everyone, 'req-1', asked);
  expect(dossier.stories).toHaveLength(1);
  expect(dossier.stories[0]?.moments.map(({ source, text }) => [source, text])).toEqual([
    ['usage', 'opened invoice (feature billing, surface invoice-page)'],
    ['logs', 'GET /invoice'],
  ]);
  expect(dossier.stories[0]?.summary.map(({ text }) => text)).toContain('By u_1, in organisation org_1, reported by the browser.');
  const [first] = printDossier(dossier, pageOf(dossier, { after: null, source: null, service: null, limit: 10 })).moments.rows;
  expect(first).toMatchObject({ source: 'usage', use: { feature: 'billing', surface: 'invoice-page', trust: 'client', replay: null } });
});

test('a session is one story: the name that an SDK made up before somebody signed in is no second user', async () => {
  const { stories } = await getDossier(everyone, 's_1', asked);
  expect(stories).toHaveLength(1);
  expect(stories[0]?.moments.map(({ text, userId }) => [text, userId])).toEqual([
    ['opened', 'u_1'],
    ['opened invoice (feature billing, surface invoice-page)', 'u_1'],
    ['$pageview', null],
  ]);
});

test('refuses a viewer who may not, and shows nothing of another organisation', async () => {
  expect(await reading('req-1', viewerIn(['*'], { may: ['audit:read'] }))).toMatchObject({
    verdict: 'unavailable',
    why: 'you may not see it',
  });
  expect(await reading('req-1', viewerIn(['org_1'], { may }))).toMatchObject({ verdict: 'found' });
  expect(await reading('req-1', viewerIn(['org_2'], { may }))).toMatchObject({ verdict: 'none' });
});
