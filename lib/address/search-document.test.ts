import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { columnKeys, pathKeys } from './filter';
import { issueGrammar, issueKeys, lineGrammar, lineKeys, usageGrammar, usageKeys } from './grammar';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';

const document = readFileSync('docs/search.md', 'utf8');
const sections = Object.fromEntries(document.split(/^## /m).map((section) => [section.split('\n')[0], section]));

const rowsOf = (section: string) =>
  [...(sections[section] ?? '').matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) => row.split('|').map(bare));
const bare = (cell: string) => cell.trim().replace(/^`(.*)`$/, '$1');

const examples = [
  ...['Parts', 'Subjects', 'Times', 'Comparing', 'Paths'].flatMap((section) => rowsOf(section).map(([example = '']) => example)),
  ...rowsOf('Keys').map((row) => row.at(-1) ?? ''),
  ...[...document.matchAll(/^ {4}(\S.*)$/gm)].map(([, example = '']) => example),
];

describe('docs/search.md', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThan(50));

  it.each(examples)('%s is read, and printed as it stands', (example) => {
    const filter = parseFilter(example);
    expect(filter.terms.filter(({ kind }) => kind === 'unreadable')).toEqual([]);
    expect(printFilter(filter)).toBe(example);
  });

  it('names every key', () => {
    expect(rowsOf('Keys').map(([key]) => key)).toEqual([...columnKeys, ...pathKeys]);
  });

  it.each([
    ['Lines', lineGrammar, [...lineKeys, 'attr']],
    ['Issues', issueGrammar, [...issueKeys, 'tag']],
    ['Use', usageGrammar, [...usageKeys, 'prop']],
  ] as const)('names every key of %s, with an example that is read and printed as it stands', (section, grammar, keys) => {
    const read = (example: string) => parseFilter<string, string>(example, grammar);
    expect(rowsOf(section).map(([key]) => key)).toEqual(keys);
    for (const row of rowsOf(section)) expect(printFilter(read(row.at(-1) ?? ''))).toBe(row.at(-1));
    expect(rowsOf(section).flatMap((row) => read(row.at(-1) ?? '').terms.filter(({ kind }) => kind === 'unreadable'))).toEqual([]);
  });

  it.each(rowsOf('What cannot be read'))('%s cannot be read', (written = '', mend, why) => {
    expect(parseFilter(written).terms).toEqual([{ kind: 'unreadable', text: written, why, mend: mend || null }]);
  });
});
