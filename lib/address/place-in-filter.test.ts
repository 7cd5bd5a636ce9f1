import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeInFilter } from './place-in-filter';
import { printFilter } from './print-filter';

/** The caret stands at `|`. */
const at = (text: string) => {
  const place = placeInFilter(text.replace('|', ''), text.indexOf('|'));
  if (!place) return null;
  const { start, end, typed, rest } = place;
  const what = place.kind === 'key' ? (place.isAfterHas ? 'has' : 'key') : place.field.key;
  const type = place.kind === 'value' && place.subjectType !== null ? `${place.subjectType}/` : '';
  return [what, `${type}${typed}`, text.replace('|', '').slice(start, end), printFilter(rest)];
};

describe('placeInFilter', () => {
  it.each<[string, string[] | null]>([
    ['|', ['key', '', '', '']],
    ['zoe |', ['key', '', '', 'zoe']],
    ['ac|', ['key', 'ac', 'ac', '']],
    ['-ac| zoe', ['key', 'ac', 'ac', 'zoe']],
    ['ac|tor:u_1 zoe', ['key', 'ac', 'actor:', 'zoe']],
    ['-|', ['key', '', '', '']],
    ['|-actor:u', ['key', '', 'actor:', '']],
    ['actor:|', ['actor', '', '', '']],
    ['zoe -actor:u| org:o_1', ['actor', 'u', 'u', 'zoe org:o_1']],
    ['actor:u_1,u|_2,u_3', ['actor', 'u', 'u_2', '']],
    ['actor:u_1,|', ['actor', '', '', '']],
    ['actor:"Zoe, M|', ['actor', 'Zoe, M', '"Zoe, M', '']],
    ['actor:"Zoe, M|" zoe', ['actor', 'Zoe, M', '"Zoe, M"', 'zoe']],
    ['actor:"Zo| org:o_1', ['actor', 'Zo', '"Zo', '']],
    ['meta."a.b":x|', ['meta', 'x', 'x', '']],
    ['subject:cus|', ['subject', 'cus', 'cus', '']],
    ['subject:customer/c|', ['subject', 'customer/c', 'customer/c', '']],
    ['has:re|', ['has', 're', 're', '']],
    ['-has:|', ['has', '', '', '']],
    ['actor:u_*|', null],
    ['meta.a:>5|', null],
    ['created:2026..|', null],
    ['actr:u|', null],
    ['"free wo|rds"', null],
  ])('%s', (text, expected) => expect(at(text)).toEqual(expected));

  it('knows a place in anything, within the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'"\\*,.<>=-:/ a', 'actor:', 'has:', 'meta.', 'subject:') }),
        fc.nat(60),
        (text, nat) => {
          const caret = Math.min(nat, text.length);
          const place = placeInFilter(text, caret);
          if (!place) return;
          expect([place.start <= place.end, place.start >= 0, place.end <= text.length]).toEqual([true, true, true]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
