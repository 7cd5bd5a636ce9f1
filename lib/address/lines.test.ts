import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeLines } from './describe-lines';
import { parseLineFacetsAddress } from './facets-address';
import { levels, lineGrammar, lineKeys } from './grammar';
import { storable } from './lexeme';
import { lineHref, parseLineAddress } from './line-address';
import { linesApiHref, linesHref, parseLinesAddress } from './lines-address';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';

const paramsOf = (href: string) => new URL(href, 'https://tracebook.test').searchParams;
const parse = (text: string) => parseFilter(text, lineGrammar);
const unreadable = (text: string) =>
  parse(text).terms.flatMap((term) => (term.kind === 'unreadable' ? [{ why: term.why, mend: term.mend }] : []));

describe('the grammar of lines', () => {
  it.each([
    'service:checkout,cart level:error',
    'level:>=warn -level:fatal',
    'status:500 status:>=500 status:400..499 status:5*',
    'duration:>250.5 request:req-1 trace:4bf92f3577b34da6a3ce929d0e0e4736',
    'attr.db.system:postgresql has:attr.err flag:future',
    'user:u_1 org:o_1 session:s_1 feature:billing surface:web method:GET route:/v1/x* source:edge "timed out" -noise',
    'created:2026-10-01..2026-10-31 recorded:>=2026-10-01T00:00:00Z',
  ])('reads and prints %s', (text) => {
    expect(unreadable(text)).toEqual([]);
    expect(printFilter(parse(text))).toBe(text);
  });

  it.each([
    ['level:warning', 'level:warn'],
    ['level:>=critical', 'level:>=fatal'],
    ['status:5xx', 'status:5*'],
    ['duration:>2s', 'duration:>2000'],
    ['duration:300ms', 'duration:300'],
    ['request_id:r1', 'request:r1'],
    ['severity:error', 'level:error'],
    ['attributes.db:x', 'attr.db:x'],
    ['servce:x', 'service:x'],
  ])('%s is meant as %s', (text, mend) => {
    expect(unreadable(text)).toEqual([{ why: expect.any(String), mend }]);
  });

  it('knows no key of actions', () => {
    expect(unreadable('outcome:failure')).toHaveLength(1);
    expect(unreadable('constructor:x __proto__:x toString.a:x')).toHaveLength(3);
  });

  it('parses what it prints, whatever is written', () => {
    const words = fc.constantFrom(
      ...lineKeys.map((key) => `${key}:`),
      ...levels,
      'attr.',
      '>=',
      '..',
      '*',
      ',',
      '"',
      '-',
      ' ',
      '5',
      'xx',
      '2s',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const filter = parse(text);
        expect(parse(printFilter(filter))).toEqual(filter);
        expect(describeLines(filter, { zone: 'UTC' })).not.toBe('');
      }),
    );
  });
});

describe('lines in words', () => {
  it.each([
    ['', 'all lines'],
    ['level:error,fatal service:checkout', 'error or fatal lines of checkout'],
    ['level:>=warn', 'lines of level warn or above'],
    ['-level:<info', 'lines not of level below info'],
    ['request:req-1 "timed out" -noise', 'lines of request req-1 containing “timed out” and not containing “noise”'],
    ['-service:cart created:2026-10-03', 'lines not of cart on 3 October 2026, UTC'],
    ['has:user attr.a:1 duration:>20', 'lines with a duration in ms above 20 with attr.a 1 with any user'],
    ['nokey:1', 'all lines, leaving out one part that could not be read'],
  ])('%s', (text, words) => {
    expect(describeLines(parse(text), { zone: 'UTC' })).toBe(words);
  });
});

describe('addresses of lines', () => {
  it('read back what they wrote', () => {
    const filter = parse('service:"a b" level:error é');
    const address = { filter, zone: 'Asia/Kolkata', data: null, order: 'asc' as const, limit: 7, after: 'x.y', before: null, isLive: true };
    expect(parseLinesAddress(paramsOf(linesHref(address)))).toEqual({ ...address, problems: [] });
    expect(linesApiHref({ filter })).toBe('/api/v1/logs?q=service:%22a+b%22+level:error+%C3%A9');
    expect(parseLineAddress(paramsOf(lineHref('42', { zone: 'UTC', aroundSeconds: 60 })))).toMatchObject({ id: '42', aroundSeconds: 60 });
    expect(parseLineFacetsAddress({ by: 'attr.db', q: 'level:error' })).toMatchObject({ by: { key: 'attr', path: ['db'] } });
  });

  it('take from and to into the filter', () => {
    const { filter, problems } = parseLinesAddress({ q: 'x', from: '2026-10-03T14:02:00Z', to: 'soon' });
    expect(printFilter(filter)).toBe('x created:>=2026-10-03T14:02:00Z');
    expect(problems.map(({ param }) => param)).toEqual(['to']);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseLineAddress({ id: text, around: text }).id === null || /^\d+$/.test(text)).toBe(true);
        parseLinesAddress({ q: text, live: text, from: text, to: text });
        parseLineFacetsAddress({ by: text, q: storable(text) });
      }),
    );
  });
});
