import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recognise } from './recognise';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const uuid = 'b0c4c1d2-52c1-4a5e-8d0e-3a1f0b6a9a11';
const found = (text: string) => recognise(text).map(({ kind, id }) => `${kind} ${id}`);

describe('one ID by itself', () => {
  it.each<[string, string[]]>([
    [`00-${trace}-00f067aa0ba902b7-01`, [`trace ${trace}`]],
    [trace, [`trace ${trace}`, `sentry-event ${trace}`, `session ${trace}`, `request ${trace}`]],
    [uuid, [`request ${uuid}`, `session ${uuid}`, `user ${uuid}`, `sentry-event ${uuid}`]],
    ['req-3c9f0d5e-77', ['request req-3c9f0d5e-77']],
    ['1-5759e988-bd862e3fe1be46a994272793', ['trace 1-5759e988-bd862e3fe1be46a994272793']],
    ['TRACEBOOK-API-4F2', ['short-id TRACEBOOK-API-4F2']],
    ['zoe@example.com', ['user zoe@example.com']],
    ['u_1', ['user u_1']],
    ['customer/c_9', ['subject customer/c_9']],
    ['billing~1042', ['action-ref billing~1042']],
    ['Z5JQXR2KTN0W3H8A', ['request Z5JQXR2KTN0W3H8A', 'user Z5JQXR2KTN0W3H8A', 'subject Z5JQXR2KTN0W3H8A']],
    ['arn:aws:iam::1:user/bob', ['user arn:aws:iam::1:user/bob', 'subject arn:aws:iam::1:user/bob']],
  ])('%s', (text, likeliest) => expect(found(text).slice(0, likeliest.length)).toEqual(likeliest));

  it('is found through quotes, brackets and spaces around it', () => {
    expect(found('  `req-3c9f0d5e-77`, ')[0]).toBe('request req-3c9f0d5e-77');
    expect(found('<billing~1042>')).toContain('action-ref billing~1042');
  });

  it.each([
    '',
    ' ',
    'zoe',
    'free words',
    '---',
    'https://tracebook.test/audit?q=zoe',
    'user_id',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01 x',
  ])('%j holds none', (text) => expect(found(text)).toEqual([]));
});

describe('an ID inside something else', () => {
  it.each<[string, string, string[]]>([
    [
      'a JSON line',
      `{"level":"error","requestId":"abc/1==","trace_id":"${trace}","user_id":42,"session_id":null}`,
      ['request abc/1==', `trace ${trace}`, 'user 42'],
    ],
    ['JSON inside JSON', '{"message":"{\\"request_id\\":\\"req-9\\"}"}', ['request req-9']],
    ['JSON with a name that is like an ID', '{"user_id":"u_9","at":"x"}', ['user u_9']],
    ['logfmt', 'time=2026-10-03T14:02:11Z level=warn req_id=7f3a user=zoe msg="refused"', ['request 7f3a', 'user zoe']],
    ['a header', 'X-Request-Id: 9f8e7d6c', ['request 9f8e7d6c']],
    ['a traceparent header', `traceparent: 00-${trace}-00f067aa0ba902b7-01`, [`trace ${trace}`]],
    [
      'a support mail',
      'Hello,\nit failed again. The page said “Request ID: K7-22X”.\nThanks, zoe@example.com',
      ['request K7-22X', 'short-id K7-22X', 'user zoe@example.com'],
    ],
    [
      'a stack trace',
      `Error: refused\n    at pay (/srv/pay.ts:12:30)\n  event ID: ${trace}, see BILLING-API-1K`,
      [`sentry-event ${trace}`],
    ],
    ['a Kubernetes audit event', `{"kind":"Event","auditID":"${uuid}"}`, [`request ${uuid}`]],
  ])('%s', (_, text, likeliest) => expect(found(text).slice(0, likeliest.length)).toEqual(likeliest));
});

it('answers little, soon, and without throwing, whatever is pasted', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(recognise(text).length).toBeLessThanOrEqual(12);
    }),
  );
  for (const unit of ['a', 'a.', 'A-', 'req-', 'user=', '"', '1-', 'a@', 'f', ' ', '\\"', 'request_id: ']) {
    const start = performance.now();
    recognise(unit.repeat(300_000));
    expect(performance.now() - start).toBeLessThan(5000);
  }
});
