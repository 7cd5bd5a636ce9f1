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

test.each(['mail ada.l+x@mail.example.co.uk now', 'user=email:bob@example.com', '<ada@xn--bcher-kva.example>'])(
  'an e-mail address goes where that is asked for: %s',
  (text) => {
    expect(redact(text, { emails: true })).toMatch(/\[email\]/);
    expect(redact(text, { emails: true })).not.toMatch(/ada|bob/);
    expect(redact(text)).toBe(text);
  },
);

test.each(['github.com/sourcegraph/conc@v0.3.0/waitgroup.go', 'node_modules/.pnpm/pg@8.11.3/index.js', 'a@b'])(
  'what only looks like one stays: %s',
  (text) => {
    expect(redact(text, { emails: true })).toBe(text);
  },
);

test.each(['from 203.0.113.42.', 'ip:8.8.8.8', 'http://203.0.113.42:80/x', 'peer 2001:db8:0:1::17, gone', '2001:db8:0:1:2:3:4:5'])(
  'an address of a machine goes where that is asked for: %s',
  (text) => {
    expect(redact(text, { addresses: true })).toMatch(/\[address\]/);
    expect(redact(text, { addresses: true })).not.toMatch(/113|8\.8|db8/);
    expect(redact(text)).toBe(text);
  },
);

test.each([
  'connect ECONNREFUSED 127.0.0.1:5432',
  '10.1.2.3 and 192.168.0.7',
  'Version=2.2.0.0',
  'Chrome/64.0.3282.119',
  'release 2025.6.2.0',
  'std::vector::at',
  '12:34:56',
  'v1.2.3.4',
])('what leads to nobody stays: %s', (text) => {
  expect(redact(text, { addresses: true })).toBe(text);
});
