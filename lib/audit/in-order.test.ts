import { expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { viewerIn } from '@/tests/support/viewers';
import { comesInOrder, leadsToFew } from './in-order';

const everyone = viewerIn(['*']);
const ofOne = viewerIn(['org_1']);
const ofTwo = viewerIn(['org_1', 'org_2']);

test.each([
  '',
  'created:2026-10',
  'actor:u_1',
  'actor:u_1 created:2026-10..2026-11',
  'action:customer',
  'subject:customer/c_1',
  'request:r-1',
])('%s is one stretch of one index', (q) => expect(comesInOrder(parseFilter(q), everyone)).toBe(true));

test.each([
  '-actor:u_1',
  'actor:u_1,u_2',
  'actor:u_*',
  'actor:u_1 org:org_1',
  'created:2025,2026',
  '-created:2026',
  'recorded:2026',
  'action:customer.update',
  'subject:c_1',
  'subject:customer/',
  'outcome:success',
  'has:request',
  'meta.ip:192.0.2.17',
  'word',
])('%s has to be gathered first', (q) => expect(comesInOrder(parseFilter(q), everyone)).toBe(false));

test.each([
  ['', ofOne, true],
  ['created:2026-10', ofOne, true],
  ['actor:u_1', ofOne, false],
  ['', ofTwo, false],
  ['', { ...everyone, sees: 'sample' as const }, false],
])('%j depends on what the viewer sees', (q, viewer, expected) => expect(comesInOrder(parseFilter(q), viewer)).toBe(expected));

test.each([
  ['request:r-1', true],
  ['trace:4bf92f3577b34da6a3ce929d0e0e4736', true],
  ['', false],
  ['actor:u_1', false],
  ['-request:r-1', false],
  ['request:r-*', false],
  ['request:r-1,r-2', false],
  ['request:r-1 actor:u_1', false],
  ['request:r-1 created:2026-10', false],
])('%s leads to few by one index: %s', (q, expected) => expect(leadsToFew(parseFilter(q))).toBe(expected));
