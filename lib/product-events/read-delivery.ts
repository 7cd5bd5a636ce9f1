import { gunzipSync } from 'node:zlib';
import { AppError } from '@/lib/errors';
import { mendJson } from '@/lib/visible-text';
import { isRecord, type JsonRecord, own, parsedJson, recordIn, textIn } from './json-shape';
import type { ScrubRule, UseFlag, UseReadOptions, UsesRead } from './kept-use';
import { sentAtIn } from './read-times';
import { type ReadOne, readUse } from './read-use';
import type { OnScrubbed } from './scrubbing';

/** What an SDK sent: whose it is, and its events as they came. */
export interface Delivery {
  /** The key that it came by, as it was told; null where none was. */
  readonly token: string | null;
  /** Null where it could not be read. */
  readonly events: readonly unknown[] | null;
  /** What the sender's clock showed, as it was told. */
  readonly sentAt: unknown;
  readonly flags: readonly UseFlag[];
}

/**
 * Unpacks what came, in every packing that SDKs have: plain JSON, gzip (whether it is said in a header, in the query, or not at all), and
 * forms with JSON or base64 in `data`. A delivery is one event, a list of them, or an object around such a list:
 *
 *     {"api_key": "phc_…", "batch": [{"event": "opened", "distinct_id": "u_1", "properties": {…}}], "sent_at": "2026-10-03T18:02:11Z"}
 *
 * @throws {AppError} `too-large`; `unsupported-media-type` for lz64, which no SDK has sent since 2021; `malformed` for damaged gzip
 */
export function unpackDelivery(body: Buffer, query: URLSearchParams, { mostBytes }: { mostBytes: number }): Delivery {
  // Its unpackers cannot be told where to stop, and every public key could send what fills the memory.
  if (/^lz/.test(query.get('compression') ?? '')) {
    throw new AppError('unsupported-media-type', 'lz64 is not read here. Newer SDKs send gzip; with an old one, set compression to false.');
  }
  const form = formIn(textFrom(body, mostBytes));
  const mended = mendJson(form.data);
  const content = parsedJson(mended.text);
  const token = query.get('token') ?? query.get('api_key') ?? form.token;
  const sentAt = query.get('_') ?? form.sentAt;
  if (Array.isArray(content)) return { token: token ?? tokenOfEvents(content), events: content, sentAt, flags: mended.flags };
  if (!isRecord(content)) return { token, events: null, sentAt, flags: [] };
  const list = own(content, 'batch') ?? own(content, 'data');
  const events = Array.isArray(list) ? list : isRecord(list) ? [list] : [content];
  return {
    token: textIn(content, 'api_key', 'token', '$token') ?? token ?? tokenOfEvents(events),
    events,
    sentAt: own(content, 'sent_at') ?? sentAt,
    flags: mended.flags,
  };
}

/** As many as one delivery may hold. */
const mostEvents = 5_000;

/** The events of a delivery; one that cannot be read costs no other. @throws {AppError} `too-large` */
export function readDelivery({ events, sentAt, flags }: Delivery, options: UseReadOptions): UsesRead {
  if (events === null) return { ...startReading().read, rejected: [{ position: 0, reason: 'not-json' }] };
  if (events.length > mostEvents) throw new AppError('too-large', `A delivery may hold ${mostEvents.toLocaleString('en')} events.`);
  const reading = startReading();
  const around = { sentAt: sentAtIn(sentAt), flags };
  for (const [position, event] of events.entries()) reading.take(position, readUse(event, options, reading.onScrubbed, around));
  return reading.read;
}

/** The longest record of a file that is read, in characters. */
const mostRecordCharacters = 2_000_000;

/** Events of files, each the text of a JSON object: exports of events, rows of batch exports, or deliveries as they were sent. */
export function readRecords(texts: readonly string[], options: UseReadOptions): UsesRead {
  const reading = startReading();
  for (const [position, text] of texts.entries()) {
    if (text.length > mostRecordCharacters) {
      reading.take(position, { reason: 'too-long' });
      continue;
    }
    const mended = mendJson(text);
    const record = parsedJson(mended.text);
    if (record === undefined) reading.take(position, { reason: 'not-json' });
    else reading.take(position, readUse(record, options, reading.onScrubbed, { sentAt: null, flags: mended.flags }));
  }
  return reading.read;
}

function startReading() {
  const uses: UsesRead['uses'][number][] = [];
  const rejected: UsesRead['rejected'][number][] = [];
  const dropped: Record<string, number> = {};
  const scrubbed: Partial<Record<ScrubRule, number>> = {};
  const onScrubbed: OnScrubbed = (rule) => {
    scrubbed[rule] = (scrubbed[rule] ?? 0) + 1;
  };
  return {
    read: { uses, rejected, dropped, scrubbed } as UsesRead,
    onScrubbed,
    take: (position: number, one: ReadOne) => {
      if ('use' in one) uses.push({ position, use: one.use });
      else if ('reason' in one) rejected.push({ position, reason: one.reason });
      else dropped[one.dropped] = (dropped[one.dropped] ?? 0) + 1;
    },
  };
}

/** Gzip is known by how it begins: SDKs say it in the query, and sometimes nowhere. */
function textFrom(body: Buffer, mostBytes: number): string {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return new TextDecoder().decode(body);
  try {
    return new TextDecoder().decode(gunzipSync(body, { maxOutputLength: mostBytes }));
  } catch (error) {
    if (error instanceof RangeError) {
      throw new AppError('too-large', `A body may hold ${mostBytes.toLocaleString('en')} bytes, counted after unpacking.`);
    }
    throw new AppError('malformed', 'The body ended early, or is not the gzip that it says it is.');
  }
}

interface Form {
  readonly data: string;
  readonly token: string | null;
  readonly sentAt: string | null;
}

function formIn(text: string): Form {
  const body = text.trimStart();
  if (/^[[{]/.test(body)) return { data: body, token: null, sentAt: null };
  if (!/^[a-z_]+=/i.test(body)) return { data: plainFrom(body), token: null, sentAt: null };
  const fields = new URLSearchParams(body);
  return {
    data: plainFrom(fields.get('data') ?? ''),
    token: fields.get('api_key') ?? fields.get('token'),
    sentAt: fields.get('sent_at'),
  };
}

/** JSON as it is, or as base64; a `+` of which a form has made a space is one again. */
function plainFrom(data: string): string {
  const text = data.trim();
  return /^[[{]/.test(text) ? text : Buffer.from(text.replaceAll(' ', '+'), 'base64').toString('utf8');
}

function tokenOfEvents(events: readonly unknown[]): string | null {
  const first = events.find(isRecord);
  return first ? tokenOfEvent(first) : null;
}

function tokenOfEvent(event: JsonRecord): string | null {
  return textIn(event, 'api_key', 'token', '$token') ?? textIn(recordIn(event, 'properties'), 'token', '$token');
}
