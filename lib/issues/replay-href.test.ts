import { expect, it } from 'vitest';
import { replayHref } from './replay-href';

const replay = '4bf92f3577b34da6a3ce929d0e0e4736';
const time = '2026-10-03T12:01:30.999999Z';

it.each([
  ['https://acme.sentry.io/issues/650/?a=b', replay, `https://acme.sentry.io/explore/replays/${replay}/`],
  [
    'https://errors.test/sentry/organizations/acme/issues/650/',
    replay,
    `https://errors.test/sentry/organizations/acme/explore/replays/${replay}/`,
  ],
  ['https://acme.sentry.io/issues/650/', null, null],
  ['https://acme.sentry.io/issues/650/', '../../evil', null],
  ['https://acme.sentry.io/', replay, null],
  [null, replay, null],
])('of %s and %s is %s', (permalink, id, expected) => {
  expect(replayHref({ permalink }, { replay_id: id, time })).toBe(expected);
});

it.each([
  ['2026-10-03T12:00:00.000000Z', '?t=90'],
  ['2026-10-03T12:01:30.000000Z', ''],
  ['2026-10-03T12:02:00.000000Z', ''],
  [null, ''],
])('of a replay that began at %s it is at the second of the event', (started, second) => {
  const replays = [{ id: replay, started_at: started, duration_ms: null, user_id: null, errors: null }];
  const event = { replay_id: replay.toUpperCase(), time };
  expect(replayHref({ permalink: 'https://acme.sentry.io/issues/650/' }, event, replays)).toBe(
    `https://acme.sentry.io/explore/replays/${event.replay_id}/${second}`,
  );
});
