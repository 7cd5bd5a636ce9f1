import { type FieldTerm, type LineFilter, type LineKey, type LineRoot, timeTerm } from '@/lib/address';
import { listLines } from '@/lib/logs';
import { type ClockOffset, clockOffsets, inOrder, type Moment, type Said, suspectClocks } from '@/lib/story';
import { addSeconds, microsBetween } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

const mostLines = 1_000;
/** Clocks are put right by what was said about then: they drift, and are set. */
const nearSeconds = 3_600;
/** A story is told without, rather than late. */
const deadlineMs = 400;
/** Requests at the end of what was listed may be cut off. */
const cutSeconds = 10;

/** Clocks of this story that are behind, by what other requests of the same services say. Only where something is out of order. */
export async function clocksFor(viewer: Viewer, moments: readonly Moment[]): Promise<readonly ClockOffset[]> {
  const said = inOrder(moments.filter(({ source }) => source === 'logs'));
  const services = suspectClocks(said);
  const first = said[0]?.time;
  if (!services || !first) return [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly ClockOffset[]>((tell) => {
    timer = setTimeout(() => tell([]), deadlineMs);
  });
  const own = new Set(said.map(({ requestId }) => requestId));
  const told = requestsOf(viewer, services, first).then((requests) => {
    const others = [...requests].flatMap(([id, saidOfOther]) => (own.has(id) ? [] : [saidOfOther]));
    return clockOffsets([...others, said]).filter(({ service }) => services.includes(service));
  });
  // Without it the times stand as they were told.
  return Promise.race([told.catch(() => []), late]).finally(() => clearTimeout(timer));
}

/** What was said in each request around then, by its ID. */
async function requestsOf(
  viewer: Viewer,
  services: readonly [string, ...string[]],
  near: string,
): Promise<ReadonlyMap<string, readonly Said[]>> {
  const [first, ...others] = services.map((text) => ({ kind: 'is' as const, text }));
  const [from, to] = [addSeconds(near, -nearSeconds), addSeconds(near, nearSeconds)];
  if (!first || !from || !to) return new Map();
  const ofServices: FieldTerm<LineKey, LineRoot> = {
    kind: 'field',
    isNegated: false,
    field: { key: 'service' },
    values: [first, ...others],
  };
  const hasRequest = { kind: 'has', isNegated: false, field: { key: 'request' } } as const;
  const filter: LineFilter = { terms: [ofServices, hasRequest, timeTerm('>=', from), timeTerm('<', to)] };
  const { rows, next } = await listLines(viewer, { filter, zone: 'UTC', limit: mostLines });
  const oldest = rows.at(-1)?.time ?? near;
  const requests = new Map<string, Said[]>();
  for (const { request_id: id, service, time, method, route, status, duration_ms: durationMs } of rows.toReversed()) {
    const known = requests.get(id ?? '') ?? [];
    requests.set(id ?? '', [...known, { service, time, method, route, status, durationMs }]);
  }
  const isWhole = ([one]: readonly Said[]) => next === null || (one && microsBetween(oldest, one.time) > cutSeconds * 1_000_000);
  return new Map([...requests].filter(([, said]) => isWhole(said)));
}
