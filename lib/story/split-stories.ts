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
 * Evidence under one ID that cannot be one request is split: far apart in time, or of different organisations. What names no
 * organisation goes with what is nearest in time. The stories stand in the order of their first moments.
 *
 * @param moments in order
 */
export function splitStories(moments: readonly Moment[]): readonly Story[] {
  const stories = apartInTime(moments).flatMap(({ moments: near, apart }) =>
    apartByOrg(near).map((story) => ({ moments: story.moments, apart: [apart, story.apart].filter((words) => words !== null) })),
  );
  return stories.map(({ moments: told, apart }) => ({
    moments: told,
    apart: stories.length === 1 ? null : apart.join(', ') || 'the first',
  }));
}

function apartInTime(moments: readonly Moment[]): Story[] {
  const groups: { moments: Moment[]; apart: string | null }[] = [];
  for (const moment of moments) {
    const last = groups.at(-1)?.moments.at(-1);
    const between = last ? microsBetween(last.time, moment.time) : 0;
    if (!last) groups.push({ moments: [moment], apart: null });
    else if (between > mostBetweenMicros) groups.push({ moments: [moment], apart: `${durationWords(between / 1_000)} later` });
    else groups.at(-1)?.moments.push(moment);
  }
  return groups;
}

function apartByOrg(moments: readonly Moment[]): Story[] {
  const orgs = [...new Set(moments.flatMap(({ orgId }) => (orgId === null ? [] : [orgId])))];
  if (orgs.length < 2) return [{ moments, apart: null }];
  const nearest = nearestOrgs(moments);
  return orgs.map((org) => ({ moments: moments.filter((_, at) => nearest[at] === org), apart: `organisation ${org}` }));
}

/** Of each moment its organisation, or that of the nearest moment which has one; the earlier one where two are as near. */
function nearestOrgs(moments: readonly Moment[]): readonly (string | null)[] {
  const before = carried(moments);
  const after = carried(moments.toReversed()).toReversed();
  return moments.map(({ time, orgId }, at) => {
    const [one, other] = [before[at] ?? null, after[at] ?? null];
    if (orgId !== null || !one || !other) return orgId ?? (one ?? other)?.orgId ?? null;
    const isNearer = microsBetween(one.time, time) <= microsBetween(time, other.time);
    return (isNearer ? one : other).orgId;
  });
}

function carried(moments: readonly Moment[]): (Moment | null)[] {
  let last: Moment | null = null;
  return moments.map((moment) => {
    if (moment.orgId !== null) last = moment;
    return last;
  });
}
