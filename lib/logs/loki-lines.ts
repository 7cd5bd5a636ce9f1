import { defaultLimit, type Field, type LineFilter, type LineKey, type LineRoot, printField } from '@/lib/address';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { type Entry, type Loki, nsOf, type Pass, type Place, passesFor, passesForId, type Stretch, type Walk, walk } from '@/lib/loki';
import { type CursorContext, openCursor, sealCursor } from '@/lib/paging';
import type { Caveat } from '@/lib/reading';
import { addSeconds, dayOf, type Instant, instantFrom, microsBetween, resolveTimeRange } from '@/lib/time';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import type { Line, LineDetail } from './line';
import { barSteps, mostBars, withoutGaps } from './line-bars';
import type { LineBars, LineFacet, LineListOptions, LineQuestion, LineStore, LinesOfId } from './line-store';
import { isMeantBy, valueText } from './matches';

/** For all that one question asks of Loki, so that a page is done at three seconds. */
const deadlineMs = 2_300;
const mostListed = 1_000;
/** What facets and bars are counted over. */
const mostCounted = 3_000;
const recentSeconds = 86_400;

/**
 * Lines of a Loki. It is asked for more than what is meant, and each line that it gives is held against the filter and the viewer's
 * organisations here: so that the same question means the same as of our own table, and nobody sees what is not theirs.
 */
export function lokiLines(remote: Loki): LineStore {
  const reach = (viewer: Viewer, question: LineQuestion) => reachOf(remote, viewer, question);
  return {
    async list(viewer, options) {
      return pageFrom(viewer, options, (rest) => walk(remote, { ...reach(viewer, options), ...rest }));
    },

    async get(viewer, id) {
      const place = placeFrom(id);
      const scope = isMeant(viewer);
      if (!place) return null;
      const { ns, key } = place;
      const found = await walk(remote, {
        passes: [remote.selector],
        from: ns,
        to: ns + 1n,
        order: 'asc',
        start: null,
        size: 1,
        ...scope((entry) => entry.key === key),
      });
      return found.entries[0] ? detailFrom(found.entries[0]) : null;
    },

    async facets(viewer, { by, limit = 10, ...question }) {
      const counted = await walk(remote, { ...reach(viewer, question), order: 'desc', start: null, size: mostCounted });
      const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), mostListed);
      return by.map((field) => facetFrom(counted, { field, zone: question.zone, size }));
    },

    async bars(viewer, question) {
      const counted = await walk(remote, { ...reach(viewer, question), order: 'desc', start: null, size: mostCounted });
      return barsFrom(counted, question.zone);
    },

    async ofId(viewer, id, { limit }) {
      const { isMeant: isSeen, ...rest } = isMeant(viewer)(() => true);
      const isOfId = ({ line: { requestId, traceId, sessionId } }: Entry) =>
        requestId === id || sessionId === id || traceId === (/^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : id);
      return ofIdFrom(remote, {
        passes: passesForId(remote.selector, id),
        order: 'asc',
        start: null,
        size: limit,
        ...rest,
        isMeant: (entry) => isOfId(entry) && isSeen(entry),
      });
    },

    async carryIds(viewer) {
      const whole = reach(viewer, { filter: { terms: [] }, zone: 'UTC' });
      const { entries } = await walk(remote, { ...whole, order: 'desc', start: null, size: 1_000 });
      return entries.length < 100 || entries.some(({ line: { requestId, traceId, sessionId } }) => requestId ?? traceId ?? sessionId);
    },
  };
}

type Reach = Pick<Stretch, 'passes' | 'from' | 'to' | 'isMeant' | 'redactsEmails' | 'signal'>;

/** @throws {AppError} `not-permitted` */
function reachOf(remote: Loki, viewer: Viewer, { filter, zone }: LineQuestion): Reach {
  const test = isMeantBy(filter, zone);
  const passes: readonly Pass[] = passesFor(remote.selector, filter);
  return { passes, ...boundsOf(filter, zone), ...isMeant(viewer)((entry) => test(detailFrom(entry))) };
}

/** Whatever is asked: only what the viewer may see, and for so long. @throws {AppError} `not-permitted` */
function isMeant(viewer: Viewer) {
  assertMay(viewer, 'logs:read');
  const orgs = orgScope(viewer);
  const isSeen = ({ line: { orgId } }: Entry) => orgs === null || (orgId !== null && orgs.includes(orgId));
  return (test: (entry: Entry) => boolean): Pick<Stretch, 'isMeant' | 'redactsEmails' | 'signal'> => ({
    isMeant: (entry) => isSeen(entry) && test(entry),
    redactsEmails: config().logs.redactsEmails,
    signal: AbortSignal.timeout(deadlineMs),
  });
}

/** As far back as lines are kept, or as the filter says. Clocks of services run ahead a little. */
function boundsOf({ terms }: LineFilter, zone: string): { from: bigint; to: bigint } {
  const bounds = { from: nsOf(horizon()), to: nsOf(addSeconds(now(), 600) ?? now()) };
  let isBounded = false;
  for (const term of terms) {
    if (term.kind !== 'field' || term.isNegated || 'path' in term.field || term.values.length > 1) continue;
    const [value] = term.values;
    if ((term.field.key !== 'created' && term.field.key !== 'recorded') || value.kind === 'glob' || value.kind === 'subject') continue;
    const range = resolveTimeRange(value, zone);
    if (range?.from) {
      const from = nsOf(range.from);
      // Whoever names an earlier time means it.
      bounds.from = isBounded && bounds.from > from ? bounds.from : from;
      isBounded = true;
    }
    if (range?.to && nsOf(range.to) < bounds.to) bounds.to = nsOf(range.to);
  }
  return bounds;
}

function now(): Instant {
  return instantFrom(new Date().toISOString()) ?? '';
}

function horizon(): Instant {
  return addSeconds(now(), -config().logs.retentionDays * 86_400) ?? now();
}

function idOf({ ns, key }: Place): string {
  return `${ns}-${key}`;
}

function placeFrom(id: string): Place | null {
  const [, ns, key] = /^(\d{1,19})-([0-9a-f]{16})$/.exec(id) ?? [];
  return ns !== undefined && key !== undefined ? { ns: BigInt(ns), key } : null;
}

const mostMessage = 2_000;

function lineFrom(entry: Entry): Line {
  const { attributes: _attributes, raw: _raw, ...line } = detailFrom(entry);
  return { ...line, message: line.message.slice(0, mostMessage).toWellFormed() };
}

function detailFrom(entry: Entry): LineDetail {
  const { line } = entry;
  return {
    id: idOf(entry),
    time: line.time,
    recorded_at: line.time,
    source: 'loki',
    service: line.service,
    level: line.level,
    message: line.message,
    request_id: line.requestId,
    trace_id: line.traceId,
    span_id: line.spanId,
    user_id: line.userId,
    org_id: line.orgId,
    session_id: line.sessionId,
    feature: line.feature,
    surface: line.surface,
    method: line.method,
    route: line.route,
    status: line.status,
    duration_ms: line.durationMs,
    flags: line.flags,
    attributes: line.attributes,
    raw: line.raw,
  };
}

async function pageFrom(
  viewer: Viewer,
  { filter, zone, order = 'desc', limit = defaultLimit, after, before }: LineListOptions,
  walked: (rest: Pick<Stretch, 'order' | 'start' | 'size'>) => Promise<Walk>,
) {
  const context: CursorContext = { list: 'loki-lines', filter, order, zone, viewer, secret: config().secret };
  const isBackwards = !after && Boolean(before);
  const cursor = after || before || null;
  const opened = cursor === null ? null : openCursor(cursor, context)[0];
  const start = opened ? { ns: BigInt(opened.createdAt), key: opened.key } : null;
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), mostListed);
  const down = (order === 'desc') !== isBackwards;
  const { entries, stopped } = await walked({ order: down ? 'desc' : 'asc', start, size: size + 1 });
  const shown = entries.slice(0, size);
  const hasFurther = entries.length > size;
  const seal = (place: Place | undefined) =>
    place ? sealCursor([{ source: 'loki', createdAt: String(place.ns), key: place.key }], context) : null;
  // Where the walk stopped short, it goes on from where it came to, not from the last line that was found.
  const end = hasFurther ? shown.at(-1) : stopped?.at;
  const begin = start === null ? undefined : (shown[0] ?? start);
  const further = hasFurther || stopped !== null ? seal(end) : null;
  const back = seal(begin);
  if (isBackwards) shown.reverse();
  return {
    rows: shown.map(lineFrom),
    next: isBackwards ? back : further,
    previous: isBackwards ? further : back,
    count: { value: shown.length, capped: further !== null || start !== null },
    caveats: stopped === null ? [] : [cutAt(stopped.at, stopped.why)],
  };
}

function cutAt({ ns }: Place, why: string): Caveat {
  return { kind: 'truncated', why: `the search came to ${momentOf(ns)} (${why.replace(/\.$/, '')})` };
}

function momentOf(ns: bigint): string {
  return `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function facetFrom(
  { entries, stopped }: Walk,
  { field, zone, size }: { field: Field<LineKey, LineRoot> | 'day'; zone: string; size: number },
): LineFacet {
  if (field !== 'day' && (field.key === 'created' || field.key === 'recorded')) {
    throw new AppError('malformed', `Nothing can be counted by ${field.key}; by=day counts calendar days.`);
  }
  const counts = new Map<string | null, number>();
  for (const entry of entries) {
    const value = field === 'day' ? dayOf(entry.line.time, zone) : valueText(detailFrom(entry), field);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const rows = [...counts].map(([value, count]) => ({ value, count }));
  const byDay = (a: { value: string | null }, b: { value: string | null }) => ((a.value ?? '') < (b.value ?? '') ? -1 : 1);
  rows.sort(field === 'day' ? byDay : (a, b) => b.count - a.count || byDay(a, b));
  const sampled = stopped !== null || entries.length === mostCounted;
  return {
    by: field === 'day' ? 'day' : printField(field),
    rows: rows.slice(0, size),
    distinct: { value: counts.size, capped: sampled },
    sampled,
    since: sampled ? (entries.at(-1)?.line.time ?? null) : null,
  };
}

function barsFrom({ entries, stopped }: Walk, zone: string): LineBars {
  const [newest, oldest] = [entries[0]?.line.time, entries.at(-1)?.line.time];
  const sampled = stopped !== null || entries.length === mostCounted;
  if (!newest || !oldest) return { seconds: 1, bars: [], sampled };
  const span = microsBetween(oldest, newest) / 1_000_000;
  const seconds: number = barSteps.find((step) => step * (mostBars - 1) >= span) ?? barSteps[barSteps.length - 1] ?? 1;
  const day = dayOf(oldest, zone);
  const origin = (day && resolveTimeRange({ kind: 'is', text: day }, zone)?.from) || oldest;
  const counts = new Map<string, { at: string; count: number; errors: number }>();
  for (const { line } of entries) {
    const steps = Math.floor(microsBetween(origin, line.time) / 1_000_000 / seconds);
    const at = addSeconds(origin, steps * seconds) ?? line.time;
    const bar = counts.get(at) ?? { at, count: 0, errors: 0 };
    const isError = line.level === 'error' || line.level === 'fatal';
    counts.set(at, { at, count: bar.count + 1, errors: bar.errors + (isError ? 1 : 0) });
  }
  const rows = [...counts.values()].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return { seconds, bars: withoutGaps(rows, seconds), sampled };
}

/**
 * Without a time to look between, Loki may take longer over a month than anybody waits. So the last day is asked for on its own: what it
 * gives counts, and how far back was not looked is said. Where that is empty, nobody knows: that is no answer.
 */
async function ofIdFrom(remote: Loki, stretch: Omit<Stretch, 'from' | 'to'>): Promise<LinesOfId> {
  const end = nsOf(addSeconds(now(), 600) ?? now());
  const recent = nsOf(addSeconds(now(), -recentSeconds) ?? now());
  const [late, early] = await Promise.allSettled([
    walk(remote, { ...stretch, from: recent, to: end }),
    walk(remote, { ...stretch, from: nsOf(horizon()), to: recent }),
  ]);
  if (late.status === 'rejected') throw late.reason;
  if (early.status === 'rejected') {
    if (!(early.reason instanceof AppError) || late.value.entries.length === 0) throw early.reason;
    const why = `before ${momentOf(recent)} nothing could be looked up`;
    return { lines: late.value.entries.map(lineFrom), caveats: [{ kind: 'truncated', why }] };
  }
  const walks = [early.value, late.value];
  const lines = walks.flatMap(({ entries }) => entries.map(lineFrom)).slice(0, stretch.size);
  const caveats = walks.flatMap(({ stopped }) => (stopped ? [cutAt(stopped.at, stopped.why)] : []));
  if (lines.length === 0 && caveats[0]) throw new AppError('unavailable', `Loki gives no whole answer: ${caveats[0].why}.`);
  return { lines, caveats };
}
