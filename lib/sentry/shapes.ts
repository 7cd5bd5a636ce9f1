import { z } from 'zod';

/**
 * What Sentry's servers answer, read tolerantly: servers of other years leave out what the schema calls required, send null, counts as
 * texts, and words that nobody knows. Only what a thing is named by has to be there.
 */
const text = z.string().nullish().catch(null);
const name = z.union([z.string().min(1), z.number().transform(String)]);
const amount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null);
const pairs = z.record(z.string(), z.unknown()).nullish().catch(null);
/** Of a list, what can be read. */
const readable = <T extends z.ZodType>(one: T) =>
  z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((all) =>
      (all ?? []).flatMap((given): z.output<T>[] => {
        const read = one.safeParse(given);
        return read.success ? [read.data] : [];
      }),
    );

const version = z.looseObject({ version: text }).nullish().catch(null);
/** `{"24h":[[1744480800,0]]}`: from when on, in seconds of the epoch, how many. */
const series = z
  .record(z.string(), z.array(z.tuple([z.number(), z.number()])).catch([]))
  .nullish()
  .catch(null);
const counted = z.looseObject({ count: amount, userCount: amount, firstSeen: text, lastSeen: text, stats: series });

export const issueShape = z.looseObject({
  ...counted.shape,
  id: name,
  shortId: text,
  title: z.string(),
  culprit: text,
  permalink: text,
  level: text,
  status: text,
  substatus: text,
  platform: text,
  project: z
    .looseObject({ slug: text, id: name.nullish().catch(null) })
    .nullish()
    .catch(null),
  metadata: pairs,
  firstRelease: version,
  lastRelease: version,
  /** The same of those events only that a search means. */
  filtered: counted.nullish().catch(null),
});
export type IssueShape = z.output<typeof issueShape>;
export const issuesShape = z.array(issueShape);

export const shortIdShape = z.looseObject({ groupId: name });

const tag = z.looseObject({ key: z.string(), value: z.string() });

const frame = z.looseObject({
  function: text,
  module: text,
  filename: text,
  absPath: text,
  lineNo: amount,
  colNo: amount,
  inApp: z.boolean().nullish().catch(null),
  context: z
    .array(z.tuple([z.number(), z.string().nullable()]).catch([0, null]))
    .nullish()
    .catch(null),
});
const stacktrace = z
  .looseObject({ frames: readable(frame) })
  .nullish()
  .catch(null);

export const exceptionsShape = z.looseObject({
  values: readable(
    z.looseObject({
      type: text,
      value: text,
      mechanism: z
        .looseObject({ handled: z.boolean().nullish().catch(null) })
        .nullish()
        .catch(null),
      stacktrace,
    }),
  ),
});
export const threadsShape = z.looseObject({
  values: readable(z.looseObject({ crashed: z.boolean().nullish().catch(null), current: z.boolean().nullish().catch(null), stacktrace })),
});
export const requestShape = z.looseObject({ method: text, url: text });
export const messageShape = z.looseObject({ formatted: text, message: text });

export const eventShape = z.looseObject({
  eventID: z.string().min(1),
  groupID: name.nullish().catch(null),
  projectID: name.nullish().catch(null),
  title: text,
  message: text,
  culprit: text,
  type: text,
  'event.type': text,
  platform: text,
  dateCreated: text,
  dateReceived: text,
  user: z
    .looseObject({ id: name.nullish().catch(null) })
    .nullish()
    .catch(null),
  tags: readable(tag),
  contexts: z.record(z.string(), z.unknown()).nullish().catch(null),
  metadata: pairs,
  entries: readable(z.looseObject({ type: z.string(), data: z.unknown() })),
  release: version,
  sdk: z.looseObject({ name: text, version: text }).nullish().catch(null),
});
export type EventShape = z.output<typeof eventShape>;
export const eventsShape = z.array(eventShape);

export const eventIdShape = z.looseObject({ projectSlug: text, groupId: name.nullish().catch(null), event: eventShape });

/** Of a search; which fields a row has, who asks decides. */
export const rowsShape = z.looseObject({ data: z.array(z.record(z.string(), z.unknown())) });
export type Row = Readonly<Record<string, unknown>>;

export const projectsShape = z.array(
  z.looseObject({ id: name, slug: z.string(), firstTransactionEvent: z.boolean().nullish().catch(null) }),
);
export const releaseShape = z.looseObject({ version: z.string(), firstEvent: text, dateReleased: text, dateCreated: text });
export type ReleaseShape = z.output<typeof releaseShape>;
export const releasesShape = z.array(releaseShape);
export const environmentsShape = z.array(z.looseObject({ name: z.string() }));
export const tagKeysShape = z.array(z.looseObject({ key: z.string() }));

const tagValues = z.looseObject({
  key: z.string(),
  topValues: readable(z.looseObject({ value: text, name: text, count: amount })),
});
export const tagShape = tagValues;
export const tagsShape = z.array(tagValues);

/** Milliseconds. */
export const timeseriesShape = z.looseObject({
  timeSeries: z.array(z.looseObject({ values: z.array(z.looseObject({ timestamp: z.number(), value: z.number() })) })),
});
/** Seconds. */
export const statsShape = z.looseObject({ data: z.array(z.tuple([z.number(), z.array(z.looseObject({ count: z.number() }))])) });

/** Trees of any depth: each is looked at as it is met. */
const spanText = z.string().nullish().catch(null);
export const traceShape = z.array(z.record(z.string(), z.unknown()));
export type SpanShape = z.output<typeof traceShape>[number];
/** A span, or of older servers a transaction; an error that hangs in the tree has no beginning. */
export const spanFields = z.looseObject({
  event_id: spanText,
  span_id: spanText,
  parent_span_id: spanText,
  op: spanText,
  name: spanText,
  description: spanText,
  status: spanText,
  project_slug: spanText,
  start_timestamp: z.number(),
  end_timestamp: z.number().nullish().catch(null),
  duration: z.number().nullish().catch(null),
  is_transaction: z.boolean().nullish().catch(null),
  is_segment: z.boolean().nullish().catch(null),
  additional_attributes: pairs,
  children: z.array(z.unknown()).nullish().catch(null),
});

/** Of one that was deleted little is left. Its number is written with dashes or without. */
export const replayShape = z.looseObject({
  id: z
    .string()
    .transform((id) => id.replaceAll('-', '').toLowerCase())
    .pipe(z.string().regex(/^[0-9a-f]{32}$/)),
  started_at: text,
  finished_at: text,
  duration: amount,
  count_errors: amount,
  is_archived: z.boolean().nullish().catch(null),
  user: z
    .looseObject({ id: name.nullish().catch(null) })
    .nullish()
    .catch(null),
  /** A list where there are none. */
  tags: z.record(z.string(), z.array(z.string())).nullish().catch(null),
});
export type ReplayShape = z.output<typeof replayShape>;
export const oneReplayShape = z.looseObject({ data: replayShape });
export const replaysShape = z.looseObject({ data: z.array(replayShape) });
/** Replays by the numbers of issues. */
export const replayIdsShape = z.record(z.string(), z.array(z.string()).catch([]));

/** In the spelling of 2026, and in that of 2025 and of servers of one's own. */
export const traceMetaShape = z.looseObject({ spansCount: amount, span_count: amount });

export const detailShape = z.looseObject({
  detail: z
    .union([z.string(), z.looseObject({ code: text, message: text })])
    .nullish()
    .catch(null),
  message: text,
});
