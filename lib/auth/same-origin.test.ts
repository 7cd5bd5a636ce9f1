import { beforeAll, expect, test } from 'vitest';
import { assertSameOrigin } from './same-origin';

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
    NEXTAUTH_SECRET: 'x'.repeat(32),
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
  });
});

test.each([
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'same-origin', origin: 'null' },
  { origin: 'http://127.0.0.1:3000' },
  { origin: 'http://localhost:3000' },
])('%j comes from a page of ours', (headers) => {
  expect(() => assertSameOrigin(post(headers))).not.toThrow();
});

test.each([
  {},
  { origin: 'null' },
  { origin: 'http://localhost:3001' },
  { origin: 'https://127.0.0.1:3000' },
  { origin: 'http://127.0.0.1:3000.evil.example' },
  { origin: 'http://localhost.evil.example:3000' },
  { origin: 'nonsense' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' },
  { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:3000' },
  { host: 'evil.example', origin: 'http://evil.example' },
])('%j does not', (headers) => {
  expect(() => assertSameOrigin(post(headers))).toThrow('This was not sent from a page of ours.');
});

function post(headers: Record<string, string | undefined>): Request {
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new Request('http://127.0.0.1:3000/api/theme', { method: 'POST', headers: given });
}
