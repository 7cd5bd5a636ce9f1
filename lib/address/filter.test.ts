import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, Filter, Pattern, Term, Value } from './filter';
import { columnKeys, pathKeys } from './filter';
import { lexemes, storable } from './lexeme';
import { parseField, parseFilter } from './parse-filter';
import { printField, printFilter } from './print-filter';
import { isNumber } from './read-order';

/** Texts that are likely to hurt: signs of the grammar, what cannot be seen, and anything at all. */
const text = fc
  .oneof(
    fc.constantFrom(
      'u_1',
      'a b',
      '',
      '"',
      '\\',
      '\\"',
      '*',
      ',',
      '..',
      '.',
      '>=',
      '<',
      '-',
      '--',
      ':',
      '/',
      'a/b',
      'OR',
      '\\u0041',
      'C:\\',
    ),
    fc.constantFrom('\u200b', '\ufeff', '\u202e', '\n', '\u00a0', '\u3000', '\u{e0001}', '👩‍🚀', 'ü', 'שלום', '1..2', 'meta.', '=5', '5.'),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...'"\\*,.<>=-:/ a1'), maxLength: 10 }),
  )
  .map(storable);
const someText = text.filter((value) => value !== '');
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  text.map((value) => ({ kind: 'is' as const, text: value })),
  fc
    .tuple(text, text, fc.array(text, { maxLength: 2 }))
    .map(([a, b, rest]) => ({ kind: 'glob' as const, pieces: [a, b, ...rest] as const })),
);
const operator = fc.constantFrom('>=' as const, '>' as const, '<=' as const, '<' as const);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(String);
const day = fc.date({ min: new Date('1000-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }).map((date) => date.toISOString());
const time = fc.tuple(day, fc.constantFrom(4, 7, 10, 13, 16, 19, 21, 23)).map(([full, length]) => full.slice(0, length));
const importNumber = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String);

const ordered = (value: fc.Arbitrary<string>, isReversed: (a: string, b: string) => boolean): fc.Arbitrary<Value> =>
  fc.oneof(
    value.map((bound) => ({ kind: 'is' as const, text: bound })),
    fc.tuple(operator, value).map(([sign, bound]) => ({ kind: 'comparison' as const, operator: sign, bound })),
    fc.tuple(value, value).map(([a, b]) => ({ kind: 'range' as const, from: isReversed(a, b) ? b : a, to: isReversed(a, b) ? a : b })),
  );
const comparison = (value: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  fc.tuple(operator, value).map(([sign, bound]) => ({ kind: 'comparison' as const, operator: sign, bound }));
const byNumber = (a: string, b: string) => Number(a) > Number(b);
const byText = (a: string, b: string) => a.slice(0, Math.min(a.length, b.length)) > b.slice(0, Math.min(a.length, b.length));

const valuesOf = (key: Field['key']): fc.Arbitrary<Value> => {
  if (key === 'created' || key === 'recorded') return ordered(time, byText);
  if (key === 'import') return ordered(importNumber, byNumber);
  if (key === 'outcome') return fc.constantFrom('success', 'failure', 'unknown').map((word) => ({ kind: 'is', text: word }));
  if (pathKeys.some((path) => path === key)) {
    const words = someText.filter((value) => !isNumber(value));
    return fc.oneof(ordered(number, byNumber), ordered(time, byText), comparison(words), pattern);
  }
  const side = fc.option(pattern);
  const subject = fc.record({ kind: fc.constant('subject' as const), type: side, id: side }).filter(({ type, id }) => Boolean(type ?? id));
  return key === 'subject' ? fc.oneof(pattern, subject) : pattern;
};

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.constantFrom(...columnKeys).map((key) => ({ key })),
  fc
    .tuple(fc.constantFrom(...pathKeys), fc.array(text, { minLength: 1, maxLength: 3 }))
    .map(([key, [first = '', ...rest]]) => ({ key, path: [first, ...rest] as const })),
);
const isNegated = fc.boolean();
const readable: fc.Arbitrary<Term> = fc.oneof(
  { weight: 4, arbitrary: field.chain((chosen) => fieldTerm(chosen)) },
  fc.record({ kind: fc.constant('has' as const), isNegated, field }),
  fc.record({ kind: fc.constant('words' as const), isNegated, text: someText }),
);
const fieldTerm = (chosen: Field): fc.Arbitrary<Term> =>
  fc
    .array(valuesOf(chosen.key), { minLength: 1, maxLength: 3 })
    .chain((values) =>
      fc.record({ kind: fc.constant('field' as const), isNegated, field: fc.constant(chosen), values: fc.constant(values as never) }),
    );
const filter: fc.Arbitrary<Filter> = fc.array(readable, { maxLength: 5 }).map((terms) => ({ terms }));

describe('the laws of filters', () => {
  it('parses what it prints, to the same value', () => {
    fc.assert(
      fc.property(filter, (value) => {
        expect(parseFilter(printFilter(value))).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, prints canonically, and offers only mends that can be read', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(text).map((parts) => parts.join('')),
      fc.array(text).map((parts) => `meta.a:${parts.join('..')}`),
    );
    fc.assert(
      fc.property(anything, (written) => {
        const value = parseFilter(written);
        const canonical = printFilter(value);
        expect(parseFilter(canonical)).toEqual(value);
        expect(printFilter(parseFilter(canonical))).toBe(canonical);
        for (const term of value.terms) {
          if (term.kind === 'unreadable' && term.mend !== null) expect(unreadable(term.mend)).toEqual([]);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves no part of the text out', () => {
    const bare = (written: string) => written.replace(/[^\S\ufeff]/g, '');
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'"\\*,.<>=-:/ a1') }), (written) => {
        expect(
          bare(
            lexemes(written)
              .map(({ raw }) => raw)
              .join(''),
          ),
        ).toBe(bare(written));
        expect(parseFilter(written).terms.length).toBe(lexemes(written).length);
      }),
    );
  });

  it('reads a hundred thousand characters of anything in no time', () => {
    for (const unit of ['"', '\\"', '"\\', 'a:', '-', '*', '..', 'meta."', 'actor:a,', ' a', '<']) {
      const start = performance.now();
      parseFilter(unit.repeat(100_000 / unit.length));
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });
});

const unreadable = (written: string) => parseFilter(written).terms.filter(({ kind }) => kind === 'unreadable');

describe('canonical text', () => {
  it.each([
    'actor:u_1 action:customer -action:login subject:customer/c_9 org:o_1 request:req-1 outcome:failure',
    'created:2026-10-01..2026-10-31 meta.ip:10.0.0.1 changed:email before.role:viewer "free words"',
    'meta.deleted:>300 has:meta.errorCode -has:actor',
    'actor:arn:aws:iam::123456789012:user/bob org:o_1,o_2',
    'subject:"AWS::S3/Bucket"/b-1 subject:/c_9 subject:customer/ subject:c_9 subject:customer/*',
    'subject:"arn:aws:iam::1:role/deploy"',
    'meta."authorization.k8s.io/decision":allow meta.resources.0.ARN:*:key/*',
    'request:"../../api/export?format=csv" meta.path:"../../etc"',
    'meta.count:5..10,>=100 meta.count:-5..5 meta.count:1e3',
    'created:>=2026-10-01T14:02 recorded:<2026 created:"2026-11-01 01:30 America/New_York"',
    'actor:"a,b","*",u_* meta.note:"say \\"hi\\"" meta.path:C:\\temp',
    'actor:"ad\\u200bmin" actor:""',
    'zoe "12:30" "-5" -spam "https://example.com/a"',
    'import:12 import:>3',
  ])('%s', (canonical) => {
    expect(unreadable(canonical)).toEqual([]);
    expect(printFilter(parseFilter(canonical))).toBe(canonical);
  });

  it.each([
    ['  actor:u_1\t\n zoe ', 'actor:u_1 zoe'],
    ['actor:"u_1"', 'actor:u_1'],
    ['meta."ip":5..', 'meta.ip:>=5'],
    ['meta.ip:..5', 'meta.ip:<=5'],
    ['a,b', '"a,b"'],
    ['foo"bar baz"', '"foobar baz"'],
    ['--force', '"--force"'],
    ['-', '"-"'],
    ['x\0y', 'x␀y'],
    ['actor:\\', 'actor:\\'],
    ['actor:u_1\u00a0zoe', 'actor:u_1 zoe'],
    ['actor:"a\ud800"', 'actor:a\ufffd'],
  ])('%j is printed %s', (written, canonical) => expect(printFilter(parseFilter(written))).toBe(canonical));
});

describe('values', () => {
  const value = (written: string) => {
    const [term] = parseFilter(written).terms;
    return term?.kind === 'field' ? term.values[0] : term;
  };

  it.each<[string, Value | Term]>([
    ['actor:u_*', { kind: 'glob', pieces: ['u_', ''] }],
    ['actor:"u_*"', { kind: 'is', text: 'u_*' }],
    ['actor:"*"*"*"', { kind: 'glob', pieces: ['*', '*'] }],
    ['actor:a..b', { kind: 'is', text: 'a..b' }],
    ['meta.a:2026-10-01..2026-10', { kind: 'range', from: '2026-10-01', to: '2026-10' }],
    ['meta.a:"a..b"', { kind: 'is', text: 'a..b' }],
    ['meta.a:"-5"..5', { kind: 'range', from: '-5', to: '5' }],
    ['meta.a:>=/etc/passwd', { kind: 'comparison', operator: '>=', bound: '/etc/passwd' }],
    ['meta.a:>"5*"', { kind: 'comparison', operator: '>', bound: '5*' }],
    ['subject:a/b/c', { kind: 'subject', type: { kind: 'is', text: 'a' }, id: { kind: 'is', text: 'b/c' } }],
    ['subject:"a/b"/c', { kind: 'subject', type: { kind: 'is', text: 'a/b' }, id: { kind: 'is', text: 'c' } }],
    ['subject:"a/b"', { kind: 'is', text: 'a/b' }],
    ['subject:a/', { kind: 'subject', type: { kind: 'is', text: 'a' }, id: null }],
    ['subject:/b', { kind: 'subject', type: null, id: { kind: 'is', text: 'b' } }],
    ['actor:it\'s"', { kind: 'unreadable', text: 'actor:it\'s"', why: 'A quote is opened here and never closed.', mend: 'actor:it\'s""' }],
  ])('%s', (written, expected) => expect(value(written)).toEqual(expected));

  it('reads paths with dots in quotes', () => {
    expect(parseFilter('meta."a.b".c:1').terms[0]).toMatchObject({ field: { key: 'meta', path: ['a.b', 'c'] } });
    expect(parseFilter('has:after.items.0."":x').terms[0]).toMatchObject({ kind: 'unreadable' });
    expect(parseFilter('-has:after.items.0.""').terms[0]).toMatchObject({
      isNegated: true,
      field: { key: 'after', path: ['items', '0', ''] },
    });
  });
});

describe('parseField', () => {
  it('reads a key by itself, and undoes printField', () => {
    fc.assert(
      fc.property(field, (value) => {
        expect(parseField(printField(value))).toEqual(value);
      }),
    );
  });

  it.each(['', 'actr', 'actor actor', 'meta', 'meta."a', "metadata->>'a'; select 1", 'actor:'])('refuses %j', (written) => {
    expect(parseField(written)).toBeNull();
  });
});

describe('unreadable parts', () => {
  it.each([
    ['actr:u_1', 'There is no key actr.', 'actor:u_1'],
    ['-actro:u_1', 'There is no key actro.', '-actor:u_1'],
    ['actorr:u_1', 'There is no key actorr.', 'actor:u_1'],
    ['Actor:u_1', 'There is no key Actor.', 'actor:u_1'],
    ['request_id:r1', 'There is no key request_id.', 'request:r1'],
    ['metadata.ip:10.0.0.1', 'There is no key metadata.ip.', 'meta.ip:10.0.0.1'],
    ['a:b', 'There is no key a; quote it to look for the words.', '"a:b"'],
    ['12:30', 'There is no key 12; quote it to look for the words.', '"12:30"'],
    ['https://example.com/?q=1', 'There is no key https; quote it to look for the words.', '"https://example.com/?q=1"'],
    ['status:404', 'There is no key status; quote it to look for the words.', '"status:404"'],
    [':x', 'Nothing stands before the colon; quote it to look for the words.', '":x"'],
    ['actor:', 'Nothing stands after actor: (a value follows without a space).', null],
    ['actor:a,,b', 'A value is missing; an empty text is written "".', null],
    ['actor:>5', 'actor has no order to compare by; quote a value that begins like this.', 'actor:">5"'],
    ['subject:<5', 'subject has no order to compare by; quote a value that begins like this.', 'subject:"<5"'],
    ['subject:/', 'A subject is written type/id; both are missing.', null],
    ['outcome:failed', 'An outcome is success, failure or unknown.', 'outcome:failure'],
    ['outcome:unknown,Success', 'An outcome is success, failure or unknown.', 'outcome:unknown,success'],
    ['outcome:f*', 'An outcome is success, failure or unknown.', null],
    ['import:abc', 'An import is named by its number.', null],
    ['created:today', 'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', null],
    ['created:2026/10/3', 'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', 'created:2026-10-03'],
    ['created:"2026.10.3 14:02"', 'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', 'created:"2026-10-03 14:02"'],
    [
      'created:>2026-10-03T14:02:11.204113999Z',
      'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.',
      'created:>2026-10-03T14:02:11.204113Z',
    ],
    ['created:2026/10/3..2026', 'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', 'created:2026-10-03..2026'],
    ['created:2026-10..2026/10/31', 'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', 'created:2026-10..2026-10-31'],
    ['created:2026-02-30', 'This is no time; write 2026, 2026-10, 2026-10-03 or 2026-10-03T14:02.', null],
    ['created:2026-10-31..2026-10-01', 'This range ends before it begins.', 'created:2026-10-01..2026-10-31'],
    ['meta.a:5..3', 'This range ends before it begins.', 'meta.a:3..5'],
    ['meta.a:5..b', 'A range has numbers or times at its ends; quote a text that holds dots.', 'meta.a:"5..b"'],
    ['meta.a:/a/../b', 'A range has numbers or times at its ends; quote a text that holds dots.', 'meta.a:"/a/../b"'],
    ['meta.a:../b', 'A range has numbers or times at its ends; quote a text that holds dots.', 'meta.a:"../b"'],
    ['meta.a:2026-10..2026-09', 'This range ends before it begins.', 'meta.a:2026-09..2026-10'],
    ['import:007', 'An import is named by its number.', null],
    ['meta.a:..', 'A value is missing.', null],
    ['meta.a:>', 'A value is missing.', null],
    ['meta.a:1..2..3', 'A range has two ends; quote a text that holds more dots.', 'meta.a:"1..2..3"'],
    ['created:>2026..2027', 'One value is wanted here, without stars, signs or dots; quote one that holds them.', null],
    ['meta.a:>5*', 'One value is wanted here, without stars, signs or dots; quote one that holds them.', 'meta.a:>"5*"'],
    ['meta:x', 'meta wants a path, such as meta.ip; quote it to look for the words.', '"meta:x"'],
    ['meta.:x', 'The path has an empty part between its dots; an empty name is written ""; quote it to look for the words.', '"meta.:x"'],
    ['meta.*:x', 'A path takes no star and no colon; quote a name that holds one; quote it to look for the words.', '"meta.*:x"'],
    ['has:', 'Nothing stands after has: (a key follows without a space).', null],
    ['has:request,trace', 'One key stands after has:, and parts must all hold.', 'has:request has:trace'],
    ['-has:request,trace', 'One key stands after has:, and parts must all hold.', null],
    ['has:request_id', 'There is no key request_id.', 'has:request'],
    ['has:nothing', 'There is no key nothing.', null],
    ['""', 'Empty quotes say nothing to look for.', null],
    ['cust*', 'Words are found anywhere as they are, without stars; quote a star to look for one.', '"cust*"'],
    ['OR', 'Values are joined by commas (actor:u_1,u_2), and parts must all hold; quote this to look for the word.', '"OR"'],
    ['-"never closed', 'A quote is opened here and never closed.', '-"never closed"'],
    ['"C:\\"', 'A quote is opened here and never closed.', '"C:\\\\"'],
  ])('%s: %s', (written, why, mend) => {
    expect(parseFilter(`zoe ${written}`).terms.slice(1)).toEqual([{ kind: 'unreadable', text: written, why, mend }]);
  });

  it('lets the reader decide where only one end names its zone', () => {
    expect(unreadable('created:2026-10-02T00:00Z..2026-10-01')).toEqual([]);
  });
});
