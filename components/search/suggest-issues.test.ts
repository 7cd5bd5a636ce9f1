import { expect, it } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { issueKeyHelp } from './issue-key-help';
import { suggestIssues } from './suggest-issues';

const options = { params: { zone: 'UTC', data: null }, now: '2026-10-03T14:02:11.000000Z' };

/** With the caret at `|`. */
function suggested(text: string): string[] {
  const caret = text.indexOf('|');
  return suggestIssues(text.replace('|', ''), caret, options).map(({ leadsTo }) =>
    'href' in leadsTo ? leadsTo.href : `${leadsTo.text.slice(0, leadsTo.caret)}|${leadsTo.text.slice(leadsTo.caret)}`,
  );
}

it.each<[string, string[]]>([
  ['rel|', ['release:|']],
  ['has:rel|', ['has:release|']],
  ['ta|', ['tag.|']],
  ['is:re|', ['is:regressed |', 'is:resolved |']],
  ['level:>|', []],
  ['-level:f|', ['-level:fatal |']],
  ['trust:|', ['trust:server |', 'trust:client |']],
  ['first:2026-10-03|', ['first:2026-10-03 |']],
  ['release:2|', []],
  ['status:new|', ['is:new|']],
  ['WEB-41|', ['/issues/issue?id=WEB-41&tz=UTC', '/trace?id=WEB-41&tz=UTC']],
  ['req-4711-a|', ['/trace?id=req-4711-a&tz=UTC']],
])('%s', (text, expected) => expect(suggested(text)).toEqual(expected));

it('helps with every key, each of which can be read', () => {
  expect(Object.keys(issueKeyHelp).toSorted()).toEqual([...issueGrammar.columns, 'tag', 'has'].toSorted());
  expect(suggested('|')).toHaveLength(Object.keys(issueKeyHelp).length);
  for (const key of issueGrammar.columns) expect(parseFilter(`has:${key}`, issueGrammar).terms[0]?.kind).toBe('has');
});
