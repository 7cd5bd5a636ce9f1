import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnPath } from './return-path';

test.each(['/', '/audit', '/audit?q=actor:u_1&tz=UTC', '/audit/action?ref=billing~1', '/apiary', '/sign-in-history'])(
  '%s is a place to come back to',
  (path) => {
    expect(returnPath(path)).toBe(path);
  },
);

test.each([
  null,
  undefined,
  '',
  'audit',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/%2e//evil.example',
  '\\\\evil.example',
  'https:evil.example',
  'https://evil.example/',
  'https://app.example@evil.example',
  'javascript:alert(1)',
  '/api/auth/signout',
  '/sign-in?callbackUrl=/',
  '/_next/data',
])('%s is none', (asked) => {
  expect(returnPath(asked)).toBe('/');
});

test('whatever is asked, a browser stays here', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.stringMatching(/^[/\\.%2f5c\t@:a]{1,12}$/).map((text) => `/${text}`),
      ),
      (asked) => {
        const path = returnPath(asked);
        expect(path).toMatch(/^\/(?![/\\])/);
        expect(new URL(path, 'https://app.example').origin).toBe('https://app.example');
      },
    ),
    { numRuns: 5_000 },
  );
});
