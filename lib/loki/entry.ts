import { createHash } from 'node:crypto';
import { type LogLine, readLabels, readLine } from '@/lib/log-lines';
import { type Instant, microsBetween } from '@/lib/time';

/** One line of Loki. */
export interface Entry {
  /** Nanoseconds since 1970: what Loki orders by. */
  readonly ns: bigint;
  /** Tells lines of one nanosecond apart, and orders them: 16 hex digits over its stream and its text. */
  readonly key: string;
  readonly line: LogLine;
}

/** As Loki writes it. */
export interface RawEntry {
  readonly ns: bigint;
  readonly key: string;
  readonly stream: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly text: string;
}

export function keyOf(stream: Readonly<Record<string, string>>, text: string): string {
  const labels = Object.entries(stream).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([labels, text]))
    .digest('hex')
    .slice(0, 16);
}

export function instantOf(ns: bigint): Instant {
  const seconds = Number(ns / 1_000_000_000n);
  const micros = String((ns / 1_000n) % 1_000_000n).padStart(6, '0');
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${micros}Z`;
}

/** The first nanosecond of a microsecond. */
export function nsOf(instant: Instant): bigint {
  return BigInt(microsBetween('1970-01-01T00:00:00.000000Z', instant)) * 1_000n;
}

/**
 * What a line says itself goes before what its labels say, but for its time and its service: by these Loki finds it. Secrets are taken
 * out as from lines of our own.
 */
export function entryFrom({ ns, key, stream, metadata, text }: RawEntry, { redactsEmails }: { redactsEmails: boolean }): Entry {
  const time = instantOf(ns);
  const options = { receivedAt: time, trustsOldTimes: true, takesPlainText: true, redactsEmails };
  const read = readLine(text, options);
  const said = 'line' in read ? read.line : null;
  const labels = { ...metadata, ...stream };
  const meant = readLabels(levelled(labels), options);
  const service = labels.service_name && !labels.service_name.startsWith(unknownService) ? labels.service_name : null;
  const own = said ?? bare(time);
  return {
    ns,
    key,
    line: {
      ...filled(own, meant),
      time,
      service: service ?? own.service ?? meant?.service ?? null,
      message: own.message,
      attributes: joined(meant?.attributes ?? '{}', own.attributes),
      raw: own.raw,
      flags: own.flags.filter((flag) => !aboutTime.has(flag)),
    },
  };
}

/** What Loki says where nobody told it the service. */
export const unknownService = 'unknown_service';

const aboutTime: ReadonlySet<string> = new Set(['no-timestamp', 'unreadable-timestamp', 'future', 'ancient']);

/** Loki's own guess counts where no label tells the level. */
function levelled(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { detected_level: detected, ...rest } = labels;
  const isTold = ['level', 'severity', 'severity_text'].some((name) => name in rest);
  return detected === undefined || detected === 'unknown' || isTold ? rest : { ...rest, level: detected };
}

function filled(own: LogLine, meant: LogLine | null): LogLine {
  if (!meant) return own;
  const entries = Object.entries(own).map(([field, value]) => [field, value ?? meant[field as keyof LogLine]]);
  return Object.fromEntries(entries) as unknown as LogLine;
}

/** A line too long or too deep to be read is still there. */
function bare(time: Instant): LogLine {
  const none = { service: null, level: null, requestId: null, traceId: null, spanId: null, userId: null, orgId: null, sessionId: null };
  const rest = { feature: null, surface: null, method: null, route: null, status: null, durationMs: null };
  return { time, message: 'A line that cannot be read', attributes: '{}', raw: '', flags: ['cut'], ...none, ...rest };
}

/** Two objects of JSON as one, each digit for digit; what the second says is not said again by the first. */
function joined(first: string, second: string): string {
  const said = new Set(Object.keys(JSON.parse(second)));
  const rest = Object.entries(JSON.parse(first)).filter(([name]) => !said.has(name) && name !== 'told_time');
  if (rest.length === 0) return second;
  const printed = JSON.stringify(Object.fromEntries(rest));
  return said.size === 0 ? printed : `${printed.slice(0, -1)},${second.trim().slice(1)}`;
}
