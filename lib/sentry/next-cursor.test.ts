import { expect, test } from 'vitest';
import { nextCursor } from './next-cursor';
import { permalinkFrom } from './permalink';

const link = (rel: string, rest: string, at = 'https://us.sentry.io/api/0/organizations/acme/issues/?&cursor=1:2:3') =>
  `<${at}>; rel="${rel}"; ${rest}`;

test('a list goes on where its next place has results, by its cursor alone', () => {
  const previous = link('previous', 'results="true"; cursor="0:0:1"');
  expect(nextCursor(`${previous}, ${link('next', 'results="true"; cursor="1764:100:0"')}`)).toBe('1764:100:0');
  expect(nextCursor(`${previous}, ${link('next', 'results="false"; cursor="1764:100:0"')}`)).toBeNull();
  expect(nextCursor(`${link('next', 'results="true"; cursor="1764:100:0"', 'https://evil.example/?a=,<b')}`)).toBe('1764:100:0');
});

test.each([
  null,
  '',
  previousOnly(),
  'nonsense',
  link('next', 'results="true"'),
  link('next', 'results="true"; cursor="a b"'),
  `<${'x'.repeat(9_000)}`,
])('%s leads nowhere', (text) => {
  expect(nextCursor(text)).toBeNull();
});

function previousOnly(): string {
  return link('previous', 'results="true"; cursor="0:0:1"');
}

test.each([
  ['https://acme.sentry.io/issues/1/', 'https://us.sentry.io/', 'https://acme.sentry.io/issues/1/'],
  [
    'https://sentry.io/organizations/acme/issues/1/?referrer=x#y',
    'https://de.sentry.io/',
    'https://sentry.io/organizations/acme/issues/1/',
  ],
  ['https://tools.example.com/sentry/issues/1/', 'https://tools.example.com/sentry', 'https://tools.example.com/sentry/issues/1/'],
  ['http://127.0.0.1:9000/issues/1/', 'http://127.0.0.1:9000/', 'http://127.0.0.1:9000/issues/1/'],
  ['http://acme.sentry.io/issues/1/', 'https://us.sentry.io/', null],
  ['https://sentry.io.evil.example/issues/1/', 'https://us.sentry.io/', null],
  ['https://evilsentry.io/issues/1/', 'https://us.sentry.io/', null],
  ['https://acme.sentry.io/issues/1/', 'https://tools.example.com/', null],
  ['https://tools.example.com:8443/issues/1/', 'https://tools.example.com/', null],
  ['https://user:CANARY@us.sentry.io/issues/1/', 'https://us.sentry.io/', null],
  ['javascript:alert(1)', 'https://us.sentry.io/', null],
  ['//evil.example/', 'https://us.sentry.io/', null],
  [null, 'https://us.sentry.io/', null],
])('%s is shown of %s as %s', (told, base, shown) => {
  expect(permalinkFrom(told, new URL(base))).toBe(shown);
});
