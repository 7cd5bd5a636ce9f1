import { expect, test } from 'vitest';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { ConfigError } from './config-error';
import { readSentryAddress } from './sentry-address';

const read = (text: string, token: string | null = 'CANARY-token') => readSentryAddress(`sentry+${text}`, token);

test('the organisation stands last, and before it what a self-hosted Sentry has as its path', () => {
  expect(read('https://us.sentry.io/acme')).toMatchObject({
    base: new URL('https://us.sentry.io/'),
    organisation: 'acme',
    projects: [],
    orgTag: null,
    sampled: null,
  });
  const far = read(
    'https://tools.example.com:8443/errors/sentry/acme/?project=1&project=20&environment=production&org_tag=org_id&sampled=0.1',
  );
  expect(far).toMatchObject({
    base: new URL('https://tools.example.com:8443/errors/sentry'),
    organisation: 'acme',
    projects: ['1', '20'],
    environments: ['production'],
    orgTag: 'org_id',
    sampled: 0.1,
  });
});

test.each([
  ['https://us.sentry.io/', 'must end with the organisation'],
  ['https://us.sentry.io/api/0/acme', 'right after the host'],
  ['https://sentry.example.com/organizations/acme', 'right after the host'],
  ['https://CANARY:x@us.sentry.io/acme', 'must not hold credentials'],
  ['https://us.sentry.io/acme?CANARY=1', 'no other parameter'],
  ['https://us.sentry.io/acme?project=CANARY', 'by their numbers'],
  ['https://us.sentry.io/acme?sampled=10', 'no share'],
  ['https://us.sentry.io/acme?sampled=0', 'no share'],
  ['https://us.sentry.io/acme?org_tag=CANARY%20x', 'cannot be a tag'],
  ['https://us.sentry.io/CANARY%20x', 'must end with the organisation'],
])('%s is refused, without a word of it', (text, why) => {
  expect(() => read(text)).toThrow(ConfigError);
  expect(() => read(text)).toThrow(why);
  expect(() => read(text)).not.toThrow(/CANARY/);
});

test('without a token there is no Sentry, and one that no header can hold is none', () => {
  expect(() => read('https://us.sentry.io/acme', null)).toThrow('ISSUES_TOKEN is missing');
  expect(() => read('https://us.sentry.io/acme', 'CANARY\nx')).toThrow('ISSUES_TOKEN holds what no header can');
  expect(() => read('https://us.sentry.io/acme', 'CANARY\nx')).not.toThrow(/CANARY/);
});

describeWithShared('addresses that lead where nobody would look', 'contracts/hostile-inputs.json', (file) => {
  test.each(hostileInputs(file, 'config.url'))('$id: $text', ({ text }) => {
    expect(() => read(text)).toThrow(ConfigError);
    // Also with an organisation; a name that only a resolver could see through is the operator's word.
    const named = `${text.replace(/\/$/, '')}/acme`;
    if (new URL(text).hostname !== 'localtest.me') expect(() => read(named)).toThrow(ConfigError);
  });
});
