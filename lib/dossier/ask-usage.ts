import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import type { Moment } from '@/lib/story';
import { carriedTags, hasRealUse, type ProductEvent, replayAt, type SessionReplay, usesOfId } from '@/lib/usage';
import type { Viewer } from '@/lib/viewer';
import { type Answer, silent } from './ask';

const most = 1_000;

/** Product events that carry the ID as their request or session. */
export async function askUsage(viewer: Viewer, id: string): Promise<Answer> {
  const found = await usesOfId(viewer, id, { limit: most + 1 }).catch(refused);
  if ('reading' in found) return found;
  if (found.events.length === 0) {
    if (viewer.sees === 'real' && !(await hasRealUse()))
      return silent('usage', 'no product event was ever sent here, and no PostHog is set up', 'not-configured');
    const carried = await carriedTags(viewer);
    if (carried?.requests === 0)
      return silent('usage', `none of the newest ${carried.events.toLocaleString('en')} product events names a request`, 'not-recorded');
  }
  const isCut = found.events.length > most;
  const events = found.events.slice(0, most);
  const caveats: Caveat[] = [
    ...found.caveats,
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the first ${most.toLocaleString('en')} product events are told` }] : []),
  ];
  const isNamed = events.some(({ user_id: user }) => user !== null && !isMadeUp(user));
  return {
    reading: {
      source: 'usage',
      verdict: events.length > 0 ? 'found' : 'none',
      count: { value: events.length, capped: isCut },
      caveats,
      why: null,
      since: null,
    },
    moments: events.map((event, place) => momentFrom(event, { place, isNamed, replays: found.replays })),
  };
}

/** A store that cannot tell whose an event is carries nothing for some. */
function refused(error: unknown): Answer {
  if (!(error instanceof AppError) || error.code !== 'not-implemented') throw error;
  return silent('usage', error.message.replace(/\.$/, ''), 'not-recorded');
}

/** Before somebody signs in, SDKs of browsers make up a name, which is a UUID. */
function isMadeUp(user: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(user);
}

interface Told {
  readonly place: number;
  readonly isNamed: boolean;
  readonly replays: readonly SessionReplay[];
}

function momentFrom(event: ProductEvent, { place, isNamed, replays }: Told): Moment {
  const user = event.user_id;
  const replay = replays.find(({ session_id: session }) => session === event.session_id);
  return {
    ref: `use:${event.id}`,
    time: event.time,
    toldTime: null,
    source: 'usage',
    place,
    service: event.source.replace(/^sample\//, ''),
    level: null,
    text: textOf(event),
    requestId: event.request_id,
    // The same person had another name a moment ago, and is no second user.
    userId: isNamed && user !== null && isMadeUp(user) ? null : user,
    orgId: event.org_id,
    method: null,
    route: null,
    status: null,
    durationMs: null,
    action: null,
    error: null,
    use: { feature: event.feature, surface: event.surface, trust: event.trust, replayHref: replay ? replayAt(replay, event.time) : null },
  };
}

/** "opened invoice (feature billing, surface invoice-page)" */
function textOf({ event, feature, surface }: ProductEvent): string {
  const tags = [feature && `feature ${feature}`, surface && `surface ${surface}`].filter(Boolean).join(', ');
  return tags === '' ? event : `${event} (${tags})`;
}
