import { firstText, isRecord, type JsonRecord, own, recordIn, recordsIn, textOf } from './json-shape';
import type { ReportedException, ReportedFrame } from './kept-event';
import type { Scrubbing } from './scrubbing';

export interface Thrown {
  /** The one thrown last first: SDKs write them the other way round. */
  readonly exceptions: readonly ReportedException[];
  readonly isHandled: boolean | null;
}

const mostExceptions = 20;
const mostFrames = 100;
/** Of all exceptions together: those thrown last come first. */
const mostFramesInAll = 300;
const mostNameCharacters = 1_024;
const mostValueCharacters = 8_192;
const mostContextCharacters = 300;

/** What was thrown. A stack that belongs to no exception (of a thread that crashed, of a message) stands as one without a name. */
export function thrownIn(event: JsonRecord, scrub: Scrubbing): Thrown {
  const told = own(event, 'exception') ?? own(event, 'sentry.interfaces.Exception');
  const records = recordsIn(told).filter((one) => own(one, 'type') != null || own(one, 'value') != null || own(one, 'stacktrace') != null);
  if (records.length > mostExceptions) scrub.flags.add('truncated');
  let framesLeft = mostFramesInAll;
  const exceptions = records
    .slice(-mostExceptions)
    .reverse()
    .map((one) => {
      const exception = exceptionFrom(one, scrub, Math.min(mostFrames, framesLeft));
      framesLeft -= exception.frames.length;
      return exception;
    });
  const hasStack = exceptions.some(({ frames }) => frames.length > 0);
  const frames = hasStack ? [] : framesIn(stackBeside(event), scrub, mostFrames);
  const [first, ...more] = exceptions;
  return {
    exceptions: frames.length === 0 ? exceptions : first ? [{ ...first, frames }, ...more] : [{ type: null, value: null, frames }],
    isHandled: handledIn([...records, ...(isRecord(told) ? [told] : [])]),
  };
}

function exceptionFrom(one: JsonRecord, scrub: Scrubbing, most: number): ReportedException {
  const value = own(one, 'value');
  const said = value !== null && typeof value === 'object' ? JSON.stringify(value) : textOf(value);
  return {
    type: scrub.text(textOf(own(one, 'type')), mostNameCharacters),
    value: scrub.text(said, mostValueCharacters),
    frames: framesIn(own(one, 'stacktrace') ?? own(one, 'raw_stacktrace'), scrub, most),
  };
}

/** Of the thread that crashed, else of the one that was running, else of the event itself. */
function stackBeside(event: JsonRecord): unknown {
  const threads = recordsIn(own(event, 'threads'));
  const thread = threads.find((one) => own(one, 'crashed') === true) ?? threads.find((one) => own(one, 'current') === true);
  return (thread && own(thread, 'stacktrace')) ?? own(event, 'stacktrace') ?? own(event, 'sentry.interfaces.Stacktrace');
}

function framesIn(stack: unknown, scrub: Scrubbing, most: number): readonly ReportedFrame[] {
  const list = isRecord(stack) ? own(stack, 'frames') : null;
  if (!Array.isArray(list)) return [];
  if (list.length > most) scrub.flags.add('truncated');
  const frames = list.filter(isRecord);
  if (frames.some((frame) => own(frame, 'vars') != null)) scrub.leftOut('locals');
  return frames
    .slice(Math.max(0, frames.length - most))
    .reverse()
    .map((frame) => frameFrom(frame, scrub));
}

function frameFrom(frame: JsonRecord, scrub: Scrubbing): ReportedFrame {
  const name = (...values: readonly unknown[]) => scrub.text(firstText(...values), mostNameCharacters);
  const called = own(frame, 'function');
  return {
    function: called === '?' ? null : name(called),
    module: name(own(frame, 'module')),
    filename: name(withoutQuery(own(frame, 'filename')), withoutQuery(own(frame, 'abs_path')), lastPart(own(frame, 'package'))),
    line: placeFrom(own(frame, 'lineno')),
    column: placeFrom(own(frame, 'colno')),
    in_app: own(frame, 'in_app') === true,
    context: scrub.text(textOf(own(frame, 'context_line')), mostContextCharacters),
  };
}

function withoutQuery(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text.replace(/[?#].*$/s, '') : text;
}

/** Of a library by its path, the name. */
function lastPart(value: unknown): string | null {
  return textOf(value)?.split(/[\\/]/).at(-1) ?? null;
}

function placeFrom(value: unknown): number | null {
  const number = Number(textOf(value) ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= 0 && number <= 2_000_000_000 ? number : null;
}

function handledIn(records: readonly JsonRecord[]): boolean | null {
  const told = records.map((one) => own(recordIn(one, 'mechanism'), 'handled'));
  return told.includes(false) ? false : told.includes(true) ? true : null;
}
