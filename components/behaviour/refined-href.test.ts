import { expect, test } from 'vitest';
import { daysHref, refinedHref } from './refined-href';

const here = 'https://tracebook.test/audit?q=outcome:failure&tz=Asia/Tokyo&data=sample&after=cursor&limit=50';

test('a value is added to the question of a list, which begins again at its first page', () => {
  expect(paramsOf(refinedHref(here, 'actor:u_1', 'only'))).toEqual({
    q: 'outcome:failure actor:u_1',
    tz: 'Asia/Tokyo',
    data: 'sample',
    limit: '50',
  });
  expect(paramsOf(refinedHref(here, 'actor:"a, b"', 'not'))).toMatchObject({ q: 'outcome:failure -actor:"a, b"' });
});

test('what was asked for already is asked for once, and gives way to its opposite', () => {
  expect(paramsOf(refinedHref(here, 'outcome:failure', 'only')).q).toBe('outcome:failure');
  expect(paramsOf(refinedHref(here, 'outcome:failure', 'not')).q).toBe('-outcome:failure');
  expect(paramsOf(refinedHref(here, '-has:actor', 'not')).q).toBe('outcome:failure has:actor');
});

test('the list of a subject or an actor stays theirs', () => {
  const href = refinedHref('https://tracebook.test/audit/subject?type=customer&id=c/9', 'actor:u_1', 'only');
  expect(href.startsWith('/audit/subject?')).toBe(true);
  expect(paramsOf(href)).toEqual({ type: 'customer', id: 'c/9', q: 'actor:u_1' });
});

test('from a screen without a list of its own a value leads to the explorer, in the same zone and world', () => {
  expect(refinedHref('https://tracebook.test/?tz=Asia/Tokyo&data=sample', 'actor:u_1', 'not')).toBe(
    '/audit?q=-actor:u_1&tz=Asia/Tokyo&data=sample',
  );
});

test('days that are chosen take the place of those that the bar, or the question, asked for', () => {
  const bar = 'https://tracebook.test/audit?q=outcome:failure+created:2026-10-03&tz=Asia/Tokyo';
  expect(paramsOf(daysHref(bar, '2026-10-03', '2026-10-09'))).toEqual({
    q: 'outcome:failure created:2026-10-03..2026-10-09',
    tz: 'Asia/Tokyo',
  });
  expect(paramsOf(daysHref(bar, '2026-10-05', '2026-10-05')).q).toBe('outcome:failure created:2026-10-05');
});

test('of lines the keys are those of lines', () => {
  const bar = 'https://tracebook.test/logs?q=service:web+created:%3E%3D2026-10-03T10:00:00Z+created:%3C2026-10-03T11:00:00Z&after=cursor';
  expect(paramsOf(daysHref(bar, '2026-10-03T10:00:00.000000Z', '2026-10-03T12:59:59.999999Z'))).toEqual({
    q: 'service:web created:2026-10-03T10:00:00.000000Z..2026-10-03T12:59:59.999999Z',
  });
});

function paramsOf(href: string): Record<string, string> {
  return Object.fromEntries(new URL(href, here).searchParams);
}
