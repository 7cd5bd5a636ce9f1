import { expect, test } from 'vitest';
import { isDue, mondayOf, secondsOf, usualWindows } from './posthog-window';

const now = '2026-11-25T21:00:00.000000Z';

test('the usual days end today, in each zone', () => {
  const windows = usualWindows(['UTC', 'Asia/Muscat'], now);
  expect(windows.filter(({ breakdown }) => breakdown === 'event').map(({ zone, from, to }) => [zone, from, to])).toEqual([
    ['UTC', '2026-11-25', '2026-11-25'],
    ['Asia/Muscat', '2026-11-26', '2026-11-26'],
    ['UTC', '2026-11-19', '2026-11-25'],
    ['Asia/Muscat', '2026-11-20', '2026-11-26'],
    ['UTC', '2026-10-27', '2026-11-25'],
    ['Asia/Muscat', '2026-10-28', '2026-11-26'],
    ['UTC', '2026-08-28', '2026-11-25'],
    ['Asia/Muscat', '2026-08-29', '2026-11-26'],
  ]);
  expect(windows).toContainEqual({ zone: 'UTC', from: '2026-11-12', to: '2026-11-18', breakdown: 'feature' });
});

const day = { zone: 'UTC', from: '2026-11-20', to: '2026-11-20', breakdown: 'feature' } as const;

test.each([
  ['just now', '2026-11-25T20:30:00.000000Z', false],
  ['two hours ago, when everything had come', '2026-11-25T19:00:00.000000Z', false],
  ['when something could still come', '2026-11-23T10:00:00.000000Z', true],
  ['when it was over for three days', '2026-11-24T00:00:00.000000Z', false],
])('what was counted %s', (_, askedAt, isMeant) => {
  expect(isDue(day, { askedAt, now })).toBe(isMeant);
});

test('weeks of new people are a look at everything, and daily', () => {
  const cohort = { ...day, to: '2026-11-25', breakdown: 'cohort' } as const;
  expect(isDue(cohort, { askedAt: '2026-11-25T10:00:00.000000Z', now })).toBe(false);
  expect(isDue(cohort, { askedAt: '2026-11-24T10:00:00.000000Z', now })).toBe(true);
});

test('days begin where the zone has them begin, also when clocks change', () => {
  const hours = ({ from, to }: ReturnType<typeof secondsOf>) => (to - from) / 3_600;
  expect(hours(secondsOf({ zone: 'Europe/Berlin', from: '2026-10-25', to: '2026-10-25' }))).toBe(25);
  expect(hours(secondsOf({ zone: 'Asia/Kolkata', from: '2026-11-24', to: '2026-11-25' }))).toBe(48);
  expect(secondsOf({ zone: 'Asia/Kolkata', from: '2026-11-24', to: '2026-11-24' }).from).toBe(Date.parse('2026-11-23T18:30:00Z') / 1_000);
});

test('a week begins on Monday', () => {
  expect(['2026-11-22', '2026-11-23', '2026-11-29'].map(mondayOf)).toEqual(['2026-11-16', '2026-11-23', '2026-11-23']);
});
