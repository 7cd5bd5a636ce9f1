import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequestId, requestIdOf } from './request-id';

const shape = /^[A-Za-z0-9][A-Za-z0-9._:@/+=-]{0,199}$/;

test.each(['req-1', 'a'.repeat(200), '01HV/..:@+=-', '0af7651916cd43dd8448eb211c80319c'])('a well-formed id is kept as it is: %s', (id) => {
  expect(readRequestId(new Headers({ 'x-request-id': id }))).toEqual({ id, traceId: null, rejected: null });
});

test.each([
  ['a'.repeat(201), 'a'.repeat(64)],
  ['A'.repeat(15_000), 'A'.repeat(64)],
  ['../../api/export?format=csv', '../../api/export?format=csv'],
  ['id with "quotes"', 'id with \\"quotes\\"'],
  ['\u00e9t\u00e9', '\u00e9t\u00e9'],
])('a malformed id is replaced and told, cut and escaped: %s', (given, told) => {
  const read = readRequestId(new Headers({ 'x-request-id': given }));
  expect(read.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(read.rejected).toBe(told);
});

test('a request without an id gets one; only an empty one counts as rejected', () => {
  expect(readRequestId(new Headers())).toEqual({ id: expect.stringMatching(shape), traceId: null, rejected: null });
  expect(readRequestId(new Headers({ 'x-request-id': '' })).rejected).toBe('');
});

test('a traceparent gives the trace id, and the request id where there is none', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  expect(readRequestId(new Headers({ traceparent }))).toEqual({ id: traceId, traceId, rejected: null });
  expect(readRequestId(new Headers({ traceparent, 'x-request-id': 'req-1' }))).toEqual({ id: 'req-1', traceId, rejected: null });
});

test.each([
  'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  'nonsense',
])('an invalid traceparent is ignored: %s', (header) => {
  expect(readRequestId(new Headers({ traceparent: header })).traceId).toBeNull();
});

test('whatever comes in, what goes out has the shape', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)) }), (given) => {
      expect(requestIdOf(new Headers({ 'x-request-id': given }))).toMatch(shape);
    }),
  );
});
