import { expect, test } from 'vitest';
import { keyIn } from './key-in';

const key = '0123456789abcdef0123456789abcdef';
const request = (query = '', headers: Record<string, string> = {}) => new Request(`http://localhost/api/3/envelope/${query}`, { headers });

test.each([
  [request('', { 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${key}, sentry_client=sentry.javascript.node/11.12.0` }), null],
  [request('', { 'x-sentry-auth': `Sentry sentry_key=${key.toUpperCase()},sentry_version=7` }), null],
  [request('', { authorization: `Sentry sentry_version=7,sentry_key=${key}` }), null],
  [request(`?sentry_version=7&sentry_key=${key}`), null],
  [request(), `{"dsn":"https://${key}@tracebook.example.com/prefix/3"}\n{"type":"event"}\n{}`],
])('a key is found wherever SDKs put it', (given, body) => {
  expect(keyIn(given, body === null ? null : Buffer.from(body))).toBe(key);
});

test.each([
  [request(), null],
  [request('?sentry_key=short'), null],
  [request('', { authorization: `Bearer ${key}` }), null],
  [request(`?sentry_key=${key}0`), null],
  [request(), '{"dsn":"not a url"}\n'],
  [request(), '{"dsn":7}\n'],
  [request(), 'rubbish'],
])('what can be no key is none', (given, body) => {
  expect(keyIn(given, body === null ? null : Buffer.from(body))).toBeNull();
});
