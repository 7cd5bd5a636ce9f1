import { expect, it } from 'vitest';
import { replayAt } from './replay-at';

const href = 'https://us.posthog.com/project/123/replay/s-1';

it.each([
  ['2026-10-03T12:00:00.000000Z', `${href}?t=90`],
  ['2026-10-03T12:01:30.500000Z', href],
  ['2026-10-03T12:09:00.000000Z', href],
  [null, href],
])('a recording that began at %s is played from the second of the event', (started, expected) => {
  expect(replayAt({ session_id: 's-1', href, started_at: started }, '2026-10-03T12:01:30.999999Z')).toBe(expected);
});
