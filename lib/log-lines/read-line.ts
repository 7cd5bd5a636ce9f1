import { type RedactionRule, redact, redactJson } from '@/lib/redaction';
import { type Mended, type MendFlag, mendJson, mendText } from '@/lib/visible-text';
import { consoleRecord } from './console-text';
import { type LogRecord, lineFrom } from './line-from';
import { type LineFlag, type LogLine, mostLineCharacters, type ReadOptions, type RejectionReason } from './log-line';

export type ReadOne = { readonly line: LogLine } | { readonly reason: RejectionReason };

/** Hears of everything that was taken out. */
export type OnRedacted = (rule: RedactionRule) => void;

/** One line of text: a JSON object, or what structlog prints to a console. */
export function readLine(text: string, options: ReadOptions, onRedacted?: OnRedacted): ReadOne {
  if (text.length > mostLineCharacters) return { reason: 'too-long' };
  if (/^\s*[{[]/.test(text)) {
    const read = readJsonLine(text, options, { onRedacted });
    if (!('reason' in read) || read.reason !== 'not-json') return read;
  }
  const record = consoleRecord(text);
  if (record) return readRecord(record, text, options, { onRedacted, flags: ['not-json'] });
  if (!options.takesPlainText) return { reason: isJson(text) ? 'not-an-object' : 'not-json' };
  return readRecord({ message: text }, text, options, { onRedacted, flags: ['not-json'] });
}

export interface Around {
  readonly onRedacted?: OnRedacted | undefined;
  readonly flags?: readonly LineFlag[];
}

/** JSON text is freed of secrets before anything of it is looked at. */
export function readJsonLine(text: string, options: ReadOptions, { onRedacted, flags = [] }: Around = {}): ReadOne {
  const mended = mendJson(text);
  const { clean, isRedacted } = cleaned(mended.text, options, onRedacted);
  const parsed = parse(clean);
  if (parsed === undefined) return { reason: 'not-json' };
  if (!isRecord(parsed)) return { reason: 'not-an-object' };
  const kept = withoutLocals(parsed);
  return printed(kept, options, {
    raw: kept === parsed ? clean : null,
    exact: kept === parsed && hasLongNumbers(clean) ? clean : null,
    flags: flagsFrom(flags, mended.flags, isRedacted),
  });
}

/** A record that never was JSON text. */
export function readRecord(record: LogRecord, raw: string, options: ReadOptions, { onRedacted, flags = [] }: Around = {}): ReadOne {
  const mended = mendText(raw);
  const json = mendedJson(record);
  if (json === null) return { reason: 'too-deep' };
  const { clean, isRedacted } = cleaned(json.text, options, onRedacted);
  const parsed = parse(clean);
  if (!isRecord(parsed)) return { reason: 'not-an-object' };
  const text = redact(mended.text, { emails: options.redactsEmails ?? false });
  return printed(withoutLocals(parsed), options, { raw: text, exact: null, flags: flagsFrom(flags, json.flags, isRedacted) });
}

function mendedJson(record: LogRecord): Mended | null {
  try {
    return mendJson(JSON.stringify(record));
  } catch {
    return null;
  }
}

/** Deeper than this the printer gives up. */
function printed(record: LogRecord, options: ReadOptions, given: { raw: string | null; exact: string | null; flags: LineFlag[] }): ReadOne {
  try {
    return { line: lineFrom(record, { ...given, raw: given.raw ?? JSON.stringify(record) }, options) };
  } catch (error) {
    if (error instanceof RangeError) return { reason: 'too-deep' };
    throw error;
  }
}

function cleaned(json: string, { redactsEmails = false }: ReadOptions, onRedacted: OnRedacted | undefined) {
  let isRedacted = false;
  const clean = redactJson(json, {
    emails: redactsEmails,
    onRedacted: (rule) => {
      isRedacted = true;
      onRedacted?.(rule);
    },
  });
  return { clean, isRedacted: isRedacted || clean !== json };
}

function flagsFrom(flags: readonly LineFlag[], mends: readonly MendFlag[], isRedacted: boolean): LineFlag[] {
  return [...flags, ...mends, ...(isRedacted ? (['redacted'] as const) : [])];
}

export function isRecord(value: unknown): value is LogRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  return parse(text) !== undefined;
}

/** Digits that a double would lose: then the text itself is kept, instead of what JavaScript makes of it. */
function hasLongNumbers(json: string): boolean {
  return /[:,[]\s*-?(?:\d{16,}|\d+\.\d{15,}|\d+(?:\.\d+)?e[+-]?\d{3})/i.test(json);
}

/** structlog prints the local variables of every frame, which hold whatever the program was working on: they are never kept. */
function withoutLocals(record: LogRecord): LogRecord {
  const { exception } = record;
  if (!Array.isArray(exception)) return record;
  const kept = exception.map((one) =>
    isRecord(one) && Array.isArray(one.frames)
      ? { ...one, frames: one.frames.map((frame: unknown) => (isRecord(frame) ? withoutKey(frame, 'locals') : frame)) }
      : one,
  );
  return { ...record, exception: kept };
}

function withoutKey(record: LogRecord, key: string): LogRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
