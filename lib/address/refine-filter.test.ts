import { describe, expect, it } from 'vitest';
import type { Filter, Term } from './filter';
import { parseFilter } from './parse-filter';
import { printFilter, printTerm } from './print-filter';
import {
  daysTerm,
  negated,
  readablePart,
  subjectTerm,
  termFor,
  timeTerm,
  withKeyReplaced,
  withoutKey,
  withoutTerm,
  withTerm,
} from './refine-filter';

const only = (text: string) => parseFilter(text).terms[0] as Term;
const changed = (text: string, change: (filter: Filter) => Filter) => {
  const printed = printFilter(change(parseFilter(text)));
  expect(printFilter(parseFilter(printed))).toBe(printed);
  return printed;
};

describe('terms for what stands in a row', () => {
  it.each([
    [termFor('actor', 'u_1'), 'actor:u_1'],
    [termFor('actor', 'u_*'), 'actor:"u_*"'],
    [termFor('actor', 'a\0b'), 'actor:a␀b'],
    [termFor('actor', null), '-has:actor'],
    [termFor({ key: 'meta', path: ['a.b'] }, '>5'), 'meta."a.b":">5"'],
    [subjectTerm('a/b', 'c/d'), 'subject:"a/b"/c/d'],
    [subjectTerm('customer', null), 'subject:customer/'],
    [subjectTerm(null, 'c_9'), 'subject:/c_9'],
    [subjectTerm(null, null), '-has:subject'],
    [daysTerm('2026-10-01', '2026-10-31'), 'created:2026-10-01..2026-10-31'],
    [daysTerm('2026-10-01', '2026-10-01'), 'created:2026-10-01'],
    [
      daysTerm('2026-10-01T10:00:00.000000Z', '2026-10-01T11:00:00.000000Z'),
      'created:2026-10-01T10:00:00.000000Z..2026-10-01T11:00:00.000000Z',
    ],
    [timeTerm('<', '2026-10-01T10:00:00.204113Z'), 'created:<2026-10-01T10:00:00.204113Z'],
    [timeTerm('>=', '2026-10-01T10:00:00.204113Z'), 'created:>=2026-10-01T10:00:00.204113Z'],
  ])('%j is %s', (term, text) => {
    expect(printTerm(term)).toBe(text);
    expect(parseFilter(text).terms).toEqual([term]);
  });
});

describe('refining', () => {
  it('adds a term once, and takes its opposite away', () => {
    expect(changed('zoe', (filter) => withTerm(filter, only('actor:u_1')))).toBe('zoe actor:u_1');
    expect(changed('zoe actor:"u_1"', (filter) => withTerm(filter, only('actor:u_1')))).toBe('zoe actor:u_1');
    expect(changed('-actor:u_1 zoe', (filter) => withTerm(filter, only('actor:u_1')))).toBe('zoe actor:u_1');
    expect(changed('actor:u_1 zoe', (filter) => withTerm(filter, negated(only('actor:u_1'))))).toBe('zoe -actor:u_1');
  });

  it('adds in front of what cannot be read', () => {
    expect(changed('zoe "open quote', (filter) => withTerm(filter, only('actor:u_1')))).toBe('zoe actor:u_1 "open quote');
  });

  it('takes a term away, an unreadable one too', () => {
    expect(changed('actor:u_1 zoe actor:u_2', (filter) => withoutTerm(filter, only('actor:u_1')))).toBe('zoe actor:u_2');
    expect(changed('actr:u_1 zoe', (filter) => withoutTerm(filter, only('actr:u_1')))).toBe('zoe');
    expect(negated(only('actr:u_1'))).toEqual(only('actr:u_1'));
    expect(printFilter(readablePart(parseFilter('zoe actr:u_1')))).toBe('zoe');
  });

  it('replaces all that is said of a key', () => {
    const october = daysTerm('2026-10-01', '2026-10-31');
    expect(changed('created:>2026 zoe -created:2025 has:created', (filter) => withKeyReplaced(filter, october))).toBe(
      'zoe created:2026-10-01..2026-10-31',
    );
    expect(changed('meta.a:1 meta.b:2 actor:1', (filter) => withoutKey(filter, { key: 'meta', path: ['a'] }))).toBe('meta.b:2 actor:1');
  });
});
