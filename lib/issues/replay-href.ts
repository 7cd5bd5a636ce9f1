import type { ErrorEvent, Issue } from './issue';

/** Where the replay of an event is played: Sentry has it beside the issue. Null where there is none, or no Sentry. */
export function replayHref({ permalink }: Pick<Issue, 'permalink'>, { replay_id: id }: Pick<ErrorEvent, 'replay_id'>): string | null {
  if (permalink === null || id === null || !/^[0-9a-f]{32}$/i.test(id)) return null;
  const { origin, pathname } = new URL(permalink);
  const at = pathname.lastIndexOf('/issues/');
  return at < 0 ? null : `${origin}${pathname.slice(0, at)}/explore/replays/${id}/`;
}
