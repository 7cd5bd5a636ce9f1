import { afterAll, beforeAll, expect, test } from 'vitest';
import { privateCertificate } from '@/tests/support/certificate';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { type FakeLoki, fakeLoki } from '@/tests/support/fake-loki';
import { type FakePosthog, fakeKey, fakePosthog } from '@/tests/upstream/fake-posthog';
import { type FakeSentry, fakeSentry, fakeToken } from '@/tests/upstream/fake-sentry';

/** Services inside a company have certificates of its own authority, which Node trusts by NODE_EXTRA_CA_CERTS. */

const authority = privateCertificate();
let sentry: FakeSentry;
let loki: FakeLoki;
let posthog: FakePosthog;
const at = new Date(Date.now() - 60_000).toISOString();

beforeAll(async () => {
  await freshDatabase();
  [sentry, loki, posthog] = await Promise.all([fakeSentry(authority), fakeLoki(authority), fakePosthog(authority)]);
  // Over TLS, and well.
  for (const service of [sentry, loki, posthog]) service.set('bad-tls');
  sentry.push([{ id: '1'.repeat(32), issue: 'WEB-1', time: at, type: 'TypeError', value: 'x', tags: { request_id: 'req-private' } }]);
  const ns = BigInt(Date.parse(at)) * 1_000_000n;
  loki.push([{ stream: { service_name: 'web' }, metadata: { request_id: 'req-private' }, ns, text: 'GET /' }]);
  posthog.push([
    {
      uuid: '0193d000-0000-4000-9000-000000000001',
      event: 'opened',
      time: at,
      distinctId: 'u_1',
      properties: { feature: 'customers', request_id: 'req-private' },
    },
  ]);
  Object.assign(process.env, { LOGS_URL: loki.url, ISSUES_URL: sentry.url, ISSUES_TOKEN: fakeToken });
  Object.assign(process.env, { USAGE_URL: posthog.url, USAGE_TOKEN: fakeKey });
});
afterAll(async () => {
  await Promise.all([sentry, loki, posthog].map((service) => service.close()));
  authority.remove();
});

async function readings(authorityFile: string | null) {
  if (authorityFile === null) delete process.env.NODE_EXTRA_CA_CERTS;
  else process.env.NODE_EXTRA_CA_CERTS = authorityFile;
  const { answer, said } = await endOf(startCommand(['dossier', 'req-private', '--json']));
  expect(said).toBe('');
  const told = JSON.parse(answer).readings as Readonly<Record<string, { readonly verdict: string; readonly why: string | null }>>;
  return ['logs', 'issues', 'usage'].map((source) => [told[source]?.verdict, told[source]?.why ?? null]);
}

test('of an authority that nobody trusts none is asked anything, and that is said', async () => {
  const why = expect.stringMatching(/certificate/);
  expect(await readings(null)).toEqual([
    ['unavailable', why],
    ['unavailable', why],
    ['unavailable', why],
  ]);
  expect([...sentry.credentials, ...posthog.credentials]).toEqual([]);
});

test('of one that is trusted every service answers', { timeout: 120_000 }, async () => {
  // A machine with other suites on it may take longer than a source is given: then it is asked again.
  await expect
    .poll(() => readings(authority.authorityFile), { timeout: 90_000 })
    .toEqual([
      ['found', null],
      ['found', null],
      ['found', null],
    ]);
});
