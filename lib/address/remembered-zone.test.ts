import { expect, test } from 'vitest';
import { inRememberedZone } from './remembered-zone';

const at = (path: string) => new URL(path, 'https://tracebook.test');

test('an address that names no zone is shown in the one that is remembered, and says so from then on', () => {
  expect(inRememberedZone(at('/'), 'Asia/Tokyo')).toBe('/?tz=Asia%2FTokyo');
  const there = inRememberedZone(at('/audit?q=actor:u_1+%22a%26b%22&data=sample'), 'America/New_York');
  expect(Object.fromEntries(at(there ?? '').searchParams)).toEqual({ q: 'actor:u_1 "a&b"', data: 'sample', tz: 'America/New_York' });
});

test.each([
  ['names a zone', '/audit?tz=UTC'],
  ['names what is no zone, which the page has to say', '/audit?tz=Mars/Base'],
  ['asks for days, which are those of UTC', '/audit?q=outcome:failure+created:2026-10-03'],
  ['asks for days not', '/audit?q=-recorded:2026-10'],
  ['asks when an issue was first seen', '/issues?q=is:new+first:2026-10-03'],
  ['is a later page', '/audit?after=cursor'],
  ['is an earlier page', '/audit/actor?id=u_1&before=cursor'],
])('an address that %s stays as it is', (_why, path) => {
  expect(inRememberedZone(at(path), 'Asia/Tokyo')).toBeNull();
});

test.each([undefined, '', 'UTC', 'Mars/Base', 'x\r\nset-cookie: a=b', '//evil.example'])('%j is nothing to remember', (remembered) => {
  expect(inRememberedZone(at('/audit'), remembered)).toBeNull();
});
