import { AppError } from '@/lib/errors';
import { mostSessions, type Values } from '@/lib/posthog';
import { instantFrom } from '@/lib/time';
import type { FeatureReplay, SessionReplay } from './feature-use';
import type { PosthogPlace } from './posthog-place';

const mostShown = 20;
const daySeconds = 86_400;

interface Happened {
  readonly session_id: string | null;
  readonly time: string;
}

/**
 * The recordings of sessions in which something happened. Where PostHog does not say whether there are any, each may have one, which begins
 * nobody knows when: what happened is told all the same.
 */
export async function replaysOfSessions(
  place: PosthogPlace,
  events: readonly Happened[],
  signal: AbortSignal,
): Promise<readonly SessionReplay[]> {
  const times = events.map(({ time }) => Math.floor(Date.parse(time) / 1_000));
  const sessions = [...new Set(events.flatMap(({ session_id: session }) => session ?? []))].slice(0, mostSessions);
  if (sessions.length === 0) return [];
  const values = { sessions, from: Math.min(...times) - 2 * daySeconds, to: Math.max(...times) + daySeconds };
  try {
    const { rows } = await place.remote.ask('replays', { values, signal });
    return rows.map(({ session, began_at: began }) => ({
      session_id: session,
      href: place.remote.replayHref(session),
      started_at: instantFrom(new Date(began).toISOString()),
    }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return sessions.map((session) => ({ session_id: session, href: place.remote.replayHref(session), started_at: null }));
  }
}

interface OfFeature {
  readonly feature: string;
  /** Seconds of the epoch, the organisations that may be seen, and what else the question asks for. */
  readonly values: Values & { readonly from: number; readonly to: number };
}

/** Recordings of sessions in which a feature was used, the newest first. @throws {AppError} `unavailable` */
export async function replaysOfFeature(
  { remote }: PosthogPlace,
  { feature, values }: OfFeature,
  signal: AbortSignal,
): Promise<readonly FeatureReplay[]> {
  const asked = { ...values, feature: [...feature].slice(0, 150).join('') };
  const used = (await remote.ask('sessions_of_feature', { values: asked, signal })).rows;
  if (used.length === 0) return [];
  const sessions = used.map(({ session }) => session);
  const around = { sessions, from: values.from - 2 * daySeconds, to: values.to + daySeconds };
  const { rows } = await remote.ask('replays', { values: around, signal });
  const found = new Map(rows.map((row) => [row.session, row]));
  return used
    .flatMap(({ session, used_at: at, distinct_id: user }): FeatureReplay[] => {
      const replay = found.get(session);
      if (!replay) return [];
      const { began_at: began, ended_at: ended } = replay;
      return [
        {
          session_id: session,
          href: remote.replayHref(session),
          started_at: instantFrom(new Date(began).toISOString()),
          used_at: instantFrom(new Date(at).toISOString()) ?? '',
          duration_ms: Math.max(0, ended - began),
          user_id: user === '' ? null : user,
        },
      ];
    })
    .slice(0, mostShown);
}
