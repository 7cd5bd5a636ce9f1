import { describe, expect, it } from 'vitest';
import { type Broken, issueSentence } from './issue-sentence';

const now = '2026-10-04T14:02:11.000000Z';
const issue: Broken = {
  status: 'unresolved',
  substatus: null,
  first_seen: '2026-10-03T14:02:11.204113Z',
  last_seen: '2026-10-04T13:59:00.000000Z',
  events: { value: 1_204, capped: false },
  users: { value: 31, capped: false },
  trust: 'server',
};
const told = (given: Partial<Broken>, zone = 'UTC') => issueSentence({ ...issue, ...given }, { now, zone });

describe('an issue in words', () => {
  it('says how often, to how many, since when, and whether it is over', () => {
    expect(told({})).toBe('Happened 1,204 times, to 31 people, since 2026-10-03 14:02:11 (UTC). It is not over, last seen 3 minutes ago.');
    expect(told({}, 'America/New_York')).toContain('since 2026-10-03 10:02:11 (New York time)');
  });

  it.each<[string, Partial<Broken>, string]>([
    [
      'once, to one',
      { events: { value: 1, capped: false }, users: { value: 1, capped: false } },
      'Happened once, to 1 person, at 2026-10-03',
    ],
    ['more than were counted', { events: { value: 100, capped: true } }, 'Happened 100+ times, to 31 people'],
    ['nobody named', { users: null }, 'Happened 1,204 times, nobody is named, since'],
    ['only the browser says so', { trust: 'client' }, '(UTC), reported by the browser. It is'],
    ['new', { substatus: 'new' }, 'It is new, last seen 3 minutes ago.'],
    ['back again', { substatus: 'regressed' }, 'It came back after it was resolved, last seen 3 minutes ago.'],
    ['resolved', { status: 'resolved' }, 'Marked as resolved, last seen 3 minutes ago.'],
    ['ignored', { status: 'ignored', last_seen: null }, 'Ignored.'],
    ['silent for long', { last_seen: '2026-09-20T14:02:11.000000Z' }, 'Nothing was seen of it for 14 d, and nobody marked it as resolved.'],
    [
      'back again, then silent',
      { substatus: 'regressed', last_seen: '2026-09-20T14:02:11.000000Z' },
      'It came back after it was resolved; nothing was seen of it for 14 d',
    ],
    ['without times', { first_seen: null, last_seen: null }, 'Happened 1,204 times, to 31 people. It is not over.'],
  ])('%s', (_, given, words) => expect(told(given)).toContain(words));
});
