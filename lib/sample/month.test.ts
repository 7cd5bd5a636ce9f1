import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sampleMonth } from './month';
import { incidents, services } from './story';

const now = '2026-11-22T09:30:00.000000Z';
const month = sampleMonth(now);
const actions = month.map(({ input }) => input);

test('the same day gives the same bytes, whatever the hour', () => {
  const digest = (at: string) =>
    createHash('sha256')
      .update(JSON.stringify(sampleMonth(at)))
      .digest('hex');
  expect(digest('2026-11-22T23:59:59.999999Z')).toBe(digest(now));
  expect(digest('2026-11-23T00:00:00.000000Z')).not.toBe(digest(now));
});

test.each(['2026-01-01', '2026-03-30', '2027-02-28', '2028-03-01'])(
  'a month before %s has 6,000 to 8,500 actions and ends the day before',
  (day) => {
    const told = sampleMonth(`${day}T12:00:00.000000Z`).map(({ input }) => input.created_at ?? '');
    expect(told.length).toBeGreaterThan(6_000);
    expect(told.length).toBeLessThan(8_500);
    expect(told.at(-1)?.slice(0, 10)).toBe(new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10));
  },
);

test('actions come in the order of their time, with event ids that are unique', () => {
  const times = actions.map(({ created_at }) => created_at ?? '');
  expect(times).toEqual([...times].sort());
  expect(new Set(actions.map(({ event_id }) => event_id)).size).toBe(actions.length);
});

test('every service is a source of its own within the sample', () => {
  expect(new Set(month.map(({ source }) => source))).toEqual(new Set(services.map((service) => `sample/${service}`)));
});

test('working days are busier than days of rest, and nights belong to jobs', () => {
  const workdays = actions.filter(({ created_at }) => ![0, 6].includes(new Date(created_at ?? '').getUTCDay()));
  expect(workdays.length).toBeGreaterThan(actions.length * 0.8);
  const atNight = actions.filter(({ created_at }) => (created_at ?? '').slice(11, 13) < '04');
  expect(atNight.filter(({ actor_type }) => actor_type === 'job').length).toBeGreaterThan(atNight.length * 0.8);
});

describe('the incidents', () => {
  const ofRequest = (id: string) => actions.filter(({ request_id }) => request_id === id);

  test('wrong prices: one request changes every van-l, another puts each back to what it was', () => {
    const { changedIn, undoneIn, wrongPrice } = incidents.wrongPrices;
    const diffs = (id: string) =>
      ofRequest(id)
        .filter(({ action }) => action === 'price.update')
        .map(({ subject_id, metadata }) => ({ subject_id, ...JSON.parse(metadata ?? '{}') }));
    expect(diffs(changedIn).length).toBeGreaterThan(5);
    expect(diffs(changedIn).every(({ after }) => after.monthlyEuro === wrongPrice)).toBe(true);
    expect(diffs(undoneIn).map(({ subject_id, after }) => [subject_id, after])).toEqual(
      diffs(changedIn).map(({ subject_id, before }) => [subject_id, before]),
    );
    const voided = ofRequest(undoneIn).filter(({ action }) => action === 'invoice.void');
    expect(voided.length).toBeGreaterThan(0);
    expect(
      actions.filter(({ action, subject_id }) => action === 'invoice.issue' && voided.some((one) => one.subject_id === subject_id)).length,
    ).toBe(voided.length);
  });

  test('the leaked key: it fails before and after it is revoked', () => {
    const ofKey = actions.filter(({ actor_id, action }) => actor_id === incidents.leakedKey.keyId && action === 'driver.export');
    expect(new Set(ofKey.map(({ metadata }) => JSON.parse(metadata ?? '{}').errorCode))).toEqual(new Set(['scope_missing', 'key_revoked']));
    expect(ofRequest(incidents.leakedKey.revokedIn).map(({ action }) => action)).toEqual(['api_key.revoke']);
  });

  test('the router flag: dispatching fails while it is up, and at no other time', () => {
    const [raised] = ofRequest(incidents.routerFlag.raisedIn);
    const [lowered] = ofRequest(incidents.routerFlag.loweredIn);
    const failed = actions.filter(({ action, outcome }) => action === 'dispatch.assign' && outcome === 'failure');
    expect(failed.length).toBeGreaterThan(30);
    for (const { created_at } of failed) {
      expect((created_at ?? '') > (raised?.created_at ?? '')).toBe(true);
      expect((created_at ?? '') < (lowered?.created_at ?? '')).toBe(true);
    }
  });

  test('the guessed password: a streak of failures, then a lock', () => {
    const { account, attempts, lockedIn } = incidents.guessedPassword;
    const [locked] = ofRequest(lockedIn);
    const streak = actions.filter(
      ({ actor_id, action, outcome, created_at }) =>
        actor_id === account.id &&
        action === 'auth.sign_in' &&
        outcome === 'failure' &&
        created_at?.slice(0, 13) === locked?.created_at?.slice(0, 13),
    );
    expect(locked?.action).toBe('auth.lock');
    expect(streak.length).toBe(attempts);
  });
});

test('metadata shows what real feeds hold: moved array elements, nested changes, ids that stand nowhere else', () => {
  const moved = actions.filter(({ action }) => action === 'route.update').map(({ metadata }) => JSON.parse(metadata ?? '{}'));
  expect(moved.every(({ before, after }) => `${before.stops}` !== `${after.stops}`)).toBe(true);
  expect(moved.every(({ before, after }) => `${[...before.stops].sort()}` === `${[...after.stops].sort()}`)).toBe(true);
  expect(actions.some(({ action, subject_id }) => action === 'driver.create' && subject_id === null)).toBe(true);
  expect(actions.some(({ actor_type, on_behalf_of }) => actor_type === 'staff' && on_behalf_of?.startsWith('cu_'))).toBe(true);
});
