import { expect, it } from 'vitest';
import { replayHref } from './replay-href';

const replay = '4bf92f3577b34da6a3ce929d0e0e4736';

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
  expect(replayHref({ permalink }, { replay_id: id })).toBe(expected);
});
