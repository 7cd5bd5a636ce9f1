import { expect, test } from 'vitest';
import { redact } from './redact';

test.each([
  'Authorization: Bearer CANARY-SECRET-2',
  '{"PassWord": "CANARY-SECRET-3"}',
  'https://u:CANARY-SECRET-4@h/?token=CANARY-SECRET-5',
  '-----BEGIN PRIVATE KEY-----\nCANARY-SECRET-6',
  'tb_abc123def456_CANARYSECRETCANARYSECRET',
  'eyJhbGciOiJkaXIi.CANARYSECRET.CANARYSECRET',
  'api_key=CANARY-SECRET-7&x=1',
  "cookie='CANARY-SECRET-8'",
])('a secret does not reach a line: %s', (text) => {
  expect(redact(text)).not.toContain('CANARY');
});

test('a card number does not reach a line', () => {
  expect(redact('card 4111 1111 1111 1111 declined')).toBe('card [number] declined');
});

test.each(['connect ECONNREFUSED 127.0.0.1:5432', 'req-01HV2/a:b@c', '2026-10-03T14:02:11.204000Z'])('ordinary text stays: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('an id of as many digits stays', () => {
  expect(redact('order 4111 1111 1111 1112')).toBe('order 4111 1111 1111 1112');
});

test.each([
  '4012-8888-8888-1881-1111',
  'a4012888888881881',
  '00000000-4012-8888-8888-188100000000',
  '1627689600123',
  '4012888888881881123',
])('digits within something longer stay: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test.each(['4012-8888-8888-1881', '4012888888881881', '3782 822463 10005'])('a card number in its usual forms goes: %s', (text) => {
  expect(redact(`card ${text}, declined`)).toBe('card [number], declined');
});
