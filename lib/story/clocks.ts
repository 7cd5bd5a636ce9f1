import { addMicros, microsBetween } from '@/lib/time';
import type { Moment } from './moment';

/** How far the clock of one service is behind that of another, as the requests that both served tell it. */
export interface ClockOffset {
  readonly service: string;
  /** The service that was asked first, whose clock the times are put right to. */
  readonly behind: string;
  readonly offsetMs: number;
  /** The offset lies between so much less and so much more. */
  readonly uncertaintyMs: number;
  /** How many requests tell it. */
  readonly requests: number;
}

/** What of a moment tells about clocks. */
export type Said = Pick<Moment, 'service' | 'time' | 'method' | 'route' | 'status' | 'durationMs'>;

/** Fewer could be chance. */
const fewestRequests = 3;
/** Below this clocks are as good as they get. */
const leastMicros = 1_000;

/**
 * A service that was called says nothing before the service that called it was asked, and nothing of a call after it was answered. So
 * each shared request bounds the offset of its clock from below and from above. Where all of them leave room, and zero is not in it, the
 * clock is behind.
 *
 * A clock that is ahead cannot be told apart from work that goes on after the answer, and is left as it is. So is what a service says
 * that may itself have been asked first.
 *
 * @param requests what was said in each
 */
export function clockOffsets(requests: readonly (readonly Said[])[]): readonly ClockOffset[] {
  const bounds = new Map<string, { behind: string; least: number; most: number; requests: number }>();
  for (const said of requests) {
    const outer = outerOf(said);
    if (!outer) continue;
    for (const [service, span] of spansOf(said)) {
      if (service === outer.service || span.mayBeFirst) continue;
      const key = JSON.stringify([outer.service, service]);
      const least = microsBetween(span.first, outer.first);
      const most = microsBetween(span.last, outer.last);
      const known = bounds.get(key) ?? { behind: outer.service, least, most, requests: 0 };
      bounds.set(key, {
        ...known,
        least: Math.max(known.least, least),
        most: Math.min(known.most, most),
        requests: known.requests + 1,
      });
    }
  }
  return [...bounds].flatMap(([key, { behind, least, most, requests: count }]) => {
    const [, service] = JSON.parse(key) as [string, string];
    if (count < fewestRequests || least <= leastMicros || most < least) return [];
    return [{ service, behind, offsetMs: (least + most) / 2_000, uncertaintyMs: (most - least) / 2_000, requests: count }];
  });
}

/** Services of one request whose clocks may be behind: which are worth asking more requests about, after the one asked first. */
export function suspectClocks(said: readonly Said[]): readonly [outer: string, ...suspects: string[]] | null {
  const outer = outerOf(said);
  if (!outer) return null;
  const suspects = [...spansOf(said)].flatMap(([service, { first, mayBeFirst }]) =>
    service !== outer.service && !mayBeFirst && microsBetween(first, outer.first) > leastMicros ? [service] : [],
  );
  return suspects.length === 0 ? null : [outer.service, ...suspects];
}

/** Times as the clock of the service asked first would have told them; what was told stands beside. */
export function withClocksRight(moments: readonly Moment[], offsets: readonly ClockOffset[]): readonly Moment[] {
  const byService = new Map(offsets.map((offset) => [offset.service, offset]));
  return moments.map((moment) => {
    const offset = moment.service === null ? undefined : byService.get(moment.service);
    const time = offset && addMicros(moment.time, Math.round(offset.offsetMs * 1_000));
    return time ? { ...moment, time, toldTime: moment.time } : moment;
  });
}

/** Moments of which nobody knows whether they came after the one before: clocks are not known well enough. @param moments in order */
export function uncertainOrder(moments: readonly Moment[], offsets: readonly ClockOffset[]): ReadonlySet<string> {
  const doubtOf = new Map(offsets.map(({ service, uncertaintyMs }) => [service, uncertaintyMs]));
  const uncertain = moments.filter((moment, at) => {
    const before = moments[at - 1];
    if (!before || before.service === moment.service) return false;
    const doubt = [before, moment].reduce((sum, { service }) => sum + (doubtOf.get(service ?? '') ?? 0), 0);
    return doubt > 0 && microsBetween(before.time, moment.time) / 1_000 <= doubt;
  });
  return new Set(uncertain.map(({ ref }) => ref));
}

interface Span {
  readonly first: string;
  readonly last: string;
  /** Whether it says that it was asked and never what it answered: it may stand before all others. */
  readonly mayBeFirst: boolean;
}

interface Outer {
  readonly service: string;
  readonly first: string;
  readonly last: string;
}

/** Of the services that were asked and answered the one that took longest: what it called lies within. */
function outerOf(said: readonly Said[]): Outer | null {
  let outer: (Outer & { readonly micros: number }) | null = null;
  for (const service of new Set(said.map((one) => one.service))) {
    const own = said.filter((one) => one.service === service);
    const asked = own.find(({ method, route }) => method !== null && route !== null);
    const answered = own.findLast(({ status }) => status !== null);
    if (service === null || !asked || !answered) continue;
    const first = asked.status === null ? asked.time : startOf(asked);
    if (first === null) continue;
    const micros = microsBetween(first, answered.time);
    if (outer === null || micros > outer.micros) outer = { service, first, last: answered.time, micros };
  }
  return outer;
}

/** Whoever logs a request when it is answered was asked so much earlier; without a duration nobody knows. */
function startOf({ time, durationMs }: Said): string | null {
  return durationMs === null ? null : addMicros(time, -Math.round(durationMs * 1_000));
}

function spansOf(said: readonly Said[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  for (const service of new Set(said.map((one) => one.service))) {
    if (service === null) continue;
    const own = said.filter((one) => one.service === service);
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) continue;
    const wasAsked = own.some(({ method, route }) => method !== null && route !== null);
    spans.set(service, { first: first.time, last: last.time, mayBeFirst: wasAsked && own.every(({ status }) => status === null) });
  }
  return spans;
}
