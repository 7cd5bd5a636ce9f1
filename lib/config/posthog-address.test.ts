import { expect, test } from 'vitest';
import { ConfigError } from './config-error';
import { readPosthogAddress } from './posthog-address';

const token = 'phx_CANARY';

test('all of it', () => {
  const text =
    'posthog+https://ph.example.com/analytics/?project=7&org=account&feature=area&surface=screen&request=rid&zone=Asia/Muscat&zone=UTC&days=30';
  const { base, ...rest } = readPosthogAddress(text, token);
  expect(base.href).toBe('https://ph.example.com/analytics');
  expect(rest).toEqual({
    project: '7',
    token,
    orgTag: 'account',
    tags: { feature: 'area', surface: 'screen', request: 'rid' },
    zones: ['UTC', 'Asia/Muscat'],
    days: 30,
  });
});

test('the least', () => {
  expect(readPosthogAddress('posthog+https://us.posthog.com?project=123', token)).toMatchObject({
    base: new URL('https://us.posthog.com'),
    project: '123',
    orgTag: null,
    tags: { feature: 'feature', surface: 'surface', request: 'request_id' },
    zones: ['UTC'],
    days: 396,
  });
});

test.each([
  ['https://us.posthog.com?project=1', 'must be like'],
  ['posthog+ftp://us.posthog.com?project=1', 'must be like'],
  ['posthog+https://us.posthog.com', 'needs the number of a project'],
  ['posthog+https://us.posthog.com?project=phc_CANARY', 'needs the number of a project'],
  ['posthog+https://us.i.posthog.com?project=1', 'the host that takes events'],
  ['posthog+https://us.posthog.com/api/projects/1/?project=1', 'ends with the host'],
  ['posthog+https://user:CANARY@us.posthog.com?project=1', 'must not hold credentials'],
  ['posthog+http://2130706433?project=1', 'plainly'],
  ['posthog+http://169.254.169.254?project=1', 'no PostHog can be'],
  ['posthog+https://us.posthog.com?project=1&token=CANARY', 'and no other parameter'],
  ["posthog+https://us.posthog.com?project=1&org=a'CANARY", 'cannot be one'],
  ['posthog+https://us.posthog.com?project=1&zone=Nowhere/CANARY', 'zones'],
  ['posthog+https://us.posthog.com?project=1&days=500', '1 to 400'],
])('%s is refused', (text, why) => {
  expect(() => readPosthogAddress(text, token)).toThrow(why);
  expect(() => readPosthogAddress(text, token)).toThrow(ConfigError);
  expect(() => readPosthogAddress(text, token)).not.toThrow('CANARY');
});

test.each([
  [null, 'is missing'],
  ['phc_CANARY', 'only sends events'],
  ['phx_\nCANARY', 'what no header can'],
])('a key that is none is refused', (key, why) => {
  const read = () => readPosthogAddress('posthog+https://us.posthog.com?project=1', key);
  expect(read).toThrow(why);
  expect(read).not.toThrow('CANARY');
});
