import { describe, expect, test } from 'vitest';
import type { Memory } from './browser-memory';
import { entriesFor } from './entries-for';
import { mentionsHref, namedIn } from './people-and-things';

const params = { zone: 'Asia/Tokyo', data: 'sample' as const };
const places = [
  { name: 'Today', href: '/' },
  { name: 'Audit', href: '/audit' },
];
const memory: Memory = { saved: [{ name: 'Failed logins', href: '/audit?q=outcome:failure' }], recent: ['actor:u_1', 'refund'] };
const here = { href: '/audit?q=refund', title: 'Actions containing “refund”' };
interface Name {
  readonly id: string | null;
  readonly label: string | null;
}

const nobody: Name = { id: null, label: null };

describe('what is offered', () => {
  const offered = (typed: string, known: Partial<Parameters<typeof entriesFor>[1]> = {}) =>
    entriesFor(typed, { places, memory, found: [], here, params, ...known }).map(({ group, label }) => `${group}: ${label}`);

  test('before anything is typed: what was kept, the screens, the last searches, and to keep this', () => {
    expect(offered('')).toEqual([
      'Saved: Failed logins',
      'Screens: Today',
      'Screens: Audit',
      'Searches: actor:u_1',
      'Searches: refund',
      'This address: Save this address',
    ]);
  });

  test('then what fits, whatever its capitals, and always the search for it', () => {
    expect(offered(' TODAY ')).toEqual(['Screens: Today', 'Searches: TODAY', 'This address: Save this address']);
    expect(offered('log')).toEqual(['Saved: Failed logins', 'Searches: log', 'This address: Save this address']);
    expect(offered('refund')).toEqual(['Searches: refund', 'This address: Save this address']);
  });

  test('what a pasted text is comes first', () => {
    const [first] = entriesFor('x-request-id: req-4711', { places, memory, found: [], here, params });
    expect(first).toMatchObject({
      group: 'Pasted',
      label: 'everything about req-4711',
      does: { href: '/trace?id=req-4711&tz=Asia/Tokyo&data=sample' },
    });
  });

  test('an address that is kept already is offered to be forgotten', () => {
    const kept = { ...memory, saved: [{ name: 'Refunds', href: here.href }] };
    expect(offered('', { memory: kept }).at(-1)).toBe('This address: Forget this address');
    expect(offered('Other name', { memory: kept }).at(-1)).toBe('This address: Save this address');
  });

  test('what is typed names what is kept, else the page does', () => {
    const last = (typed: string) => entriesFor(typed, { places, memory, found: [], here, params }).at(-1)?.does;
    expect([last(' Refunds '), last('')]).toEqual([{ save: 'Refunds' }, { save: here.title }]);
  });
});

describe('actors and subjects', () => {
  const row = (actor: Name, subject: Name & { readonly type?: string } = nobody) => ({
    actor_id: actor.id,
    actor_label: actor.label,
    subject_type: subject.type ?? null,
    subject_id: subject.id,
    subject_label: subject.label,
  });
  const bram = (label: string) => ({ id: 'u_bram', label });

  test('fit by name or ID, come once, and have their newest name', () => {
    const rows = [
      row(bram('Bram Kuipers')),
      row(bram('Bram K.')),
      row({ id: 'u_2', label: 'Ann' }, { type: 'user', id: 'u_bram', label: null }),
    ];
    expect(namedIn(rows, 'BRAM', params).map(({ group, label, help, does }) => [group, label, help, does])).toEqual([
      ['Actors', 'Bram Kuipers', 'u_bram', { href: '/audit/actor?id=u_bram&tz=Asia/Tokyo&data=sample' }],
      ['Subjects', 'u_bram', 'user', { href: '/audit/subject?type=user&id=u_bram&tz=Asia/Tokyo&data=sample' }],
    ]);
  });

  test('are looked up for what may be a name, and for nothing else', () => {
    expect(mentionsHref(' bram kui ', params)).toBe('/api/v1/actions?q=%22bram+kui%22&tz=Asia/Tokyo&data=sample');
    for (const text of ['', 'b', 'actor:u_1', 'a"b', 'x'.repeat(81)]) expect([text, mentionsHref(text, params)]).toEqual([text, null]);
  });
});
