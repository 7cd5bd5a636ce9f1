import { durationWords, microsBetween } from '@/lib/time';
import type { Moment } from './moment';

/** Moments that can be one request, and why they are told apart from the others under the same ID; null where all are one. */
export interface Story {
  readonly moments: readonly Moment[];
  readonly apart: string | null;
}

/** Neighbours further apart than this are not of one request. */
const mostBetweenMicros = 3_600_000_000;

/**
 * Evidence under one ID that cannot be one request is split: far apart in time, of different organisations, or of different users of one
 * service. What names none goes with what is nearest in time. The stories stand in the order of their first moments.
 *
 * @param moments in order
 */
export function splitStories(moments: readonly Moment[]): readonly Story[] {
  const stories = apartInTime(moments)
    .flatMap((story) => apartBy(story, 'organisation', ({ orgId }) => orgId))
    .flatMap((story) => apartBy(story, 'user', contestedUsers(story.moments)));
  return stories.map(({ moments: told, apart }) => ({
    moments: told,
    apart: stories.length === 1 ? null : apart.join(', ') || 'the first',
  }));
}

interface Part {
  readonly moments: readonly Moment[];
  readonly apart: readonly string[];
}

function apartInTime(moments: readonly Moment[]): Part[] {
  const parts: { moments: Moment[]; apart: string[] }[] = [];
  for (const moment of moments) {
    const last = parts.at(-1)?.moments.at(-1);
    const between = last ? microsBetween(last.time, moment.time) : 0;
    if (!last) parts.push({ moments: [moment], apart: [] });
    else if (between > mostBetweenMicros) parts.push({ moments: [moment], apart: [`${durationWords(between / 1_000)} later`] });
    else parts.at(-1)?.moments.push(moment);
  }
  return parts;
}

type NameOf = (moment: Moment) => string | null;

function apartBy({ moments, apart }: Part, noun: string, nameOf: NameOf): Part[] {
  const names = [...new Set(moments.flatMap((moment) => nameOf(moment) ?? []))];
  if (names.length < 2) return [{ moments, apart }];
  const nearest = nearestNames(moments, nameOf);
  return names.map((name) => ({ moments: moments.filter((_, at) => nearest[at] === name), apart: [...apart, `${noun} ${name}`] }));
}

/** Of each moment its name, or that of the nearest moment which has one; the earlier one where two are as near. */
function nearestNames(moments: readonly Moment[], nameOf: NameOf): readonly (string | null)[] {
  const before = carried(moments, nameOf);
  const after = carried(moments.toReversed(), nameOf).toReversed();
  return moments.map((moment, at) => {
    const [one, other] = [before[at] ?? null, after[at] ?? null];
    if (nameOf(moment) !== null || !one || !other) return nameOf(moment) ?? (one ?? other)?.name ?? null;
    const isNearer = microsBetween(one.time, moment.time) <= microsBetween(moment.time, other.time);
    return (isNearer ? one : other).name;
  });
}

function carried(moments: readonly Moment[], nameOf: NameOf): ({ readonly time: string; readonly name: string } | null)[] {
  let last: { time: string; name: string } | null = null;
  return moments.map((moment) => {
    const name = nameOf(moment);
    if (name !== null) last = { time: moment.time, name };
    return last;
  });
}

/**
 * The user of a moment, where its service names another one too. Only then: a service that is called may name somebody else, such as
 * the account by which it was called. Who acts for somebody is the same as whom they act for.
 */
function contestedUsers(moments: readonly Moment[]): NameOf {
  const same = new Map<string, string>();
  const firstName = (user: string): string => {
    const other = same.get(user);
    return other === undefined ? user : firstName(other);
  };
  for (const { userId, action } of moments) {
    if (userId === null || action?.onBehalfOf == null) continue;
    const [one, other] = [firstName(userId), firstName(action.onBehalfOf)];
    if (one !== other) same.set(other, one);
  }
  const usersOf = new Map<string, Set<string>>();
  for (const { source, service, userId } of moments) {
    if (userId === null) continue;
    const teller = JSON.stringify([source, service]);
    usersOf.set(teller, (usersOf.get(teller) ?? new Set()).add(firstName(userId)));
  }
  const contested = new Set([...usersOf.values()].flatMap((users) => (users.size > 1 ? [...users] : [])));
  return ({ userId }) => (userId !== null && contested.has(firstName(userId)) ? firstName(userId) : null);
}
