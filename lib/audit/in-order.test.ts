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
  ['request:r-1', everyone, true],
  ['trace:4bf92f3577b34da6a3ce929d0e0e4736', everyone, true],
  ['meta.ticket:T-1', everyone, true],
  ['before.plan:team', everyone, true],
  ['meta.seats:3', everyone, true],
  ['', everyone, false],
  ['actor:u_1', everyone, false],
  ['-request:r-1', everyone, false],
  ['request:r-*', everyone, false],
  ['request:r-1,r-2', everyone, false],
  ['request:r-1 actor:u_1', everyone, false],
  ['request:r-1 created:2026-10', everyone, false],
  ['meta.ticket:T-*', everyone, false],
  ['meta.seats:>3', everyone, false],
  ['-meta.ticket:T-1', everyone, false],
  ['meta.isNew:true', everyone, false],
  [`meta.${Array(16).fill('a').join('.')}:1`, everyone, false],
  // An index on organisations could be taken for the better way, and lead to all that the largest one did.
  ['request:r-1', ofOne, false],
  ['meta.ticket:T-1', ofTwo, false],
] as const)('%s leads to few by one index, whatever the value', (q, viewer, expected) =>
  expect(leadsToFew(parseFilter(q), viewer)).toBe(expected),
);
