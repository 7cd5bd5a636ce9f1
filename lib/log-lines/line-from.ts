import { addSeconds } from '@/lib/time';
import { type KnownField, knownKeys, nestedIds } from './known-keys';
import { type LineFlag, type LogLine, mostRawCharacters, type ReadOptions } from './log-line';
import { toldLevel } from './told-level';
import { toldTime } from './told-time';

/** A record as its JSON says it. Keys may be anything, `__proto__` too. */
export type LogRecord = Readonly<Record<string, unknown>>;

interface Given {
  /** Already without what must not be kept. */
  readonly raw: string;
  readonly flags: readonly LineFlag[];
  /** The attributes as text where numbers in them would lose digits; else they are printed from what is left of the record. */
  readonly exact: string | null;
}

/**
 * A line from a record. What is taken into a field of its own is not repeated among the attributes.
 *
 * @throws {RangeError} where what is left is nested too deeply to be printed
 */
export function lineFrom(record: LogRecord, given: Given, options: ReadOptions): LogLine {
  const found = findKnown(record);
  const flags = new Set<LineFlag>(given.flags);
  const taken = new Set<string>();
  const take: Take = (field, read) => {
    for (const { value, key } of found.get(field) ?? []) {
      const answer = read(value, key);
      if (answer === null) continue;
      if (key !== null) taken.add(key);
      return answer;
    }
    return null;
  };
  const bounded = (most: number) => (value: unknown) => {
    const text = idText(value);
    if (text === null || text.length <= most) return text;
    flags.add('cut');
    return text.slice(0, most).toWellFormed();
  };
  const id = bounded(mostIdCharacters);
  const when = timeOf(found, take, { flags, options });
  const trace = take('traceId', traceFrom);
  // Written out in one piece and in this order, because spread would make it many times slower: what is left is known when all is taken.
  return {
    time: when.time,
    service: take('service', serviceFrom(bounded(mostNameCharacters))) ?? options.service ?? null,
    level: take('level', toldLevel),
    message: take('message', messageFrom) ?? errorMessage(record),
    // However long: what an action of the same request is found by.
    requestId: take('requestId', idText),
    traceId: trace && bounded(mostIdCharacters)(trace.id),
    spanId: take('spanId', id) ?? trace?.span ?? null,
    userId: take('userId', id),
    orgId: take('orgId', id),
    sessionId: take('sessionId', id),
    feature: take('feature', bounded(mostNameCharacters)),
    surface: take('surface', bounded(mostNameCharacters)),
    method: take('method', methodFrom),
    route: take('route', routeFrom),
    status: take('status', statusFrom),
    durationMs: take('durationMs', durationFrom),
    attributes: given.exact ?? printedRest(record, taken, when.told),
    raw: given.raw.slice(0, mostRawCharacters).toWellFormed(),
    flags: given.raw.length > mostRawCharacters ? [...flags.add('cut')] : [...flags],
  };
}

/** What has no field of its own, with the time that was told where another stands in its place. */
function printedRest(record: LogRecord, taken: ReadonlySet<string>, told: string | null): string {
  const rest = Object.entries(record).filter(([key]) => !taken.has(key));
  return JSON.stringify(Object.fromEntries(told === null ? rest : [...rest, ['told_time', told]]));
}

const mostIdCharacters = 512;
const mostNameCharacters = 256;

interface Found {
  readonly value: unknown;
  /** The key of the record that goes with the value; null where it stands inside an object that stays. */
  readonly key: string | null;
}

type Known = ReadonlyMap<KnownField, readonly Found[]>;

const fieldOf: ReadonlyMap<string, { field: KnownField; place: number }> = new Map(
  Object.entries(knownKeys).flatMap(([field, names]) => names.map((name, place) => [name, { field: field as KnownField, place }] as const)),
);
const parents = new Set([...fieldOf.keys()].filter((name) => name.includes('.')).map((name) => name.slice(0, name.indexOf('.'))));

/** All values that a field may have, the likeliest name first, what stands deeper last. */
function findKnown(record: LogRecord): Known {
  const found = new Map<KnownField, (Found & { place: number })[]>();
  const add = (name: string, value: unknown, { key, depth, only }: { key: string | null; depth: number; only?: readonly KnownField[] }) => {
    const known = fieldOf.get(name);
    if (!known || value === null || value === undefined || (only && !only.includes(known.field))) return;
    const one = { value, key, place: known.place + (depth === 2 ? 100 : 0) };
    const list = found.get(known.field);
    if (list) list.push(one);
    else found.set(known.field, [one]);
  };
  for (const [key, value] of Object.entries(record)) {
    add(key, value, { key, depth: 0 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const [inner, innerValue] of Object.entries(value)) {
      if (parents.has(key)) addInside(key, inner, innerValue, add);
      add(inner, innerValue, { key: null, depth: 2, only: nestedIds });
    }
  }
  for (const list of found.values()) if (list.length > 1) list.sort((a, b) => a.place - b.place);
  return found;
}

type Add = (name: string, value: unknown, where: { key: string | null; depth: number }) => void;

/** `req.id`, and one step further `req.headers.x-request-id` or `http.request.method`. */
function addInside(parent: string, key: string, value: unknown, add: Add): void {
  add(`${parent}.${key}`, value, { key: null, depth: 1 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [inner, innerValue] of Object.entries(value)) add(`${parent}.${key}.${inner}`, innerValue, { key: null, depth: 1 });
}

type Take = <T>(field: KnownField, read: (value: unknown, key: string | null) => T | null) => T | null;

const mostAheadSeconds = 600;
const mostBehindSeconds = 400 * 86_400;

/** A time that cannot be is told among the attributes, and the arrival stands in its place. */
function timeOf(
  found: Known,
  take: Take,
  { flags, options }: { flags: Set<LineFlag>; options: ReadOptions },
): { readonly time: string; readonly told: string | null } {
  const { receivedAt, zone = 'UTC', trustsOldTimes = false } = options;
  const told = take('time', (value) => toldTime(value, zone));
  if (told === null) {
    flags.add(found.has('time') ? 'unreadable-timestamp' : 'no-timestamp');
    return { time: receivedAt, told: null };
  }
  const { earliest, latest } = boundsAt(receivedAt);
  // Instants of four-digit years sort as the texts that they are.
  if (told > latest) flags.add('future');
  else if (!trustsOldTimes && told < earliest) flags.add('ancient');
  else return { time: told, told: null };
  return { time: receivedAt, told };
}

/** Thousands of lines arrive at once. */
let bounds = { receivedAt: '', earliest: '', latest: '' };

function boundsAt(receivedAt: string): { readonly earliest: string; readonly latest: string } {
  if (bounds.receivedAt !== receivedAt) {
    const earliest = addSeconds(receivedAt, -mostBehindSeconds) ?? receivedAt;
    bounds = { receivedAt, earliest, latest: addSeconds(receivedAt, mostAheadSeconds) ?? receivedAt };
  }
  return bounds;
}

/** An id is a text or a number; anything else is none, and stays where it is. */
function idText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Also ECS' object with a name. */
function serviceFrom(bounded: (value: unknown) => string | null): (value: unknown) => string | null {
  return (value) => (typeof value === 'object' && value !== null && 'name' in value ? bounded(value.name) : bounded(value));
}

/** W3C's trace id in small letters; out of a traceparent with its span. */
function traceFrom(value: unknown): { readonly id: string; readonly span: string | null } | null {
  const text = idText(value);
  if (text === null) return null;
  const [, id, span] = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/i.exec(text) ?? [];
  if (id && span) return /^0+$/.test(id) ? null : { id: id.toLowerCase(), span: span.toLowerCase() };
  if (/^0+$/.test(text)) return null;
  return { id: /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : text, span: null };
}

function messageFrom(value: unknown): string | null {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** pino names an error and may say nothing else. */
function errorMessage(record: LogRecord): string {
  const error = record.err ?? record.error;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : '';
}

function methodFrom(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z]{3,10}$/i.test(value) ? value.toUpperCase() : null;
}

/** Without its query, which is where secrets travel. */
function routeFrom(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const path = value.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return (path === '' ? '/' : path).slice(0, 1_024).toWellFormed();
}

function statusFrom(value: unknown): number | null {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : null;
}

/** A number of milliseconds, or a text with its unit: a bare `duration` may be anything, and stays where it is. */
function durationFrom(value: unknown, key: string | null): number | null {
  if (typeof value === 'number') return key !== 'duration' && Number.isFinite(value) && value >= 0 ? value : null;
  if (typeof value !== 'string') return null;
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?) ?(ns|us|µs|ms|s|m)$/.exec(value) ?? [];
  return amount === undefined ? null : Number(amount) * (millisecondsIn[unit] ?? 1);
}

const millisecondsIn: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000 };
