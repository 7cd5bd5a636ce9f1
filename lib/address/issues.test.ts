import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeIssues } from './describe-issues';
import { issueGrammar, issueKeys, levels } from './grammar';
import { issueApiHref, issueHref, parseIssueAddress } from './issue-address';
import { issuesApiHref, issuesHref, parseErrorEventsAddress, parseIssuesAddress } from './issues-address';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';
import { parseTraceAddress } from './trace-address';

const paramsOf = (href: string) => new URL(href, 'https://tracebook.test').searchParams;
const parse = (text: string) => parseFilter(text, issueGrammar);
const unreadable = (text: string) =>
  parse(text).terms.flatMap((term) => (term.kind === 'unreadable' ? [{ why: term.why, mend: term.mend }] : []));

describe('the grammar of issues', () => {
  it.each([
    'is:unresolved,regressed level:error',
    'level:>=warn -level:fatal type:TypeError',
    'feature:checkout release:2.4.* environment:production project:web platform:javascript',
    'user:u_1 org:o_1 request:req-1 trace:4bf92f3577b34da6a3ce929d0e0e4736 session:s_1',
    'event:fc6d8c0c43fc4630ad850ee518f1b9d0 issue:WEB-41 trust:client flag:no-timestamp surface:cart',
    'tag.browser:Chrome* has:tag.feature "is not a function" -noise',
    'created:2026-10-01..2026-10-31 first:>=2026-10-01 last:<2026-10-03T14:02Z',
  ])('reads and prints %s', (text) => {
    expect(unreadable(text)).toEqual([]);
    expect(printFilter(parse(text))).toBe(text);
  });

  it.each([
    ['status:resolved', 'is:resolved'],
    ['error.type:TypeError', 'type:TypeError'],
    ['firstSeen:2026-10-03', 'first:2026-10-03'],
    ['user.id:u_1', 'user:u_1'],
    ['env:production', 'environment:production'],
    ['replay_id:r1', 'session:r1'],
    ['tags.a:x', 'tag.a:x'],
    ['relase:2.4', 'release:2.4'],
  ])('%s is meant as %s', (text, mend) => {
    expect(unreadable(text)).toEqual([{ why: expect.any(String), mend }]);
  });

  it('parses what it prints, and says it in words, whatever is written', () => {
    const words = fc.constantFrom(...issueKeys.map((key) => `${key}:`), ...levels, 'tag.', '>=', '..', '*', ',', '"', '-', ' ', '2026');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const filter = parse(text);
        expect(parse(printFilter(filter))).toEqual(filter);
        expect(describeIssues(filter, { zone: 'UTC' })).not.toBe('');
      }),
    );
  });
});

describe('issues in words', () => {
  it.each([
    ['', 'all issues'],
    ['is:unresolved level:error feature:checkout release:2.4', 'unresolved error issues of feature checkout in release 2.4'],
    ['is:new,regressed project:web', 'new or regressed issues of project web'],
    ['-is:resolved level:>=error', 'issues that are not resolved of level error or above'],
    ['user:u_1 trust:client', 'issues that hit user u_1 reported by the browser'],
    ['first:2026-10-03 last:>=2026-10-04T10:00Z', 'issues first seen on 3 October 2026 last seen since 10:00 on 4 October 2026 (UTC), UTC'],
    ['tag.browser:Chrome has:request "not a function"', 'issues with tag.browser Chrome with any request ID containing “not a function”'],
    ['nokey:1', 'all issues, leaving out one part that could not be read'],
  ])('%s', (text, words) => {
    expect(describeIssues(parse(text), { zone: 'UTC' })).toBe(words);
  });
});

describe('addresses of issues', () => {
  it('read back what they wrote', () => {
    const address = {
      filter: parse('feature:"a b" é'),
      zone: 'Asia/Kolkata',
      data: 'sample' as const,
      sort: 'users' as const,
      limit: 7,
      after: '0:50:0',
    };
    expect(parseIssuesAddress(paramsOf(issuesHref(address)))).toEqual({ ...address, problems: [] });
    expect(parseErrorEventsAddress(paramsOf(issuesApiHref(address)))).toMatchObject({ filter: address.filter, limit: 7, after: '0:50:0' });
    expect(issuesHref({ filter: parse(''), sort: 'last', limit: 50, zone: 'UTC' })).toBe('/issues?tz=UTC');
    const one = { id: 'a/../b?', event: 'e 1', zone: 'UTC', data: null };
    expect(parseIssueAddress(paramsOf(issueHref(one)))).toEqual({ ...one, notice: null, problems: [] });
    expect(issueApiHref(one)).toBe('/api/v1/issue?id=a/../b%3F&tz=UTC');
  });

  it('say what they cannot read, and go on', () => {
    const { sort, limit, problems } = parseIssuesAddress({ sort: 'worst', limit: '101' });
    expect([sort, limit, problems.map(({ param }) => param)]).toEqual(['last', 50, ['sort', 'limit']]);
    expect(parseErrorEventsAddress({ limit: '1000' }).limit).toBe(1_000);
    expect(parseTraceAddress({ id: 'r', source: 'issues' })).toMatchObject({ source: 'issues', problems: [] });
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseIssuesAddress({ q: text, sort: text, limit: text, after: text });
        parseErrorEventsAddress({ q: text, limit: text });
        expect(parseIssueAddress(paramsOf(issueHref(parseIssueAddress({ id: text, event: text })))).problems).toEqual([]);
      }),
    );
  });
});
