import { microsBetween } from '@/lib/time';
import type { ErrorEvent, Issue, Replay } from './issue';

/**
 * Where the replay of an event is played: Sentry has it beside the issue. At the second of the event where it is known when the replay
 * began, else from its beginning. Null where there is none, or no Sentry.
 */
export function replayHref(
  { permalink }: Pick<Issue, 'permalink'>,
  { replay_id: id, time }: Pick<ErrorEvent, 'replay_id' | 'time'>,
  replays: readonly Replay[] = [],
): string | null {
  if (permalink === null || id === null || !/^[0-9a-f]{32}$/i.test(id)) return null;
  const { origin, pathname } = new URL(permalink);
  const at = pathname.lastIndexOf('/issues/');
  if (at < 0) return null;
  const started = replays.find((one) => one.id === id.toLowerCase())?.started_at ?? null;
  const second = started === null ? 0 : Math.floor(microsBetween(started, time) / 1_000_000);
  return `${origin}${pathname.slice(0, at)}/explore/replays/${id}/${second > 0 ? `?t=${second}` : ''}`;
}
