import { expect, test } from 'vitest';
import { ConfigError } from './config-error';
import { readLaunch } from './launch';

test('with nothing set, the app answers on loopback only', () => {
  expect(readLaunch({})).toMatchObject({ host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000', migratesOnStart: true });
});

test('an empty variable is one that is not set', () => {
  expect(readLaunch({ DATABASE_URL: '', PORT: '' })).toMatchObject({ databaseUrl: undefined, port: 3000 });
});

test('a machine’s own name in HOSTNAME is no wish to be reached from outside', () => {
  expect(readLaunch({ HOSTNAME: '4f1c9a' }, '4f1c9a').host).toBe('127.0.0.1');
});

test.each(['0.0.0.0', '::', '10.0.0.1', 'tracebook.internal'])('who listens on %s must say the public address', (host) => {
  expect(() => readLaunch({ HOSTNAME: host })).toThrow(/NEXTAUTH_URL is missing/);
  expect(readLaunch({ HOSTNAME: host, NEXTAUTH_URL: 'https://t.example.com' }).publicUrl).toBe('https://t.example.com');
});

test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('%s needs no public address', (host) => {
  expect(new URL(readLaunch({ HOSTNAME: host, PORT: '4100' }).publicUrl).port).toBe('4100');
});

test('says all that is wrong at once, and no value', () => {
  const wrong = { PORT: '70000', ADMIN_EMAIL: 'nobody', MIGRATE_ON_START: 'perhaps' };
  expect(() => readLaunch(wrong)).toThrow(ConfigError);
  expect(() => readLaunch(wrong)).toThrow(/PORT[\s\S]*MIGRATE_ON_START[\s\S]*ADMIN_EMAIL/);
  expect(() => readLaunch(wrong)).not.toThrow(/nobody|perhaps/);
});
