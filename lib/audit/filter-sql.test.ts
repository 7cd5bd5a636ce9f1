import { PgDialect } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnKeys, type Field, type Filter, pathKeys, type Value } from '@/lib/address';
import { filterCondition } from './filter-sql';

const dialect = new PgDialect();

function statementOf(filter: Filter): string {
  return dialect.sqlToQuery(filterCondition(filter, 'UTC')).sql;
}

/** The same question with another text in every place where people can write one. */
function about(text: string): Filter {
  const values: readonly Value[] = [
    { kind: 'is', text },
    { kind: 'glob', pieces: [text, text] },
    { kind: 'subject', type: { kind: 'is', text }, id: { kind: 'glob', pieces: [text, text] } },
    { kind: 'range', from: text, to: text },
    { kind: 'comparison', operator: '>', bound: text },
  ];
  const plain = columnKeys.filter((key) => !['created', 'recorded', 'action'].includes(key)).map((key) => ({ key }));
  const fields: readonly Field[] = [...plain, ...pathKeys.map((key) => ({ key, path: [text, 'b'] as const }))];
  return {
    terms: [
      { kind: 'words', isNegated: true, text },
      ...fields.map((field) => ({ kind: 'has', isNegated: false, field }) as const),
      ...fields.flatMap((field) => values.map((value) => ({ kind: 'field', isNegated: false, field, values: [value] }) as const)),
    ],
  };
}

describe('the statement of a filter', () => {
  it('is the same whatever people search for', () => {
    const harmless = statementOf(about('harmless'));
    const hostile = [
      "x' OR '1'='1' --",
      '"; drop table admin_actions; --',
      '%_%\\',
      '\u0000',
      '\ud800',
      '$1',
      '$' + '{a}',
      '*/',
      "E'\\''",
      '(a+)+$|[',
    ];
    for (const text of hostile) expect(statementOf(about(text))).toBe(harmless);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // What a text is (a number, a word of JSON) decides which literals it is compared with; never what it says.
        fc.pre(!['true', 'false', 'null'].includes(text));
        expect(statementOf(about(text))).toBe(harmless);
      }),
    );
  });

  it('leaves out what could not be read, and asks for everything where nothing else is left', () => {
    expect(statementOf({ terms: [{ kind: 'unreadable', text: 'a:b', why: 'no key', mend: null }] })).toBe('true');
  });
});
