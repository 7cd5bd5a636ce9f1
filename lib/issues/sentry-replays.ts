import type { ReplayShape, Sentry } from '@/lib/sentry';
import { replayFrom } from './from-sentry';
import type { Replay, ReplayPage } from './issue';
import { cutOf, isHex, open, type Scope } from './sentry-scope';

const mostListed = 20;

/** The replays in which an issue was seen, and one that an event of it names, which Sentry may not count in yet. */
export async function replaysOfIssue(
  remote: Sentry,
  scope: Scope,
  { issue, replay }: { readonly issue: string; readonly replay: string | null },
): Promise<ReplayPage> {
  if (scope.orgs?.length === 0 || !/^\d{1,20}$/.test(issue)) return { rows: [], caveats: [] };
  const counted = await remote.replayIdsOf(issue, scope.signal);
  const ids = [...new Set([...(replay === null ? [] : [replay]), ...counted].map((id) => id.replaceAll('-', '').toLowerCase()))];
  const asked = ids.filter(isHex);
  const isCut = asked.length > mostListed;
  return {
    rows: await replaysById(remote, scope, asked.slice(0, mostListed)),
    caveats: isCut ? cutOf({ cut: `${mostListed} of ${asked.length} replays were looked up` }) : [],
  };
}

/** Those of them that are there and may be seen, the newest first; what was deleted there cannot be played. */
export async function replaysById(remote: Sentry, scope: Scope, ids: readonly string[]): Promise<readonly Replay[]> {
  const [only, ...more] = ids;
  if (only === undefined) return [];
  const { signal } = scope;
  const found =
    more.length === 0
      ? [await remote.replay(only, signal)]
      : (await remote.replays({ ...open(scope), query: `id:[${ids.join(',')}]`, size: ids.length })).rows;
  return found.flatMap((shape) =>
    shape && ids.includes(shape.id) && !shape.is_archived && isSeen(shape, scope) ? [replayFrom(shape)] : [],
  );
}

/** Whoever sees some organisations sees a replay that names one of theirs, and no other. */
function isSeen({ tags }: ReplayShape, { orgs, reading: { orgTag } }: Scope): boolean {
  if (orgs === null) return true;
  const named = orgTag === null ? [] : (tags?.[orgTag] ?? []);
  return named.length > 0 && named.every((org) => orgs.includes(org));
}
