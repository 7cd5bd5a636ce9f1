import { createHash } from 'node:crypto';
import { toldLevel } from '@/lib/log-lines';
import { mendJson } from '@/lib/visible-text';
import { thrownIn } from './exceptions-in';
import { fingerprintOf } from './fingerprint';
import { hexId, idsIn, userIn } from './ids-in';
import { firstText, isRecord, type JsonRecord, own, pairsIn, recordIn, recordsIn, textOf } from './json-shape';
import type { EventFlag, EventReadOptions, RejectionReason, ReportedError, ReportedException, ReportedTransaction } from './kept-event';
import { messageIn } from './message-in';
import { type OnScrubbed, type Scrubbing, scrubbing } from './scrubbing';
import { tagsIn } from './tags-in';
import { whenIt } from './told-times';

export type ReadOne = { readonly event: ReportedError | ReportedTransaction } | { readonly reason: RejectionReason };

/** What the envelope around an event knows. */
export interface Around {
  readonly sampleRate?: number | null;
}

/** The longest event that is read, in characters: the most that an SDK sends is a million bytes. */
const mostEventCharacters = 2_000_000;

/** An event as SDKs write it. What is none of its fields on our screens is dropped here, and counted where it is personal. */
export function readEvent(text: string, options: EventReadOptions, onScrubbed: OnScrubbed, around: Around = {}): ReadOne {
  if (text.length > mostEventCharacters) return { reason: 'too-long' };
  const mended = mendJson(text);
  const event = parsed(mended.text);
  if (event === undefined) return { reason: 'not-json' };
  if (!isRecord(event)) return { reason: 'not-an-object' };
  if (Object.keys(event).length === 0) return { reason: 'empty' };
  const digest = digestOf(event);
  if (digest === null) return { reason: 'too-deep' };
  const scrub = scrubbing(onScrubbed);
  for (const flag of mended.flags) scrub.flags.add(flag);
  noteLeftOut(event, scrub);
  const given = { event, digest, scrub, options };
  return { event: own(event, 'type') === 'transaction' ? transactionFrom(given, around) : errorFrom(given) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of what the event says, not of how it was printed; null where it is nested too deeply to be printed again. */
export function digestOf(value: unknown): string | null {
  try {
    return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What is never kept, whatever it holds. */
function noteLeftOut(event: JsonRecord, scrub: Scrubbing): void {
  const request = requestIn(event);
  const user = userIn(event);
  if (pairsIn(own(request, 'headers')).length > 0) scrub.leftOut('headers');
  if (isThere(own(request, 'cookies'))) scrub.leftOut('cookies');
  if (isThere(own(request, 'data'))) scrub.leftOut('body');
  if (isThere(own(request, 'query_string')) || /\?./.test(textOf(own(request, 'url')) ?? '')) scrub.leftOut('query');
  if (isThere(own(request, 'env'))) scrub.leftOut('environment');
  if (recordsIn(own(event, 'breadcrumbs')).some((crumb) => Object.keys(crumb).length > 0)) scrub.leftOut('breadcrumbs');
  if (Object.entries(user).some(([key, value]) => key !== 'id' && isThere(value))) scrub.leftOut('user-details');
}

function isThere(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

interface Given {
  readonly event: JsonRecord;
  readonly digest: string;
  readonly scrub: Scrubbing;
  readonly options: EventReadOptions;
}

const mostMessageCharacters = 8_192;
const mostNameCharacters = 512;

function errorFrom({ event, digest, scrub, options }: Given): ReportedError {
  const when = whenIt(own(event, 'timestamp') ?? own(event, 'datetime'), options);
  const tags = tagsIn(event, scrub);
  const ids = idsIn(event, tags, scrub);
  const { exceptions, isHandled } = thrownIn(event, scrub);
  const message = messageIn(event);
  const main = exceptions[0] ?? null;
  const request = requestIn(event);
  const said = firstText(main?.value, message.text) ?? '';
  const { eventId, flag } = eventIdOf(event, digest);
  return {
    kind: 'error',
    eventId,
    digest,
    time: when.time,
    type: main?.type ?? null,
    message: scrub.text(said, mostMessageCharacters) ?? '',
    culprit: culpritOf(exceptions) ?? ids.transaction ?? scrub.text(textOf(own(event, 'culprit')), mostNameCharacters),
    level: toldLevel(own(event, 'level')) ?? 'error',
    platform: scrub.text(textOf(own(event, 'platform')), 64),
    isHandled,
    fingerprint: fingerprintOf({ fingerprint: own(event, 'fingerprint'), exceptions, message, transaction: ids.transaction }),
    exceptions,
    tags: when.told === null ? tags : { ...tags, told_time: when.told },
    requestMethod: methodFrom(own(request, 'method')),
    requestPath: scrub.text(pathFrom(own(request, 'url')), mostNameCharacters),
    sdk: scrub.text(sdkOf(event), 128),
    ...ids,
    flags: flagsOf(scrub, when.flag, flag),
  };
}

function transactionFrom({ event, digest, scrub, options }: Given, { sampleRate = null }: Around): ReportedTransaction {
  const begin = own(event, 'start_timestamp') ?? own(event, 'timestamp');
  const when = whenIt(begin, options);
  const end = whenIt(own(event, 'timestamp'), options);
  const ids = idsIn(event, tagsIn(event, scrub), scrub);
  const trace = recordIn(recordIn(event, 'contexts'), 'trace');
  const { eventId, flag } = eventIdOf(event, digest);
  return {
    kind: 'transaction',
    eventId,
    digest,
    time: when.time,
    name: ids.transaction ?? '',
    op: scrub.text(textOf(own(trace, 'op')), mostNameCharacters),
    status: scrub.text(textOf(own(trace, 'status')), mostNameCharacters),
    durationMs: when.flag || end.flag ? 0 : durationBetween(when.time, end.time),
    parentSpanId: hexId(own(trace, 'parent_span_id'), 16),
    sampleRate,
    ...ids,
    flags: flagsOf(scrub, when.flag, flag),
  };
}

/** Milliseconds, to the microsecond; none below zero. */
export function durationBetween(begin: string, end: string): number {
  const micros = (time: string) => Date.parse(`${time.slice(0, 23)}Z`) * 1_000 + Number(time.slice(23, 26));
  return Math.max(0, (micros(end) - micros(begin)) / 1_000);
}

function requestIn(event: JsonRecord): JsonRecord {
  const request = own(event, 'request') ?? own(event, 'sentry.interfaces.Http');
  return isRecord(request) ? request : {};
}

function eventIdOf(event: JsonRecord, digest: string): { readonly eventId: string; readonly flag: EventFlag | null } {
  const told = hexId(own(event, 'event_id'), 32);
  return told === null ? { eventId: digest, flag: 'no-event-id' } : { eventId: told, flag: null };
}

/** The place in the app where it was thrown, or the place at all. */
function culpritOf(exceptions: readonly ReportedException[]): string | null {
  const frames = exceptions[0]?.frames ?? [];
  const frame = frames.find(({ in_app }) => in_app) ?? frames.find(({ function: called, module }) => called !== null || module !== null);
  if (!frame) return null;
  const place = frame.module ?? frame.filename;
  return (
    (frame.function === null ? place : place === null ? frame.function : `${frame.function} in ${place}`)?.slice(0, mostNameCharacters) ??
    null
  );
}

function methodFrom(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z]{3,10}$/i.test(value) ? value.toUpperCase() : null;
}

/** Without its host, and without its query, which is where secrets travel. */
function pathFrom(value: unknown): string | null {
  const text = textOf(value);
  if (text === null) return null;
  const path = text.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
}

function sdkOf(event: JsonRecord): string | null {
  const sdk = recordIn(event, 'sdk');
  const name = textOf(own(sdk, 'name'));
  return name === null ? null : `${name} ${textOf(own(sdk, 'version')) ?? ''}`.trim();
}

function flagsOf({ flags }: Scrubbing, ...more: readonly (EventFlag | null)[]): readonly EventFlag[] {
  return [...more.filter((flag) => flag !== null), ...flags];
}
