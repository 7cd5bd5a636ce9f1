import { expect, test } from 'vitest';
import { reportError } from './error-reports';
import { startTelemetry, stopTelemetry } from './start';
import { capture } from './usage';

test('without a DSN and a key nothing is loaded, sent or thrown', async () => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    NEXTAUTH_SECRET: 'x'.repeat(32),
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    SENTRY_DSN: '',
    POSTHOG_KEY: '',
  });
  await startTelemetry();
  reportError(new Error('nobody hears this'));
  capture({ id: 'u_1' }, 'audit.searched', { feature: 'audit', surface: '/audit' });
  await stopTelemetry();
  expect(globalThis).not.toHaveProperty('tracebookSentry');
  expect(globalThis).not.toHaveProperty('tracebookUsage');
});
