import { redact } from '@/lib/redaction';
import {
  browserPlatform,
  type EventShape,
  exceptionsShape,
  type IssueShape,
  messageShape,
  type ReplayShape,
  type Row,
  requestShape,
  type SpanShape,
  spanFields,
  threadsShape,
} from '@/lib/sentry';
import { addDays, instantFrom } from '@/lib/time';
import type { ErrorEvent, ErrorEventDetail, ExceptionValue, Frame, Issue, IssueLevel, Replay, Span } from './issue';

/** What Sentry answers, as issues and events of ours. Texts go through the same rules for secrets as what is kept here. */
export interface Reading {
  readonly orgTag: string | null;
  readonly redactsEmails: boolean;
  readonly permalink: (told: string | null) => string | null;
  /** The day that ends the trend, of UTC. */
  readonly today: string;
}

/** What is known of an issue by its events. */
export interface About {
  readonly features: readonly string[];
  readonly releases: readonly string[];
  readonly environments: readonly string[];
  /** Of an event of the viewer's own. */
  readonly title: string | null;
}

const mostTitle = 300;
const mostMessage = 2_000;
const mostFrames = 100;
const trendDays = 14;

/** `isPart`: only those events count that a search meant, and nothing is said that others may have brought in. */
export function issueFrom(shape: IssueShape, about: About | null, { isPart, ...reading }: Reading & { readonly isPart: boolean }): Issue {
  const { filtered, metadata } = shape;
  const counted = isPart ? (filtered ?? {}) : shape;
  const clean = cleaner(reading);
  const title = isPart ? (about?.title ?? shape.shortId ?? shape.id) : shape.title;
  const type = typeof metadata?.type === 'string' ? metadata.type : null;
  const releases = isPart ? [] : [shape.lastRelease?.version, shape.firstRelease?.version];
  return {
    id: shape.id,
    short_id: shape.shortId ?? null,
    title: clean(title).slice(0, mostTitle).toWellFormed(),
    type: type === null ? null : clean(type),
    culprit: isPart || !shape.culprit ? null : clean(shape.culprit),
    level: levelFrom(shape.level),
    status: shape.status ?? 'unknown',
    substatus: shape.substatus ?? null,
    project: shape.project?.slug ?? 'unknown',
    platform: shape.platform ?? null,
    first_seen: instantOf(counted.firstSeen),
    last_seen: instantOf(counted.lastSeen),
    events: { value: counted.count ?? 0, capped: counted.count === null || counted.count === undefined },
    users: counted.userCount ? { value: counted.userCount, capped: false } : null,
    features: (about?.features ?? []).map(clean),
    releases: distinct([...(about?.releases ?? []), ...releases]),
    environments: about?.environments ?? [],
    trend: trendFrom(seriesOf(counted.stats), reading.today),
    trust: shape.platform === browserPlatform ? 'client' : 'server',
    permalink: reading.permalink(shape.permalink ?? null),
  };
}

/** Days of UTC without gaps, the last fourteen. */
export function trendFrom(counts: readonly { readonly day: string; readonly events: number }[], today: string): Issue['trend'] {
  if (counts.length === 0) return [];
  const known = new Map(counts.map(({ day, events }) => [day, events]));
  return Array.from({ length: trendDays }, (_, place) => {
    const day = addDays(today, place - trendDays + 1) ?? today;
    return { day, events: known.get(day) ?? 0 };
  });
}

function seriesOf(stats: IssueShape['stats']): readonly { day: string; events: number }[] {
  const days = new Map<string, number>();
  for (const [seconds, events] of stats?.['14d'] ?? []) {
    if (!(Math.abs(seconds) < 8e12)) continue;
    const day = new Date(seconds * 1_000).toISOString().slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + events);
  }
  return [...days].map(([day, events]) => ({ day, events }));
}

/** What a search among events is asked for; {@link eventFromRow} reads it. At most 20. */
export function fieldsOf(orgTag: string | null): readonly string[] {
  return [
    'id',
    'issue',
    'issue.id',
    'title',
    'project',
    'timestamp',
    'trace',
    'user.id',
    'level',
    'release',
    'environment',
    'transaction',
    'error.type',
    'replayId',
    'platform.name',
    'tags[request_id]',
    'tags[session_id]',
    'tags[feature]',
    'tags[surface]',
    ...(orgTag === null ? [] : [`tags[${orgTag}]`]),
  ];
}

/** Null for a row that names no event, or has no time. */
export function eventFromRow(row: Row, reading: Reading): ErrorEvent | null {
  const text = (field: string) => textOf(row[field]);
  const [id, time] = [text('id'), instantOf(text('timestamp'))];
  if (id === null || time === null) return null;
  const clean = cleaner(reading);
  const type = lastOf(row['error.type']);
  const title = text('title') ?? '';
  return {
    id,
    event_id: id,
    time,
    issue_id: text('issue.id'),
    short_id: text('issue'),
    project: text('project') ?? text('project.name') ?? 'unknown',
    type: type === null ? null : clean(type),
    message: messageOf(clean, type !== null && title.startsWith(`${type}: `) ? title.slice(type.length + 2) : title),
    level: levelFrom(text('level')),
    transaction: cleanOrNull(clean, text('transaction')),
    request_id: text('tags[request_id]'),
    trace_id: hexOrNull(text('trace')),
    span_id: null,
    session_id: text('tags[session_id]'),
    replay_id: hexOrNull(text('replayId')),
    user_id: text('user.id'),
    org_id: reading.orgTag === null ? null : text(`tags[${reading.orgTag}]`),
    release: text('release'),
    environment: text('environment'),
    feature: cleanOrNull(clean, text('tags[feature]')),
    surface: cleanOrNull(clean, text('tags[surface]')),
    trust: text('platform.name') === browserPlatform ? 'client' : 'server',
    flags: [],
  };
}

/** One event in full. `project` is its slug, where whoever asked knows it. */
export function eventFrom(shape: EventShape, { project, ...reading }: Reading & { readonly project: string | null }): ErrorEventDetail {
  const clean = cleaner(reading);
  const tags = new Map(shape.tags.map(({ key, value }) => [key, value]));
  const tag = (key: string) => tags.get(key) ?? null;
  const { trace, replay } = shape.contexts ?? {};
  const exceptions = exceptionsFrom(shape, clean);
  const handled = tag('handled');
  const told = instantOf(shape.dateCreated);
  const arrived = instantOf(shape.dateReceived);
  const metadata = shape.metadata ?? {};
  const type = textOf(metadata.type);
  const isException = exceptions.some((one) => one.type !== null || one.value !== null);
  const value = isException ? (exceptions[0]?.value ?? textOf(metadata.value)) : null;
  return {
    id: shape.eventID,
    event_id: shape.eventID,
    time: told ?? arrived ?? '1970-01-01T00:00:00.000000Z',
    issue_id: shape.groupID ?? null,
    short_id: null,
    project: project ?? textOf(shape.projectSlug) ?? shape.projectID ?? 'unknown',
    type: isException ? (exceptions[0]?.type ?? cleanOrNull(clean, type)) : null,
    message: messageOf(clean, value ?? messageTold(shape) ?? shape.title ?? ''),
    level: levelFrom(tag('level')),
    transaction: cleanOrNull(clean, tag('transaction')),
    request_id: tag('request_id'),
    trace_id: hexOrNull(textOf(field(trace, 'trace_id'))),
    span_id: textOf(field(trace, 'span_id')),
    session_id: tag('session_id'),
    replay_id: hexOrNull(textOf(field(replay, 'replay_id')) ?? tag('replayId')),
    user_id: shape.user?.id ?? null,
    org_id: reading.orgTag === null ? null : tag(reading.orgTag),
    release: shape.release?.version ?? tag('release'),
    environment: tag('environment'),
    feature: cleanOrNull(clean, tag('feature')),
    surface: cleanOrNull(clean, tag('surface')),
    trust: shape.platform === browserPlatform ? 'client' : 'server',
    flags: told === null ? ['no-timestamp'] : [],
    platform: shape.platform ?? null,
    is_handled: handled === 'yes' ? true : handled === 'no' ? false : handledIn(shape),
    exceptions,
    tags: shape.tags.filter(({ key }) => !personal.has(key)).map(({ key, value: told }) => ({ key, value: clean(told) })),
    request: requestFrom(shape, clean),
    sdk: shape.sdk?.name ? [shape.sdk.name, shape.sdk.version].filter(Boolean).join(' ') : null,
  };
}

/** Say who somebody is beyond their ID. */
const personal = new Set(['user', 'user.email', 'user.username', 'user.ip']);

function messageTold(shape: EventShape): string | null {
  const [entry] = entriesOf(shape, 'message', messageShape);
  return [entry?.formatted, entry?.message, shape.message].find((text) => text) ?? null;
}

function exceptionsFrom(shape: EventShape, clean: Clean): readonly ExceptionValue[] {
  const thrown = entriesOf(shape, 'exception', exceptionsShape)
    .flatMap(({ values }) => values)
    .map(({ type, value, stacktrace }) => ({
      type: cleanOrNull(clean, type ?? null),
      value:
        cleanOrNull(clean, value ?? null)
          ?.slice(0, mostMessage)
          .toWellFormed() ?? null,
      frames: framesFrom(stacktrace?.frames ?? [], clean),
    }));
  if (thrown.length > 0) return thrown.reverse();
  // Without an exception the thread that crashed, or the one that spoke, tells where it was.
  const threads = entriesOf(shape, 'threads', threadsShape).flatMap(({ values }) => values.filter(({ stacktrace }) => stacktrace));
  const thread = threads.find(({ crashed }) => crashed) ?? threads.find(({ current }) => current) ?? threads[0];
  return thread?.stacktrace ? [{ type: null, value: null, frames: framesFrom(thread.stacktrace.frames, clean) }] : [];
}

type FrameShape = NonNullable<ReturnType<typeof exceptionsShape.parse>['values'][number]['stacktrace']>['frames'][number];

/** Sentry has them the other way round. */
function framesFrom(frames: readonly FrameShape[], clean: Clean): readonly Frame[] {
  return frames
    .slice(-mostFrames)
    .map((frame) => {
      const line = frame.lineNo ?? null;
      const context = frame.context?.find(([number]) => number === line)?.[1] ?? null;
      return {
        function: cleanOrNull(clean, frame.function ?? null),
        module: frame.module ?? null,
        filename: frame.filename ?? frame.absPath ?? null,
        line,
        column: frame.colNo ?? null,
        in_app: frame.inApp ?? false,
        context: cleanOrNull(clean, context)?.slice(0, mostTitle).toWellFormed() ?? null,
      };
    })
    .reverse();
}

function handledIn(shape: EventShape): boolean | null {
  const values = entriesOf(shape, 'exception', exceptionsShape).flatMap((one) => one.values);
  return values.findLast(({ mechanism }) => typeof mechanism?.handled === 'boolean')?.mechanism?.handled ?? null;
}

/** Without its query, its headers and its body. */
function requestFrom(shape: EventShape, clean: Clean): ErrorEventDetail['request'] {
  const [request] = entriesOf(shape, 'request', requestShape);
  if (!request) return null;
  const url = request.url ?? null;
  const path = url === null ? null : URL.canParse(url) ? new URL(url).pathname : (url.split(/[?#]/)[0] ?? null);
  return { method: request.method ?? null, path: cleanOrNull(clean, path) };
}

function entriesOf<T>(
  shape: EventShape,
  kind: string,
  reader: { safeParse(given: unknown): { success: true; data: T } | { success: false } },
) {
  return shape.entries.flatMap(({ type, data }): T[] => {
    if (type !== kind) return [];
    const read = reader.safeParse(data);
    return read.success ? [read.data] : [];
  });
}

export function replayFrom({ id, started_at: started, duration, user, count_errors: errors }: ReplayShape): Replay {
  return {
    id,
    started_at: instantOf(started),
    duration_ms: typeof duration === 'number' ? duration * 1_000 : null,
    user_id: user?.id ?? null,
    errors: errors ?? null,
  };
}

const mostSpans = 5_000;

/** Every span of a trace, in the order of the tree, with what it, or one above it, says of its organisation. */
export function spansFrom(
  trees: readonly SpanShape[],
  { traceId, ...reading }: Reading & { readonly traceId: string },
): readonly (Span & { readonly orgId: string | null })[] {
  const clean = cleaner(reading);
  const spans: (Span & { orgId: string | null })[] = [];
  const waiting: { readonly tree: unknown; readonly above: string | null }[] = trees.map((tree) => ({ tree, above: null })).reverse();
  for (let next = waiting.pop(); next && spans.length < mostSpans; next = waiting.pop()) {
    const read = spanFields.safeParse(next.tree);
    if (!read.success) continue;
    const { data } = read;
    const id = data.span_id ?? data.event_id ?? null;
    const time = instantAt(data.start_timestamp);
    if (id === null || time === null) continue;
    const lasted = data.duration ?? ((data.end_timestamp ?? data.start_timestamp) - data.start_timestamp) * 1_000;
    const orgId = (reading.orgTag === null ? null : textOf(data.additional_attributes?.[reading.orgTag])) ?? next.above;
    spans.push({
      id,
      parent_id: data.parent_span_id ?? null,
      trace_id: traceId,
      time,
      duration_ms: Math.max(0, lasted),
      op: data.op ?? null,
      description: messageOf(clean, data.description || data.name || ''),
      project: data.project_slug ?? 'unknown',
      is_transaction: data.is_transaction ?? data.is_segment ?? false,
      status: data.status ?? null,
      orgId,
    });
    for (const tree of data.children?.toReversed() ?? []) waiting.push({ tree, above: orgId });
  }
  return spans;
}

type Clean = (text: string) => string;

function cleaner({ redactsEmails }: Pick<Reading, 'redactsEmails'>): Clean {
  return (text) => redact(text.replaceAll('\0', '␀').toWellFormed(), { emails: redactsEmails });
}

function cleanOrNull(clean: Clean, text: string | null): string | null {
  return text === null || text === '' ? null : clean(text);
}

function messageOf(clean: Clean, text: string): string {
  return clean(text).slice(0, mostMessage).toWellFormed();
}

function levelFrom(level: string | null | undefined): IssueLevel | null {
  switch (level) {
    case 'debug':
    case 'info':
    case 'error':
    case 'fatal':
      return level;
    case 'warning':
      return 'warn';
    default:
      return null;
  }
}

function hexOrNull(text: string | null): string | null {
  const hex = text?.replaceAll('-', '').toLowerCase() ?? '';
  return /^[0-9a-f]{32}$/.test(hex) ? hex : null;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Of several exceptions the last one is what was thrown in the end. */
function lastOf(value: unknown): string | null {
  return Array.isArray(value) ? textOf(value.findLast((one) => textOf(one) !== null)) : textOf(value);
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : null;
}

export function instantOf(text: string | null | undefined): string | null {
  return text ? instantFrom(/[Zz]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`) : null;
}

/** Seconds of the epoch, of which a double keeps microseconds until 2255. */
function instantAt(seconds: number): string | null {
  const micros = Math.round(seconds * 1_000_000);
  if (!(Math.abs(micros) < 8e18) || !(Math.abs(seconds) < 8e12)) return null;
  const date = new Date(Math.floor(micros / 1_000_000) * 1_000).toISOString().slice(0, 19);
  return instantFrom(`${date}.${String(micros - Math.floor(micros / 1_000_000) * 1_000_000).padStart(6, '0')}Z`);
}

function distinct(texts: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text !== ''))];
}
