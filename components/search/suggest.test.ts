import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnKeys, parseFilter, pathKeys, placeInFilter, printFilter } from '@/lib/address';
import { keyHelp } from './key-help';
import { suggest } from './suggest';
import { type FacetValue, filterForValues } from './suggest-values';

const now = '2026-10-03T18:02:11.204113Z';
const params = { zone: 'America/New_York', data: null };

/** The caret stands at `|`, also in the answers. */
const suggested = (text: string, values: readonly FacetValue[] = []) =>
  suggest(text.replace('|', ''), text.indexOf('|'), { params, now, values }).map(({ label, leadsTo }) => ({
    label,
    leadsTo: 'href' in leadsTo ? leadsTo.href : `${leadsTo.text.slice(0, leadsTo.caret)}|${leadsTo.text.slice(leadsTo.caret)}`,
  }));
const results = (text: string, values?: readonly FacetValue[]) => suggested(text, values).map(({ leadsTo }) => leadsTo);

describe('keys', () => {
  it('are all offered in an empty box, each with its help', () => {
    expect(suggested('|')).toHaveLength(columnKeys.length + pathKeys.length + 1);
    expect(Object.values(keyHelp).every((help) => help !== '')).toBe(true);
  });

  it.each<[string, string[]]>([
    ['ac|', ['actor:|', 'action:|', 'actor_type:|']],
    ['zoe -Or| x', ['zoe -org:| x']],
    ['me|', ['meta.|']],
    ['has:re|', ['has:request|', 'has:recorded|']],
    ['has:b|', ['has:before.|']],
    ['su|bject:c_9', ['subject:|c_9', 'surface:|c_9', 'subject_type:|c_9']],
    ['has:ha|', []],
    ['nothing|', []],
  ])('%s', (text, expected) => expect(results(text)).toEqual(expected));
});

describe('values', () => {
  const rows = [
    { value: 'u_1', count: 1200 },
    { value: 'Zoe, M*', count: 1 },
    { value: null, count: 3 },
  ];

  it.each<[string, string[]]>([
    ['actor:|', ['actor:u_1 |', 'actor:"Zoe, M*" |']],
    ['-actor:u_9,u| org:o_1', ['-actor:u_9,u_1| org:o_1']],
    ['actor:u|,u_3', ['actor:u_1|,u_3']],
    ['actor:"Zo| org:o_1', ['actor:"Zoe, M*"| org:o_1']],
    ['subject:user/u|', ['subject:user/u_1 |']],
    ['subject:user/|', ['subject:user/u_1 |', 'subject:user/"Zoe, M*" |']],
    ['subject:custom|', []],
    ['subject:/u|', ['subject:/u_1 |']],
    ['meta."a.b":|', ['meta."a.b":u_1 |', 'meta."a.b":"Zoe, M*" |']],
  ])('%s', (text, expected) => expect(results(text, rows)).toEqual(expected));

  it('say how often they occur', () => {
    expect(suggest('actor:', 6, { params, now, values: rows }).map(({ help }) => help)).toEqual(['1,200 rows', '1 row']);
  });

  it('are known for outcomes and days, in the zone of the page', () => {
    expect(results('outcome:|')).toEqual(['outcome:success |', 'outcome:failure |', 'outcome:unknown |']);
    expect(results('outcome:f|')).toEqual(['outcome:failure |']);
    expect(results('created:|')).toEqual([
      'created:2026-10-03 |',
      'created:2026-10-02 |',
      'created:2026-09-27..2026-10-03 |',
      'created:2026-10 |',
      'created:2026-09 |',
      'created:>=2026 |',
    ]);
    expect(suggest('created:', 8, { params, now: '', values: [] })).toEqual([]);
  });

  const counted = (text: string) => {
    const place = placeInFilter(text.replace('|', ''), text.indexOf('|'));
    const filter = place?.kind === 'value' ? filterForValues(place) : null;
    return filter && printFilter(filter);
  };

  it.each([
    ['actor:| zoe', 'zoe'],
    ['actor:| actr:1 zoe', 'zoe'],
    ['actor:u| actr:1 zoe', 'zoe actor:u*'],
    ['-actor:"u *| zoe', 'actor:"u *"*'],
    ['meta.a:x|', 'meta.a:x*'],
    ['subject:cust|', 'subject:cust*'],
    ['subject:customer/|', 'subject:customer/*'],
    ['subject:customer/c|', 'subject:customer/c*'],
    ['subject:/c|', 'subject:c*'],
    ['import:1|', ''],
    ['created:2026|', null],
    ['outcome:f|', null],
    ['changed:e|', null],
    ['act|', null],
  ])('are counted for %s under %s', (text, filter) => {
    expect(counted(text)).toBe(filter);
  });
});

describe('a pasted text', () => {
  it.each<[string, string[]]>([
    [
      'req-3c9f0d5e-77|',
      [
        '/trace?id=req-3c9f0d5e-77&tz=America/New_York',
        'request:req-3c9f0d5e-77 |',
        'actor:req-3c9f0d5e-77 |',
        'subject:req-3c9f0d5e-77 |',
      ],
    ],
    ['{"requestId":"abc/1=="}|', ['/trace?id=abc/1%3D%3D&tz=America/New_York', 'request:abc/1== |', '"{\\"requestId\\":\\"abc/1==\\"}"|']],
    [
      'customer/c_9|',
      ['subject:customer/c_9 |', '/trace?id=customer/c_9&tz=America/New_York', 'request:customer/c_9 |', 'actor:customer/c_9 |'],
    ],
    ['arn:aws:iam::1:user/bob|', ['actor:arn:aws:iam::1:user/bob |', 'subject:"arn:aws:iam::1:user/bob" |']],
    ['billing~1042|', ['/audit/action?ref=billing~1042&tz=America/New_York']],
    ['BILLING-API-4F2|', ['/issues/issue?id=BILLING-API-4F2&tz=America/New_York']],
    [
      'event_id: B0C4C1D252C14A5E8D0E3A1F0B6A9A11|',
      [
        '/trace?id=B0C4C1D252C14A5E8D0E3A1F0B6A9A11&tz=America/New_York',
        '/issues/issue?event=b0c4c1d252c14a5e8d0e3a1f0b6a9a11&tz=America/New_York',
      ],
    ],
    ['session_id=s-1|', ['/trace?id=s-1&tz=America/New_York']],
  ])('%s is offered as what it can be', (text, expected) => expect(results(text).slice(0, expected.length)).toEqual(expected));

  it('is left alone where keys are used', () => {
    expect(results('request:req-3c9f0d5e-77 |').every((text) => text.startsWith('request:req-3c9f0d5e-77 '))).toBe(true);
  });
});

describe('mends', () => {
  it('are offered for the whole text', () => {
    expect(suggested('actr:u_1 has:request,trace |').slice(0, 2)).toEqual([
      { label: 'actor:u_1', leadsTo: 'actor:u_1 has:request,trace|' },
      { label: 'has:request has:trace', leadsTo: 'actr:u_1 has:request has:trace|' },
    ]);
  });
});

it('never throws, and what it offers as a value or a mend can be read', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('actor:', 'meta.a:', 'subject:', 'u_1', '"', ' ', '-', ',', '/', '\\', '*', 'has:')),
      fc.nat(40),
      fc.string({ minLength: 1 }),
      (parts, nat, value) => {
        const text = parts.join('');
        const caret = Math.min(nat, text.length);
        const before = parseFilter(text).terms.filter(({ kind }) => kind === 'unreadable').length;
        const place = placeInFilter(text, caret);
        for (const { leadsTo } of suggest(text, caret, { params, now, values: [{ value, count: 1 }] })) {
          if ('href' in leadsTo || place?.kind !== 'value') continue;
          expect(parseFilter(leadsTo.text).terms.filter(({ kind }) => kind === 'unreadable').length).toBeLessThanOrEqual(before + 1);
        }
      },
    ),
  );
});
