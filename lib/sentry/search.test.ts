import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { AppError } from '@/lib/errors';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { readSearch } from '@/tests/upstream/sentry-search';
import { literal } from './literal';
import { carrying, inOrganisations, searchFrom } from './search';

const partsOf = (text: string, about: 'issues' | 'events' = 'issues') =>
  searchFrom(parseFilter(text, issueGrammar), { about, zone: 'UTC', orgTag: 'org_id' }).parts.join(' ');

test.each([
  ['is:unresolved', 'is:unresolved'],
  ['-is:resolved', '!is:resolved'],
  ['level:>=warn', 'level:["warning","error","fatal"]'],
  ['level:warn', 'level:"warning"'],
  ['type:TypeError feature:checkout surface:cart', 'error.type:"TypeError" tags[feature]:"checkout" tags[surface]:"cart"'],
  ['release:1.2,1.3 environment:production', 'release:["1.2","1.3"] environment:"production"'],
  ['user:u_1 org:o_1', 'user.id:"u_1" tags[org_id]:"o_1"'],
  ['request:req-1 -request:a,b', 'tags[request_id]:"req-1" !tags[request_id]:["a","b"]'],
  ['request:req-*', 'tags[request_id]:"req-*"'],
  ['request:"a*b"', 'tags[request_id]:"a\\*b"'],
  [`trace:${'AB'.repeat(16)}`, `trace:"${'ab'.repeat(16)}"`],
  [`session:${'ab'.repeat(16)} session:s-1`, `replayId:"${'ab'.repeat(16)}" tags[session_id]:"s-1"`],
  [`event:${'0'.repeat(32)}`, `id:"${'0'.repeat(32)}"`],
  ['issue:web-41 issue:12,13', 'issue:"WEB-41" issue.id:[12,13]'],
  ['has:request -has:user has:tag.browser.name', 'has:tags[request_id] !has:user.id has:tags[browser.name]'],
  ['tag.browser:"Firefox 1.0"', 'tags[browser]:"Firefox 1.0"'],
  [
    'first:>=2026-10-01 last:2026-10',
    'firstSeen:>=2026-10-01T00:00:00.000000+00:00 lastSeen:>=2026-10-01T00:00:00.000000+00:00 lastSeen:<2026-11-01T00:00:00.000000+00:00',
  ],
  ['trust:client -trust:client', 'platform.name:"javascript" !platform.name:"javascript"'],
  ['"say \\"x\\"" -noise', 'message:"say \\"x\\"" !message:"noise"'],
  ['nonsense:x', ''],
])('%s becomes %s', (text, search) => {
  expect(partsOf(text)).toBe(search);
});

test.each([
  'is:odd',
  'is:new,resolved',
  'level:trace',
  'flag:redacted',
  'request:""',
  'request:a*,b',
  'request:"a*",b',
  'request:"a\\\\"*',
  'request:"a\\\\"',
  'trace:abc',
  'event:*',
  'issue:WEB*',
  'tag.x:>3',
  'tag."a b":x',
  'created:2025,2026',
  '-created:2026',
  'trust:both',
])('%s cannot be asked, and is not asked for more instead', (text) => {
  expect(() => partsOf(text)).toThrow(AppError);
  expect(() => partsOf(text)).toThrow('Sentry cannot be asked for');
});

test.each(['is:unresolved', 'first:2026'])('%s says nothing of events', (text) => {
  expect(() => partsOf(text, 'events')).toThrow('Sentry cannot be asked for events');
});

test('projects and times stand beside the search', () => {
  const search = searchFrom(parseFilter('project:web* -project:web-old created:>=2026-10-01 created:<2026-11-01', issueGrammar), {
    about: 'events',
    zone: 'UTC',
    orgTag: null,
  });
  expect(search).toMatchObject({ parts: [], from: '2026-10-01T00:00:00.000000Z', to: '2026-11-01T00:00:00.000000Z' });
  expect(['web', 'web-old', 'api'].map((slug) => search.isProject?.(slug))).toEqual([true, false, false]);
  expect(() => searchFrom(parseFilter('org:o_1', issueGrammar), { about: 'events', zone: 'UTC', orgTag: null })).toThrow('org_tag');
});

describe('law: a text means itself and nothing else, whatever stands around it', () => {
  const meansItself = (text: string) => {
    const search = `level:"error" tags[x]:${literal(text)} ${inOrganisations('org_id', ['o_1'])} level:"error"`;
    const filters = readSearch(search, { takesBooleans: false });
    const told = text.toWellFormed().replaceAll('\0', '␀');
    const holds = (x: string, org: string) =>
      filters.every(({ test: meets }) =>
        meets({ values: (key) => ({ level: ['error'], 'tags[x]': [x], 'tags[org_id]': [org] })[key] ?? [] }),
      );
    expect([filters.map(({ key }) => key), holds(told, 'o_1'), holds(told, 'o_2'), holds(`${told}x`, 'o_1')]).toEqual([
      ['level', 'tags[x]', 'tags[org_id]', 'level'],
      true,
      false,
      false,
    ]);
  };

  test('any text', () => {
    const pieces = fc.constantFrom('"', '\\', '*', ' ', ':', '(', ')', '[', ']', 'OR', '!', 'a', '\n', 'tags[org_id]:"o_2"');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          try {
            literal(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'malformed' });
            return;
          }
          meansItself(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  describeWithShared('hostile inputs', 'contracts/hostile-inputs.json', (file) => {
    test('as values, as IDs and as words', () => {
      const texts = ['ui.lookup', 'ui.filter', 'ingest.line'].flatMap((surface) => hostileInputs(file, surface));
      expect(texts.length).toBeGreaterThan(20);
      for (const { text } of texts.filter(({ text }) => text.length < 10_000)) {
        try {
          literal(text);
        } catch {
          continue;
        }
        meansItself(text);
        expect(() => readSearch(carrying(text), { takesBooleans: true })).not.toThrow();
      }
    });
  });
});
