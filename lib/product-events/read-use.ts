import { createHash } from 'node:crypto';
import type { Instant } from '@/lib/time';
import { isCrawler } from './bots';
import { isRecord, type JsonRecord, own, recordIn, textIn, textOf } from './json-shape';
import type { RejectionReason, ReportedUse, UseFlag, UseReadOptions } from './kept-use';
import { whenItWas } from './read-times';
import { type OnScrubbed, type Scrubbing, scrubbing } from './scrubbing';

export type ReadOne =
  | { readonly use: ReportedUse }
  | { readonly reason: RejectionReason }
  /** Of a kind that nobody here looks at. */
  | { readonly dropped: string };

/** What the delivery around an event knows. */
export interface Around {
  readonly sentAt: Instant | null;
  /** What had to be changed before it could be read. */
  readonly flags: readonly UseFlag[];
}

const mostNameCharacters = 200;
const mostIdCharacters = 400;

/** An event as SDKs and exports write it. What is none of its fields on our screens is dropped here, but for properties that were allowed. */
export function readUse(event: unknown, options: UseReadOptions, onScrubbed: OnScrubbed, around: Around): ReadOne {
  if (!isRecord(event)) return { reason: 'not-an-object' };
  const name = textIn(event, 'event');
  if (name === null) return { reason: 'no-event' };
  if (tellsOfNothing.has(name)) return { dropped: name };
  const eventId = eventIdOf(event);
  if (eventId === null) return { reason: 'too-deep' };
  const scrub = scrubbing(onScrubbed, options.pseudonymOf);
  for (const flag of around.flags) scrub.flags.add(flag);
  const properties = recordIn(event, 'properties');
  const when = whenItWas(event, around.sentAt, options);
  if (isCrawler(textIn(properties, '$raw_user_agent', '$user_agent', '$useragent') ?? options.userAgent ?? null)) scrub.flags.add('bot');
  const use = {
    eventId,
    time: when.time,
    event: scrub.text(name, mostNameCharacters) ?? '',
    userId: scrub.person(textIn(event, 'distinct_id') ?? textIn(properties, 'distinct_id', '$distinct_id'), mostIdCharacters),
    sessionId: scrub.id(textIn(properties, '$session_id', 'session_id'), mostIdCharacters),
    feature: scrub.text(textIn(properties, 'feature'), mostNameCharacters),
    surface: scrub.text(textIn(properties, 'surface'), mostNameCharacters),
    orgId: scrub.id(orgIn(properties), mostIdCharacters),
    requestId: scrub.id(textIn(properties, 'request_id', 'requestId', '$request_id'), mostRequestCharacters),
    properties: allowedIn(properties, options.allowed, scrub),
  };
  return { use: { ...use, flags: [...(when.flag ? [when.flag] : []), ...scrub.flags] } };
}

const mostRequestCharacters = 2_000;

/** What SDKs send besides what somebody did: recordings, measurements, and what they know of people. */
const tellsOfNothing: ReadonlySet<string> = new Set([
  '$snapshot',
  '$snapshot_items',
  '$performance_event',
  '$web_vitals',
  '$$heatmap',
  '$$client_ingestion_warning',
  '$set',
  '$unset',
  '$groupidentify',
  '$create_alias',
  '$merge_dangerously',
  '$opt_in',
]);

/** As the SDK made it; else of what the event says, not of how it was printed. Null where it is nested too deeply to be printed again. */
function eventIdOf(event: JsonRecord): string | null {
  const told = textIn(event, 'uuid', 'message_id', 'messageId') ?? textIn(recordIn(event, 'properties'), '$insert_id');
  if (told !== null && told.length <= mostNameCharacters && !told.includes('\0')) return told.toWellFormed();
  try {
    return createHash('sha256').update(JSON.stringify(event)).digest('hex').slice(0, 32);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** As a property, or as the group that it is in PostHog's own way of saying it. */
function orgIn(properties: JsonRecord): string | null {
  return (
    textIn(properties, 'org_id', 'orgId', 'organization_id', 'organisation_id') ??
    textIn(recordIn(properties, '$groups'), 'org', 'organization', 'organisation', 'company')
  );
}

const mostValueCharacters = 500;

/** One level of texts, numbers and truths. */
function allowedIn(properties: JsonRecord, allowed: readonly string[], scrub: Scrubbing): ReportedUse['properties'] {
  const kept: [string, string | number | boolean][] = [];
  for (const name of allowed) {
    const value = own(properties, name);
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) kept.push([name, value]);
    else if (textOf(value) !== null) kept.push([name, scrub.text(textOf(value), mostValueCharacters) ?? '']);
  }
  if (Object.keys(properties).some((name) => !known.has(name) && !allowed.includes(name))) scrub.leftOut('properties');
  return Object.fromEntries(kept);
}

const known: ReadonlySet<string> = new Set([
  'feature',
  'surface',
  'org_id',
  'request_id',
  'distinct_id',
  'token',
  '$session_id',
  '$lib',
  '$lib_version',
]);
