import { redactJson } from '@/lib/redaction';
import { addDays, type Instant, instantFrom } from '@/lib/time';
import { mendJson, mendText } from '@/lib/visible-text';
import type { ActionInput, Outcome } from './action';

/** A producer's action in the form in which it goes to Postgres: everything checked that can be checked without it. */
export interface StoredRow extends Record<TextColumn, string | null> {
  readonly event_id: string;
  readonly created_at: Instant;
  /** False where the producer said no time, so that a repetition cannot be held against the first delivery. */
  readonly is_timed: boolean;
  readonly action: string;
  readonly outcome: Outcome;
  /** Raw JSON text: Postgres casts it, because parsing here would lose digits. */
  readonly metadata: string;
  readonly flags: readonly string[];
}

export interface RowRefusal {
  readonly event_id: string | null;
  readonly reason: string;
}

/** Columns that take a producer's text as it is. The numbers are bytes: an entry of a Postgres index holds 2,704. */
export const textColumns = {
  actor_id: 2_000,
  actor_type: 200,
  actor_label: 2_000,
  on_behalf_of: 2_000,
  action: 1_000,
  subject_type: 1_000,
  subject_id: 2_000,
  subject_label: 2_000,
  org_id: 1_000,
  request_id: 16_384,
  trace_id: 2_000,
  feature: 1_000,
  surface: 1_000,
} as const satisfies Partial<Record<keyof ActionInput, number>>;

export type TextColumn = keyof typeof textColumns;

export const mostMetadataBytes = 256 * 1024;
const mostEventIdBytes = 2_000;

/** What holds for a whole delivery. */
export interface Expectation {
  readonly now: Instant;
  /** What lies later is from the future, and flagged. */
  readonly latest: Instant;
  /** Where its rows may belong; null: anywhere. */
  readonly orgs: readonly string[] | null;
}

/** Clocks differ by minutes, and zones are mistaken by hours; more than a day is a mistake worth a flag. */
export function expectationAt(now: Instant, orgs: readonly string[] | null): Expectation {
  const [day = '', time = ''] = now.split('T');
  return { now, latest: `${addDays(day, 1)}T${time}`, orgs };
}

/** Checks one action and brings it into the form that is stored, or says in one line why it cannot be. */
export function storedRowFrom(input: ActionInput, { now, latest, orgs }: Expectation): StoredRow | RowRefusal {
  const flags = new Set<string>();
  const mended = (text: string) => {
    const { text: kept, flags: found } = mendText(text);
    for (const flag of found) flags.add(flag);
    return kept;
  };
  const event_id = input.event_id === undefined || input.event_id === '' ? crypto.randomUUID() : mended(input.event_id);
  const refuse = (reason: string): RowRefusal => ({ event_id: input.event_id ? event_id : null, reason });
  if (exceeds(event_id, mostEventIdBytes)) return { event_id: null, reason: `event_id is longer than ${mostEventIdBytes} bytes` };

  const texts = {} as Record<TextColumn, string | null>;
  for (const column of Object.keys(textColumns) as TextColumn[]) {
    const given = input[column];
    const text = given === undefined || given === null || given === '' ? null : mended(given);
    if (text !== null && exceeds(text, textColumns[column])) return refuse(`${column} is longer than ${textColumns[column]} bytes`);
    texts[column] = text;
  }
  const { action } = texts;
  if (action === null) return refuse('action is missing');

  const org_id = texts.org_id ?? (orgs?.length === 1 ? (orgs[0] ?? null) : null);
  if (orgs !== null && org_id === null) return refuse('org_id is missing, and the token writes for more than one organisation');
  if (orgs !== null && !orgs.includes(org_id ?? '')) return refuse('org_id is none of those that the token writes for');

  const created_at = input.created_at === undefined ? now : instantFrom(toMicroseconds(input.created_at, flags));
  if (created_at === null)
    return refuse('created_at is not a time like 2026-10-03T18:02:11.204113Z, with a zone and a year of four digits');
  if (created_at > latest) flags.add('future');

  const open = input.metadata ?? '{}';
  const redacted = redactJson(open);
  if (redacted !== open) flags.add('redacted');
  const metadata = mendJson(redacted);
  for (const flag of metadata.flags) flags.add(flag);
  if (exceeds(metadata.text, mostMetadataBytes)) return refuse(`metadata is longer than ${mostMetadataBytes} bytes`);

  return {
    ...texts,
    event_id,
    created_at,
    is_timed: input.created_at !== undefined,
    action,
    org_id,
    outcome: input.outcome ?? 'unknown',
    metadata: metadata.text,
    flags: [...flags].sort(),
  };
}

/** Go and OpenTelemetry write nanoseconds; Postgres keeps microseconds, and a rounded one could pass its neighbour. */
function toMicroseconds(text: string, flags: Set<string>): string {
  const cut = text.replace(/(\.\d{6})\d{1,3}(?=Z|[+-])/i, '$1');
  if (cut !== text && !/\.\d{6}0+(?=Z|[+-])/i.test(text)) flags.add('time-cut');
  return cut;
}

/** Counting bytes costs more than looking at the length, which settles nearly every case. */
function exceeds(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && Buffer.byteLength(text) > bytes);
}
