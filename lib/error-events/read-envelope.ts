import { isRecord, type JsonRecord, own, recordIn, textOf } from './json-shape';
import type { EventReadOptions, EventsRead, RejectionReason, ScrubRule } from './kept-event';
import { type ReadOne, readEvent } from './read-event';
import { readSpans } from './read-spans';
import type { OnScrubbed } from './scrubbing';

/**
 * An envelope: a line of JSON, and items that are a line of JSON each with a payload of so many bytes, or up to the end of the line where no
 * length is told. Errors and transactions are read, with what streamed spans say of whole requests; all other items are dropped, and counted
 * by their type. An item costs no other; what cannot be told apart any more costs the rest, and so does one item too many.
 *
 * @see https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export function readEnvelope(bytes: Buffer, options: EventReadOptions): EventsRead {
  const reading = startReading();
  const { header, items } = itemsIn(bytes);
  if (header === null) return { ...reading.read, rejected: [{ position: 0, reason: 'not-json' }] };
  const sampleRate = sampleRateIn(header);
  let position = 0;
  for (const { type, payload } of items) {
    if (type === null) reading.take(position, { reason: 'not-json' });
    else if (type === tooMany) reading.take(position, { reason: 'too-many' });
    else if (type === 'event' || type === 'transaction') {
      reading.take(position, readEvent(asType(payload, type), options, reading.onScrubbed, { sampleRate }));
    } else if (type === 'span') {
      const spans = readSpans(payload.toString('utf8'), options, reading.onScrubbed, { sampleRate });
      for (const one of spans ?? []) reading.take(position, one);
      if (spans === null) reading.drop(type);
    } else {
      if (type === 'attachment') reading.onScrubbed('attachment');
      reading.drop(type);
    }
    position += 1;
  }
  return reading.read;
}

/** One event alone, as SDKs of old send it. */
export function readStored(text: string, options: EventReadOptions): EventsRead {
  const reading = startReading();
  reading.take(0, readEvent(text, options, reading.onScrubbed));
  return reading.read;
}

/** Several events, each a text, as files hold them. */
export function readEvents(texts: readonly string[], options: EventReadOptions): EventsRead {
  const reading = startReading();
  for (const [position, text] of texts.entries()) reading.take(position, readEvent(text, options, reading.onScrubbed));
  return reading.read;
}

/** What stands before the items: the DSN among it, where the way of an envelope names no key. Null where it is no JSON object. */
export function readEnvelopeHeader(bytes: Buffer): JsonRecord | null {
  const end = bytes.indexOf(lineEnd);
  return jsonRecord(bytes.subarray(0, end < 0 ? bytes.length : end));
}

function startReading() {
  const events: EventsRead['events'][number][] = [];
  const rejected: { position: number; reason: RejectionReason }[] = [];
  const dropped: Record<string, number> = {};
  const scrubbed: Partial<Record<ScrubRule, number>> = {};
  const onScrubbed: OnScrubbed = (rule) => {
    scrubbed[rule] = (scrubbed[rule] ?? 0) + 1;
  };
  return {
    read: { events, rejected, dropped, scrubbed } as EventsRead,
    onScrubbed,
    take: (position: number, one: ReadOne) => {
      if ('event' in one) events.push({ position, event: one.event });
      else rejected.push({ position, reason: one.reason });
    },
    drop: (type: string) => {
      const name = knownTypes.has(type) ? type : 'other';
      dropped[name] = (dropped[name] ?? 0) + 1;
    },
  };
}

/** What else SDKs send; whatever they will think of next is `other`, so that nobody can invent names to count by. */
const knownTypes: ReadonlySet<string> = new Set([
  'attachment',
  'check_in',
  'client_report',
  'feedback',
  'log',
  'metric',
  'metric_buckets',
  'nel',
  'otel_log',
  'profile',
  'profile_chunk',
  'raw_security',
  'replay_event',
  'replay_recording',
  'replay_video',
  'session',
  'sessions',
  'span',
  'statsd',
  'trace_metric',
  'unreal_report',
  'user_report',
]);

/** No type of Sentry's. */
const tooMany = Symbol('too many');

interface Item {
  /** Null where its header cannot be read. */
  readonly type: string | null | typeof tooMany;
  readonly payload: Buffer;
}

const lineEnd = 0x0a;

/** An SDK sends one error at a time, and what stands between it and us not many more. */
const mostItems = 200;

function itemsIn(bytes: Buffer): { readonly header: JsonRecord | null; readonly items: readonly Item[] } {
  let at = 0;
  const line = () => {
    const found = bytes.indexOf(lineEnd, at);
    const end = found < 0 ? bytes.length : found;
    const text = bytes.subarray(at, end);
    at = end + 1;
    return text;
  };
  const header = jsonRecord(line());
  const items: Item[] = [];
  while (header && at < bytes.length) {
    const head = line();
    if (head.length === 0) continue;
    if (items.length === mostItems) {
      items.push({ type: tooMany, payload: Buffer.alloc(0) });
      break;
    }
    const told = jsonRecord(head);
    if (told === null) {
      items.push({ type: null, payload: head });
      break;
    }
    const length = own(told, 'length');
    const hasLength = typeof length === 'number' && Number.isSafeInteger(length) && length >= 0 && at + length <= bytes.length;
    const payload = hasLength ? bytes.subarray(at, at + length) : line();
    if (hasLength) at += length + (bytes[at + length] === lineEnd ? 1 : 0);
    items.push({ type: textOf(own(told, 'type')) ?? 'other', payload });
  }
  return { header, items };
}

function jsonRecord(bytes: Buffer): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The item says what it is, and need not say so again inside. */
function asType(payload: Buffer, type: string): string {
  const text = payload.toString('utf8');
  return type === 'transaction' && !/"type"\s*:\s*"transaction"/.test(text) ? text.replace(/^\s*\{/, '{"type":"transaction",') : text;
}

function sampleRateIn(header: JsonRecord): number | null {
  const rate = Number(textOf(own(recordIn(header, 'trace'), 'sample_rate')) ?? Number.NaN);
  return rate > 0 && rate <= 1 ? rate : null;
}
