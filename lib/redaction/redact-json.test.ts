import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactJson } from './redact-json';

test.each([
  '{"Authorization":"Bearer CANARY-SECRET-2"}',
  '{"nested":{"PassWord":"CANARY-SECRET-3"}}',
  '{"password":"x","password":"CANARY-SECRET-1"}',
  '{"api_key": "CANARY"}',
  '{"a":["https://u:CANARY-SECRET-4@h/?token=CANARY-SECRET-5"]}',
  '{"pem":"-----BEGIN PRIVATE KEY-----\\nCANARY-SECRET-6"}',
  '{"msg":"he sent password=\\"CANARY\\" to us"}',
  '{"p\\u0061ssword":"CANARY"}',
  '{"clientSecret":"a\\"CANARY"}',
])('no secret stays in %s, and it stays JSON', (json) => {
  expect(redactJson(json)).not.toContain('CANARY');
  expect(() => JSON.parse(redactJson(json))).not.toThrow();
});

test('a secret number goes too, and JSON stays JSON', () => {
  expect(redactJson('{"password":12345,"n":1}')).toBe('{"password":"[redacted]","n":1}');
});

test('a card number goes from a text', () => {
  expect(redactJson('{"msg":"card 4111 1111 1111 1111"}')).toBe('{"msg":"card [number]"}');
});

test.each([
  '{"tokenId":1.00,"n":9007199254740993,"at":"2026-10-03T14:02:11Z"}',
  '{"account":"123837392027","passed":true,"secretary":"Ann"}',
  '{"token":{"id":7},"password":null}',
  '[4111111111111111]',
])('ordinary JSON stays to the letter: %s', (json) => {
  expect(redactJson(json)).toBe(json);
});

test('law: JSON stays JSON, whatever it holds', () => {
  const keys = fc.oneof(fc.string(), fc.constantFrom('password', 'token', 'msg'));
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('Bearer x"y', 'token="\\', 'https://a:b@c', 'a\nb bearer \\'));
  const values = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      texts,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.dictionary(keys, tie('any')),
      fc.array(tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(values, (value) => {
      JSON.parse(redactJson(JSON.stringify(value)));
    }),
    { numRuns: 500 },
  );
});

test('a long text costs no more than its length', () => {
  const startedAt = performance.now();
  redactJson(`{"password":"${'\\"'.repeat(120_000)}"}`);
  redactJson(`{"a":"${'password='.repeat(28_000)}"}`);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
