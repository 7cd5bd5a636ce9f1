import { createHash } from 'node:crypto';
import type { ReportedException, ReportedFrame } from './kept-event';
import type { Message } from './message-in';

interface Told {
  /** As the SDK was told to group; anything else than a list is none. */
  readonly fingerprint: unknown;
  readonly exceptions: readonly ReportedException[];
  readonly message: Message;
  /** A route, a job: what tells events apart that say nothing else. */
  readonly transaction: string | null;
}

/** Raised when the rules below change: what was grouped by older ones stays as it is. */
const version = 1;

/**
 * What makes errors one issue, 32 hex digits. The first of these that an event has:
 *
 * 1. the SDK's own `fingerprint`, in which `{{ default }}` stands for what follows here;
 * 2. the types of its exceptions with their frames of the app itself, or all frames where none is said to be: module or file, and function;
 * 3. the types of its exceptions with what they say;
 * 4. its message, as the template before anything was put into it;
 * 5. its transaction.
 *
 * Lines and columns count for nothing, and numbers and hashes inside names and texts are all the same. `docs/issues.md` tells it to people.
 */
export function fingerprintOf(told: Told): string {
  const own = Array.isArray(told.fingerprint) ? told.fingerprint.filter((part) => part !== null) : [];
  const parts = own.length === 0 ? byContent(told) : own.flatMap((part) => (isDefault(part) ? byContent(told) : [partText(part)]));
  return createHash('sha256')
    .update(JSON.stringify([version, ...parts]))
    .digest('hex')
    .slice(0, 32);
}

function isDefault(part: unknown): boolean {
  return typeof part === 'string' && /^\{\{\s*default\s*\}\}$/.test(part);
}

function partText(part: unknown): string {
  return typeof part === 'string' ? part : (JSON.stringify(part) ?? '');
}

function byContent({ exceptions, message, transaction }: Told): readonly string[] {
  const stacks = byStacks(exceptions);
  if (stacks) return ['stack', ...stacks];
  if (exceptions.some(({ type, value }) => type !== null || value !== null)) {
    return [
      'thrown',
      ...exceptions.flatMap(({ type, value }) => [type ?? '', masked(firstLine(value ?? message.template ?? message.text ?? ''))]),
    ];
  }
  const said = message.template ?? message.text;
  if (said !== null) return ['said', masked(firstLine(said))];
  return ['where', masked(transaction ?? '')];
}

/** Null where no frame says anything. */
function byStacks(exceptions: readonly ReportedException[]): readonly string[] | null {
  const hasOwn = exceptions.some(({ frames }) => frames.some(({ in_app }) => in_app));
  const stacks = exceptions.map(({ type, frames }) => ({
    type,
    places: frames.filter(({ in_app }) => in_app || !hasOwn).flatMap((frame) => placeOf(frame) ?? []),
  }));
  if (stacks.every(({ places }) => places.length === 0)) return null;
  // A function that calls itself is one place, however deep it went.
  return stacks.flatMap(({ type, places }) => [type ?? '', ...places.filter((place, n) => place !== places[n - 1])]);
}

function placeOf({ module, filename, function: called }: ReportedFrame): string | null {
  const place = module ?? filename;
  if (place === null && called === null) return null;
  return `${masked(place ?? '')} ${masked(called ?? '')}`;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

/** UUIDs, hashes, addresses in memory and numbers, all of them `#`. */
function masked(text: string): string {
  return text
    .slice(0, 1_000)
    .replace(/\b0x[0-9a-f]+/gi, '#')
    .replace(/(?<![0-9a-z])(?=[0-9a-f-]{0,40}\d)[0-9a-f]{6,}(?:-[0-9a-f]{2,}){0,5}(?![0-9a-z])/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#');
}
