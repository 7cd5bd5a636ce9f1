import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeFilter } from './describe-filter';
import { parseFilter } from './parse-filter';

const words = (text: string) => describeFilter(parseFilter(text), { zone: 'America/New_York' });

it.each([
  ['', 'all actions'],
  [
    'actor:u_1 subject:customer/c_9 outcome:failure created:2026-10-01..2026-10-31',
    'failed actions by u_1 on customer c_9 in October 2026, New York time',
  ],
  ['created:2026-10 actor:u_1', 'actions by u_1 in October 2026, New York time'],
  ['outcome:failure,unknown action:customer,login', 'failed or unclear customer or login actions'],
  ['-outcome:failure -action:login', 'actions other than login that did not fail'],
  ['-outcome:success,unknown', 'actions that did not succeed and with a clear outcome'],
  ['outcome:failure outcome:success', 'failed actions that succeeded'],
  ['action:customer action:*.delete', 'customer actions that are *.delete'],
  ['action:"create pods"', '“create pods” actions'],
  ['actor:u_1,u_2,u_* -actor:u_3', 'actions by u_1, u_2 or u_* and not by u_3'],
  [
    'actor:"" actor_type:user -actor_type:system as:u_7',
    'actions by an empty text by actors of type user and by actors not of type system on behalf of u_7',
  ],
  ['subject:customer/ -subject:c_9 subject_type:key', 'actions on any customer and not on c_9 on subjects of type key'],
  ['subject:/c_9', 'actions on c_9 of any type'],
  [
    'changed:email org:o_1,o_2 feature:billing surface:invoices',
    'actions changing email in organisation o_1 or o_2 in feature billing on surface invoices',
  ],
  ['request:req-1 trace:abc source:billing -import:12', 'actions from source billing not from import 12 of request req-1 of trace abc'],
  ['import:>3', 'actions from import above 3'],
  [
    'meta.ip:10.0.0.1 meta.deleted:>300,5..10 -before.role:viewer',
    'actions with meta.ip 10.0.0.1 and with meta.deleted above 300 or from 5 to 10 and without before.role viewer',
  ],
  ['meta."a.b":>=5,<3,<=2', 'actions with meta."a.b" of at least 5, below 3 or of at most 2'],
  ['has:request -has:actor has:meta.errorCode', 'actions with any request ID and without any actor and with any meta.errorCode'],
  ['"free words" -zoe', 'actions containing “free words” and not containing “zoe”'],
  ['"say \\"hi\\" C:\\\\x \\u202e"', 'actions containing “say "hi" C:\\x \\u202e”'],
  ['created:>=2026-10-03', 'actions since 3 October 2026, New York time'],
  ['created:>2026-10 created:<2026-12-24', 'actions after October 2026 and before 24 December 2026, New York time'],
  ['created:<=2026', 'actions up to and including 2026, New York time'],
  ['-created:2026-10-03,2026-10-05', 'actions not on 3 October 2026 or on 5 October 2026, New York time'],
  ['recorded:2026-10-03', 'actions recorded on 3 October 2026, New York time'],
  ['-recorded:2026-10-03T14:02Z', 'actions not recorded at 14:02 on 3 October 2026 (UTC)'],
  ['created:"2026-10-03 Asia/Tokyo".."2026-10-04 Asia/Tokyo"', 'actions from 3 October 2026 (Tokyo time) to 4 October 2026 (Tokyo time)'],
  ['actr:u_1', 'all actions, leaving out one part that could not be read'],
  ['actor:u_1 actr:u_1 created:soon', 'actions by u_1, leaving out 2 parts that could not be read'],
])('%s: %s', (text, sentence) => expect(words(text)).toBe(sentence));

it('has words for anything, and shows nothing that cannot be seen', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.constantFrom('actor:', 'created:', 'meta.a:', '"', ' ', 'subject:', '2026', '..', '>'), fc.string({ unit: 'binary' })),
      ),
      (parts) => {
        const sentence = words(parts.join(''));
        expect(sentence).toMatch(/actions/);
        expect(sentence.search(/[\p{Cc}\p{Cf}]/u)).toBe(-1);
      },
    ),
  );
});
