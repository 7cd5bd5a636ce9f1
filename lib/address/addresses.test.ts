import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionHref, parseActionAddress } from './action-address';
import { parseActionRef, printActionRef } from './action-ref';
import { actorHref, parseActorAddress } from './actor-address';
import { auditHref, parseAuditAddress } from './audit-address';
import { facetsHref, parseFacetsAddress } from './facets-address';
import { storable } from './lexeme';
import { type ListParams, noListParams } from './list-params';
import { parseFilter } from './parse-filter';
import { parseScreenAddress, screenHref } from './screen-address';
import { parseSubjectAddress, subjectHref } from './subject-address';

const paramsOf = (href: string) => new URL(href, 'https://tracebook.test').searchParams;
const text = fc.string({ unit: 'binary', minLength: 1 }).map(storable);
const list: fc.Arbitrary<ListParams> = fc
  .record({
    filter: fc.string({ unit: 'binary' }).map((text) => parseFilter(text)),
    zone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Etc/GMT+5'),
    data: fc.constantFrom('real' as const, 'sample' as const, null),
    order: fc.constantFrom('desc' as const, 'asc' as const),
    limit: fc.integer({ min: 1, max: 1000 }),
    after: fc.option(text),
    before: fc.option(text),
  })
  .map((params) => (params.after ? { ...params, before: null } : params));

describe('the law of addresses', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(list, fc.option(text), fc.option(text), (params, one, other) => {
        expect(parseAuditAddress(paramsOf(auditHref(params)))).toEqual({ ...params, problems: [] });
        expect(parseSubjectAddress(paramsOf(subjectHref({ type: one, id: other }, params)))).toEqual({
          ...params,
          type: one,
          id: other,
          problems: [],
        });
        expect(parseActorAddress(paramsOf(actorHref(one ?? '', params)))).toEqual({ ...params, id: one, problems: [] });
        const { zone, data, filter, limit } = params;
        const by = { key: 'meta' as const, path: [one ?? '', other ?? ''] as const };
        expect(parseFacetsAddress(paramsOf(facetsHref(by, { zone, data, filter, limit })))).toEqual({
          zone,
          data,
          filter,
          limit,
          by,
          problems: [],
        });
        expect(parseScreenAddress(paramsOf(screenHref('/settings', { zone, data })))).toEqual({
          zone,
          data,
          notice: null,
          problems: [],
        });
        const ref = { source: one ?? 'a~b', key: other ?? '~' };
        expect(parseActionAddress(paramsOf(actionHref(ref, { zone, data })))).toEqual({ ref, zone, data, problems: [] });
      }),
    );
  });

  it('never throws, whatever is given, however often', () => {
    const anything = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' }))), { nil: undefined });
    const names = ['q', 'tz', 'data', 'order', 'limit', 'after', 'before', 'ref', 'type', 'id', 'by', '__proto__', 'constructor'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), anything), (params) => {
        for (const parse of [
          parseAuditAddress,
          parseActionAddress,
          parseSubjectAddress,
          parseActorAddress,
          parseFacetsAddress,
          parseScreenAddress,
        ]) {
          const { zone, problems } = parse(params);
          expect([zone === 'UTC' || zone.includes('/'), problems.every(({ why }) => why !== '')]).toEqual([true, true]);
        }
        auditHref(parseAuditAddress(params));
      }),
    );
  });
});

describe('an address', () => {
  it('is short where nothing is asked, and people can read it', () => {
    expect(auditHref()).toBe('/audit');
    expect(auditHref(noListParams)).toBe('/audit?tz=UTC');
    const filter = parseFilter('actor:u_1,u_2 subject:customer/c_9 "a & b"');
    expect(auditHref({ filter, zone: 'America/New_York', order: 'asc' })).toBe(
      '/audit?q=actor:u_1,u_2+subject:customer/c_9+%22a+%26+b%22&order=asc&tz=America/New_York',
    );
    expect(auditHref({ after: 'a', before: 'b' })).toBe('/audit?after=a');
    expect(subjectHref({ type: 'security-group', id: "sg'1" })).toBe('/audit/subject?type=security-group&id=sg%271');
    expect(facetsHref('day', { limit: 20 })).toBe('/api/v1/actions/facets?by=day');
    expect(parseFacetsAddress({ by: 'day' })).toMatchObject({ by: 'day', limit: 20 });
    expect(actionHref('billing~1042', { data: 'sample' })).toBe('/audit/action?ref=billing~1042&data=sample');
  });

  it('falls back and says so where a parameter cannot be read', () => {
    const address = parseAuditAddress({ tz: 'Mars/Base', data: 'both', order: 'up', limit: '1e309', after: 'x', before: 'y' });
    expect(address).toMatchObject({ ...noListParams, after: 'x' });
    expect(address.problems.map(({ param }) => param)).toEqual(['tz', 'data', 'order', 'limit', 'before']);
    for (const limit of ['0', '-1', '1001', '1.5', ' 5', '٣']) expect(parseAuditAddress({ limit }).problems).toHaveLength(1);
    expect(parseActionAddress({ ref: 'nothing' })).toMatchObject({ ref: null, problems: [{ param: 'ref' }] });
    expect(parseFacetsAddress({ by: "metadata->>'a'; select 1" })).toMatchObject({ by: null, problems: [{ param: 'by' }] });
  });

  it('takes the first of several, and says so; what it does not know has no effect', () => {
    const polluted = new URLSearchParams('?q=org:org_1&q=org:org_2&orgId=org_2&tz=UTC&tz=Asia/Tokyo');
    expect(parseAuditAddress(polluted)).toEqual({
      ...noListParams,
      filter: parseFilter('org:org_1'),
      problems: [
        { param: 'tz', why: 'tz is given 2 times; the first one counts.' },
        { param: 'q', why: 'q is given 2 times; the first one counts.' },
      ],
    });
    expect(parseAuditAddress({ q: ['org:org_1', 'org:org_2'] }).filter).toEqual(parseFilter('org:org_1'));
  });
});

describe('the reference of an action', () => {
  it.each([
    ['billing~1042', { source: 'billing', key: '1042' }],
    ['sample/fleet~a~b', { source: 'sample/fleet', key: 'a~b' }],
    ['a%7Eb%25~x', { source: 'a~b%', key: 'x' }],
  ])('%s', (written, ref) => {
    expect(parseActionRef(written)).toEqual(ref);
    expect(printActionRef(ref)).toBe(written);
  });

  it.each(['', 'billing', '~1', 'billing~', 'a%20b~1', 'a%7e~1'])('%j is none', (written) => expect(parseActionRef(written)).toBeNull());
});
