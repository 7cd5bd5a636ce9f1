import { mendJson } from '@/lib/visible-text';
import { hexId, idsIn } from './ids-in';
import { isRecord, type JsonRecord, own, recordIn, textOf } from './json-shape';
import type { EventReadOptions, ReportedTransaction } from './kept-event';
import { type Around, digestOf, durationBetween, type ReadOne } from './read-event';
import { type OnScrubbed, scrubbing } from './scrubbing';
import { tagsIn } from './tags-in';
import { whenIt } from './told-times';

/**
 * Spans as newer SDKs stream them, in one item. Those that stand for a whole request, as transactions did, are transactions; all others are
 * left out. Null where it is no such item.
 */
export function readSpans(text: string, options: EventReadOptions, onScrubbed: OnScrubbed, around: Around): readonly ReadOne[] | null {
  const container = parsed(mendJson(text).text);
  const items = isRecord(container) ? own(container, 'items') : null;
  if (!Array.isArray(items)) return null;
  return items
    .filter(isRecord)
    .filter((span) => own(span, 'is_segment') === true)
    .map((span) => {
      const digest = digestOf(span);
      return digest === null ? { reason: 'too-deep' } : { event: transactionFrom(span, digest, { options, onScrubbed, around }) };
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Reading {
  readonly options: EventReadOptions;
  readonly onScrubbed: OnScrubbed;
  readonly around: Around;
}

const mostNameCharacters = 256;

/** Attributes that an SDK sets by itself, many of them about who asked from where. */
const ofSdk =
  /^(?:sentry|http|url|client|server|network|user|user_agent|browser|device|os|process|thread|code|db|rpc|messaging|gen_ai)[._]/;

function transactionFrom(span: JsonRecord, digest: string, { options, onScrubbed, around }: Reading): ReportedTransaction {
  const scrub = scrubbing(onScrubbed);
  const attributes = valuesIn(recordIn(span, 'attributes'));
  const said = Object.entries(attributes).filter(([key]) => !ofSdk.test(key));
  const tags = tagsIn({ tags: said }, scrub);
  const name = scrub.text(textOf(own(span, 'name')), mostNameCharacters) ?? '';
  const event = {
    contexts: { trace: { trace_id: own(span, 'trace_id'), span_id: own(span, 'span_id') } },
    user: { id: own(attributes, 'user.id') },
    release: own(attributes, 'sentry.release'),
    environment: own(attributes, 'sentry.environment'),
  };
  const [begin, end] = [whenIt(own(span, 'start_timestamp'), options), whenIt(own(span, 'end_timestamp'), options)];
  return {
    kind: 'transaction',
    eventId: digest,
    digest,
    time: begin.time,
    name,
    op: scrub.text(textOf(own(attributes, 'sentry.op')), mostNameCharacters),
    status: scrub.text(textOf(own(span, 'status')), mostNameCharacters),
    durationMs: begin.flag || end.flag ? 0 : durationBetween(begin.time, end.time),
    parentSpanId: hexId(own(span, 'parent_span_id'), 16),
    sampleRate: around.sampleRate ?? null,
    ...idsIn(event, tags, scrub),
    transaction: name,
    flags: [...(begin.flag ? [begin.flag] : []), ...scrub.flags],
  };
}

/** Each attribute is an object with a type and a value. */
function valuesIn(attributes: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, isRecord(value) ? own(value, 'value') : value]));
}
