import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

/** A 64-bit transaction id: never wraps, so rows can be put into commit order later (see docs/decisions). */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Text, not `Date`: a JavaScript date would lose the microseconds that the order of rows rests on. */
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 6, mode: 'string' });

/**
 * Somebody did something to something. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE.
 *
 * Only `action` is required of a producer: real feeds miss actors, request ids and subjects. IDs are text of any
 * length because real ones run to 143 characters. Not partitioned: a unique key over all time makes repeated
 * delivery harmless, and every screen reads by an index whose cost does not grow with the table.
 */
export const adminActions = pgTable(
  'admin_actions',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    source: text('source').notNull(),
    eventId: text('event_id').notNull(),
    createdAt: moment('created_at').notNull(),
    recordedAt: moment('recorded_at').notNull().default(sql`clock_timestamp()`),
    importId: bigint('import_id', { mode: 'bigint' }),
    actorId: text('actor_id'),
    actorType: text('actor_type'),
    actorLabel: text('actor_label'),
    onBehalfOf: text('on_behalf_of'),
    action: text('action').notNull(),
    subjectType: text('subject_type'),
    subjectId: text('subject_id'),
    subjectLabel: text('subject_label'),
    orgId: text('org_id'),
    requestId: text('request_id'),
    traceId: text('trace_id'),
    feature: text('feature'),
    surface: text('surface'),
    outcome: text('outcome', { enum: ['success', 'failure', 'unknown'] })
      .notNull()
      .default('unknown'),
    metadata: jsonb('metadata').notNull().default({}),
    flags: text('flags').array().notNull().default(sql`'{}'`),
    tx: xid8('tx').notNull().default(sql`pg_current_xact_id()`),
  },
  (t) => [
    // Where many rows share a value its index tells the sample from the rest, so that they are counted without a look at any row.
    // Plain ascending, read backwards: an index declared DESC would be NULLS LAST and never be used.
    uniqueIndex('admin_actions_event').on(t.source, t.eventId),
    index('admin_actions_time').on(t.createdAt, t.id, t.source),
    index('admin_actions_actor').on(t.actorId, t.createdAt, t.id, t.source),
    index('admin_actions_actor_type').on(t.actorType, t.createdAt, t.id, t.source).where(sql`actor_type is not null`),
    index('admin_actions_on_behalf_of').on(t.onBehalfOf, t.createdAt, t.id, t.source).where(sql`on_behalf_of is not null`),
    // text_pattern_ops serves `like 'x%'` in every locale, and equality too.
    index('admin_actions_action').on(t.action.op('text_pattern_ops'), t.createdAt, t.id, t.source),
    index('admin_actions_category').on(sql`substring(action from '^[^.:/ ]*')`, t.createdAt, t.id),
    // With the type, which would otherwise be looked for among all things of that type. Behind the time, so that an id of whatever type is in order too.
    index('admin_actions_subject').on(t.subjectId, t.createdAt, t.id, t.subjectType, t.source).where(sql`subject_id is not null`),
    index('admin_actions_subject_type').on(t.subjectType, t.createdAt, t.id).where(sql`subject_type is not null`),
    index('admin_actions_org').on(t.orgId, t.createdAt, t.id, t.source),
    // An index cannot hold a text of any length, so that a long request id is found by its beginning and compared in full.
    index('admin_actions_request').on(sql`left(request_id, 200)`, t.createdAt, t.id).where(sql`request_id is not null`),
    index('admin_actions_trace').on(t.traceId, t.createdAt, t.id).where(sql`trace_id is not null`),
    index('admin_actions_feature').on(t.feature, t.createdAt, t.id, t.source).where(sql`feature is not null`),
    index('admin_actions_surface').on(t.surface, t.createdAt, t.id, t.source).where(sql`surface is not null`),
    index('admin_actions_outcome').on(t.outcome, t.createdAt, t.id).where(sql`outcome <> 'success'`),
    // What today's screen tells as new, by the words in which it asks for it: a pattern that begins with anything is in no other index.
    index('admin_actions_creations').on(t.createdAt, t.id, t.source).where(sql`action like '%create%' or action like '%Create%'`),
    index('admin_actions_import').on(t.importId, t.createdAt, t.id).where(sql`import_id is not null`),
    // Rows lie in the order in which they were recorded: a few bytes a block range are enough.
    index('admin_actions_recorded').using('brin', t.recordedAt),
    // The order in which rows are sealed. The sample never is.
    index('admin_actions_seal').on(t.tx, t.id).where(sql`not (source = 'sample' or source like 'sample/%')`),
    check('admin_actions_outcome', sql`outcome in ('success', 'failure', 'unknown')`),
  ],
);

/**
 * A line of a log, as its service wrote it and we read it. Partitioned by the day of its arrival (docs/decisions/0016), because
 * retention drops whole days and what a logger says of its time cannot be trusted; the partitions stand in the database alone, made
 * by `log_lines_days`. A line is found by its number, the same over all partitions.
 */
export const logLines = pgTable(
  'log_lines',
  {
    id: bigint('id', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    recordedAt: moment('recorded_at').notNull().default(sql`now()`),
    createdAt: moment('created_at').notNull(),
    source: text('source').notNull(),
    importId: bigint('import_id', { mode: 'bigint' }),
    service: text('service'),
    level: text('level', { enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] }),
    message: text('message').notNull(),
    requestId: text('request_id'),
    traceId: text('trace_id'),
    spanId: text('span_id'),
    userId: text('user_id'),
    orgId: text('org_id'),
    sessionId: text('session_id'),
    feature: text('feature'),
    surface: text('surface'),
    method: text('method'),
    route: text('route'),
    status: integer('status'),
    durationMs: doublePrecision('duration_ms'),
    /** What no column is for, nested as it came. */
    attributes: jsonb('attributes').notNull().default({}),
    /** The line as it came, but for what was redacted, up to a bound. */
    raw: text('raw').notNull(),
    flags: text('flags').array().notNull().default(sql`'{}'`),
  },
  (t) => [
    primaryKey({ columns: [t.id, t.recordedAt] }),
    index('log_lines_time').on(t.createdAt, t.id),
    index('log_lines_service').on(t.service, t.createdAt, t.id),
    index('log_lines_level').on(t.level, t.createdAt, t.id).where(sql`level in ('warn', 'error', 'fatal')`),
    index('log_lines_org').on(t.orgId, t.createdAt, t.id),
    index('log_lines_request').on(sql`left(request_id, 200)`, t.createdAt, t.id).where(sql`request_id is not null`),
    index('log_lines_trace').on(t.traceId, t.createdAt, t.id).where(sql`trace_id is not null`),
    index('log_lines_user').on(t.userId, t.createdAt, t.id).where(sql`user_id is not null`),
    index('log_lines_session').on(t.sessionId, t.createdAt, t.id).where(sql`session_id is not null`),
    index('log_lines_import').on(t.importId).where(sql`import_id is not null`),
    index('log_lines_sample').on(t.createdAt, t.id).where(sql`source like 'sample/%'`),
    check('log_lines_level', sql`level in ('trace', 'debug', 'info', 'warn', 'error', 'fatal')`),
  ],
);

/**
 * Errors of one project that are one mistake: what they have in common is a fingerprint (docs/issues.md). What an issue is called and how
 * often it was seen depends on who asks, so that it stands in the tables below. An issue outlives its events: what comes back after
 * months is known again.
 */
export const issues = pgTable(
  'issues',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    project: text('project').notNull(),
    fingerprint: text('fingerprint').notNull(),
  },
  (t) => [
    uniqueIndex('issues_fingerprint').on(t.project, t.fingerprint),
    index('issues_sample').on(t.id).where(sql`project like 'sample/%'`),
  ],
);

/** The issue that a row counts for. */
const ofIssue = () =>
  bigint('issue_id', { mode: 'bigint' })
    .notNull()
    .references(() => issues.id, { onDelete: 'cascade' });

/**
 * What people decided of an issue; without a row nobody did. It is everybody's, as the mistake itself is. What comes after `settledUntil`
 * is a resolved issue that has come back: an event that happened before, and arrived late, reopens nothing.
 */
export const issueStates = pgTable(
  'issue_states',
  {
    issueId: ofIssue().primaryKey(),
    state: text('state', { enum: ['resolved', 'ignored'] }).notNull(),
    settledUntil: moment('settled_until').notNull(),
    /** By what they were called then. */
    settledBy: text('settled_by').notNull(),
  },
  () => [check('issue_states_state', sql`state in ('resolved', 'ignored')`)],
);

/**
 * What an organisation has seen of an issue, counted as events arrive; `*` is everything together, also what belongs to none. So the
 * counts of a viewer are sums over a few rows, and never those of somebody else.
 */
export const issueCounts = pgTable(
  'issue_counts',
  {
    issueId: ofIssue(),
    orgId: text('org_id').notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
    /** Those that did not come by a public key. */
    serverEvents: bigint('server_events', { mode: 'number' }).notNull(),
    people: bigint('people', { mode: 'number' }).notNull(),
    firstSeen: moment('first_seen').notNull(),
    lastSeen: moment('last_seen').notNull(),
    /** When it was last seen again after a long silence. */
    regressedAt: moment('regressed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.issueId, t.orgId] }),
    index('issue_counts_last').on(t.orgId, t.lastSeen, t.issueId),
    index('issue_counts_first').on(t.orgId, t.firstSeen, t.issueId),
  ],
);

/** The same by days of UTC, for as many days as a trend shows. */
export const issueDays = pgTable(
  'issue_days',
  {
    issueId: ofIssue(),
    orgId: text('org_id').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.orgId, t.day] }), index('issue_days_day').on(t.day)],
);

/** Who was hit. The same user id in two organisations is two people; an empty organisation is none. */
export const issuePeople = pgTable(
  'issue_people',
  {
    issueId: ofIssue(),
    orgId: text('org_id').notNull(),
    userId: text('user_id').notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
    lastSeen: moment('last_seen').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.issueId, t.orgId, t.userId] }),
    // Of whom no event is left: retention takes them out.
    index('issue_people_gone').on(t.issueId).where(sql`events <= 0`),
  ],
);

/**
 * An error as an SDK of Sentry reported it: what our screens show and nothing else (docs/sending-errors.md says what is dropped).
 * Delivered again it is found by what it held; the same id around something else is another row, because ids are not always unique.
 */
export const errorEvents = pgTable(
  'error_events',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    recordedAt: moment('recorded_at').notNull().default(sql`now()`),
    createdAt: moment('created_at').notNull(),
    project: text('project').notNull(),
    eventId: text('event_id').notNull(),
    /** Of what was sent. */
    digest: text('digest').notNull(),
    issueId: bigint('issue_id', { mode: 'bigint' }).notNull(),
    trust: text('trust', { enum: ['server', 'client'] }).notNull(),
    type: text('type'),
    message: text('message').notNull(),
    culprit: text('culprit'),
    level: text('level', { enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] }),
    platform: text('platform'),
    isHandled: boolean('is_handled'),
    transaction: text('transaction'),
    requestId: text('request_id'),
    traceId: text('trace_id'),
    spanId: text('span_id'),
    sessionId: text('session_id'),
    replayId: text('replay_id'),
    userId: text('user_id'),
    orgId: text('org_id'),
    release: text('release'),
    environment: text('environment'),
    feature: text('feature'),
    surface: text('surface'),
    requestMethod: text('request_method'),
    requestPath: text('request_path'),
    sdk: text('sdk'),
    tags: jsonb('tags').notNull().default({}),
    exceptions: jsonb('exceptions').notNull().default([]),
    flags: text('flags').array().notNull().default(sql`'{}'`),
  },
  (t) => [
    uniqueIndex('error_events_event').on(t.eventId, t.project, t.digest),
    index('error_events_time').on(t.createdAt, t.id),
    index('error_events_issue').on(t.issueId, t.createdAt, t.id),
    index('error_events_issue_org').on(t.issueId, t.orgId, t.createdAt, t.id),
    index('error_events_org').on(t.orgId, t.createdAt, t.id),
    index('error_events_project').on(t.project, t.createdAt, t.id),
    index('error_events_request').on(sql`left(request_id, 200)`, t.createdAt, t.id).where(sql`request_id is not null`),
    index('error_events_trace').on(t.traceId, t.createdAt, t.id).where(sql`trace_id is not null`),
    index('error_events_session').on(t.sessionId, t.createdAt, t.id).where(sql`session_id is not null`),
    index('error_events_replay').on(t.replayId, t.createdAt, t.id).where(sql`replay_id is not null`),
    index('error_events_user').on(t.userId, t.createdAt, t.id).where(sql`user_id is not null`),
    index('error_events_feature').on(t.feature, t.createdAt, t.id).where(sql`feature is not null`),
    index('error_events_sample').on(t.createdAt, t.id).where(sql`project like 'sample/%'`),
    index('error_events_recorded').using('brin', t.recordedAt),
    check('error_events_level', sql`level in ('trace', 'debug', 'info', 'warn', 'error', 'fatal')`),
    check('error_events_trust', sql`trust in ('server', 'client')`),
  ],
);

/** A transaction as an SDK reported it, a route or a job with its duration: the spans inside it are not kept. */
export const transactions = pgTable(
  'transactions',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    recordedAt: moment('recorded_at').notNull().default(sql`now()`),
    createdAt: moment('created_at').notNull(),
    project: text('project').notNull(),
    eventId: text('event_id').notNull(),
    digest: text('digest').notNull(),
    trust: text('trust', { enum: ['server', 'client'] }).notNull(),
    name: text('name').notNull(),
    op: text('op'),
    status: text('status'),
    durationMs: doublePrecision('duration_ms').notNull(),
    requestId: text('request_id'),
    traceId: text('trace_id'),
    spanId: text('span_id'),
    parentSpanId: text('parent_span_id'),
    sessionId: text('session_id'),
    replayId: text('replay_id'),
    userId: text('user_id'),
    orgId: text('org_id'),
    release: text('release'),
    environment: text('environment'),
    feature: text('feature'),
    surface: text('surface'),
    /** Which part of all traces the SDK says that it sends; absent where it does not say. */
    sampleRate: doublePrecision('sample_rate'),
    flags: text('flags').array().notNull().default(sql`'{}'`),
  },
  (t) => [
    uniqueIndex('transactions_event').on(t.eventId, t.project, t.digest),
    index('transactions_time').on(t.createdAt, t.id),
    index('transactions_request').on(sql`left(request_id, 200)`, t.createdAt, t.id).where(sql`request_id is not null`),
    index('transactions_trace').on(t.traceId, t.createdAt, t.id).where(sql`trace_id is not null`),
    index('transactions_session').on(t.sessionId, t.createdAt, t.id).where(sql`session_id is not null`),
    index('transactions_replay').on(t.replayId, t.createdAt, t.id).where(sql`replay_id is not null`),
    index('transactions_sample').on(t.createdAt, t.id).where(sql`project like 'sample/%'`),
    index('transactions_recorded').using('brin', t.recordedAt),
    check('transactions_trust', sql`trust in ('server', 'client')`),
  ],
);

/** What people said of a feature, and why: seldom used and vital, switched on, being retired. Of the sample and of what is real apart. */
export const featureMarks = pgTable(
  'feature_marks',
  {
    world: text('world', { enum: ['real', 'sample'] }).notNull(),
    feature: text('feature').notNull(),
    kind: text('kind', { enum: ['vital', 'enabled', 'retired'] }).notNull(),
    reason: text('reason').notNull(),
    /** By what they were called then. */
    markedBy: text('marked_by').notNull(),
    markedAt: moment('marked_at').notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.world, t.feature] })],
);

/**
 * How much the code of a feature was changed within a calendar month of UTC, as the history of one repository tells. A month is told as a
 * whole, so that telling it again replaces it.
 */
export const featureChurn = pgTable(
  'feature_churn',
  {
    project: text('project').notNull(),
    feature: text('feature').notNull(),
    month: date('month', { mode: 'string' }).notNull(),
    commits: integer('commits').notNull(),
    authors: integer('authors').notNull(),
    added: integer('added').notNull(),
    removed: integer('removed').notNull(),
    countedAt: moment('counted_at').notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.project, t.month, t.feature] })],
);

/**
 * What somebody did, as an SDK of PostHog reported it: the fields that our screens show, and those properties that were allowed by name
 * (docs/sending-usage.md says what is dropped). Delivered again it is found by its source and id.
 */
export const usageEvents = pgTable(
  'usage_events',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    recordedAt: moment('recorded_at').notNull().default(sql`now()`),
    createdAt: moment('created_at').notNull(),
    /** The project of the key that it came by. */
    source: text('source').notNull(),
    /** As the SDK made it, or from what was sent where it made none. */
    eventId: text('event_id').notNull(),
    trust: text('trust', { enum: ['server', 'client'] }).notNull(),
    event: text('event').notNull(),
    userId: text('user_id'),
    sessionId: text('session_id'),
    feature: text('feature'),
    surface: text('surface'),
    orgId: text('org_id'),
    requestId: text('request_id'),
    properties: jsonb('properties').notNull().default({}),
    flags: text('flags').array().notNull().default(sql`'{}'`),
  },
  (t) => [
    uniqueIndex('usage_events_event').on(t.eventId, t.source),
    index('usage_events_time').on(t.createdAt, t.id),
    index('usage_events_feature').on(t.feature, t.createdAt, t.id),
    index('usage_events_org').on(t.orgId, t.createdAt, t.id),
    index('usage_events_request').on(sql`left(request_id, 200)`, t.createdAt, t.id).where(sql`request_id is not null`),
    index('usage_events_session').on(t.sessionId, t.createdAt, t.id).where(sql`session_id is not null`),
    index('usage_events_user').on(t.userId, t.createdAt, t.id).where(sql`user_id is not null`),
    index('usage_events_use').on(t.createdAt).where(sql`left(event, 1) <> '$' and not flags @> '{bot}' and not source like 'sample/%'`),
    index('usage_events_bots').on(t.createdAt).where(sql`flags @> '{bot}'`),
    index('usage_events_sample').on(t.createdAt, t.id).where(sql`source like 'sample/%'`),
    index('usage_events_recorded').using('brin', t.recordedAt),
    check('usage_events_trust', sql`trust in ('server', 'client')`),
  ],
);

/**
 * Features and when they were used, counted as events arrive: a feature that was dropped by everybody long ago is still known. Events
 * without a feature, and without an organisation, count under an empty text.
 */
export const usageFeatures = pgTable(
  'usage_features',
  {
    source: text('source').notNull(),
    feature: text('feature').notNull(),
    orgId: text('org_id').notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
    firstUsed: moment('first_used').notNull(),
    lastUsed: moment('last_used').notNull(),
  },
  (t) => [primaryKey({ columns: [t.feature, t.orgId, t.source] })],
);

/**
 * What was counted of many events for one question of one circle of viewers, kept ready: people do not add up over days, so that no sum of
 * smaller counts would do (docs/decisions). Any row may be dropped at any time.
 */
export const usageLedgers = pgTable('usage_ledgers', {
  /** Of the question, the organisations and the world. */
  key: text('key').primaryKey(),
  /** All of that, to ask again. */
  question: jsonb('question').notNull(),
  asOf: moment('as_of').notNull(),
  /** When somebody last looked. */
  askedAt: moment('asked_at').notNull(),
  /** How long counting took. */
  tookMs: integer('took_ms').notNull(),
  answer: text('answer').notNull(),
});

/**
 * Keys by which SDKs send errors, each a DSN. Kept as they are, because a browser's key is public anyway, and because a DSN is looked up
 * again. The number stands in the DSN's path, where SDKs demand one.
 */
export const projectKeys = pgTable('project_keys', {
  id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  /** 32 hex digits. */
  key: text('key').notNull().unique(),
  project: text('project').notNull(),
  /** The organisation of all that comes by it. */
  orgId: text('org_id'),
  /** `server` for a key that never leaves a team's own servers: what comes by it is believed. */
  trust: text('trust', { enum: ['server', 'client'] }).notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().default(sql`now()`),
  revokedAt: moment('revoked_at'),
});

/** One run of an import: what was read, what became of it, and from where it can go on. */
export const imports = pgTable('imports', {
  id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  kind: text('kind').notNull(),
  source: text('source').notNull(),
  map: text('map'),
  startedBy: text('started_by').notNull(),
  startedAt: moment('started_at').notNull().default(sql`clock_timestamp()`),
  finishedAt: moment('finished_at'),
  linesRead: bigint('lines_read', { mode: 'number' }).notNull().default(0),
  created: bigint('created', { mode: 'number' }).notNull().default(0),
  repeated: bigint('repeated', { mode: 'number' }).notNull().default(0),
  conflicted: bigint('conflicted', { mode: 'number' }).notNull().default(0),
  rejected: bigint('rejected', { mode: 'number' }).notNull().default(0),
  skipped: bigint('skipped', { mode: 'number' }).notNull().default(0),
  blank: bigint('blank', { mode: 'number' }).notNull().default(0),
  /** Per input, how many of its records are accounted for, and a digest of them. */
  positions: jsonb('positions').notNull().default({}),
});

/**
 * Every list that was taken away as a file: who asked for it, why, what it holds, and whether it was handed over whole. A row is there
 * before the first byte is sent. What is evidence of it are the actions `export.begin` and `export.end`; this says how far it came.
 */
export const exports = pgTable(
  'exports',
  {
    id: text('id').primaryKey(),
    askedAt: moment('asked_at').notNull().default(sql`clock_timestamp()`),
    beganAt: moment('began_at'),
    endedAt: moment('ended_at'),
    /** While it runs, its process says every few seconds that it lives. */
    beatAt: moment('beat_at'),
    state: text('state', { enum: ['asked', 'running', 'whole', 'interrupted', 'cancelled'] }).notNull(),
    /** Why it did not come to its end, in one line. */
    why: text('why'),
    viewerKind: text('viewer_kind').notNull(),
    viewerId: text('viewer_id').notNull(),
    viewerLabel: text('viewer_label').notNull(),
    /** Whose rows its viewer could see; absent for all. */
    orgs: text('orgs').array(),
    world: text('world', { enum: ['real', 'sample'] }).notNull(),
    format: text('format').notNull(),
    masking: text('masking').notNull(),
    reason: text('reason'),
    /** As an address holds it, and as a sentence. */
    question: text('question').notNull(),
    words: text('words').notNull(),
    /** Where every table ended when it was asked for: the same rows can be read again. */
    bound: text('bound').notNull(),
    asOf: moment('as_of').notNull(),
    expected: bigint('expected', { mode: 'number' }).notNull(),
    rows: bigint('rows', { mode: 'number' }).notNull().default(0),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** How often it was handed out, whole or in part. */
    deliveries: integer('deliveries').notNull().default(0),
    sha256: text('sha256'),
    manifest: text('manifest'),
  },
  (t) => [
    index('exports_time').on(t.askedAt, t.id),
    index('exports_running').on(t.beatAt).where(sql`state = 'running'`),
    check('exports_state', sql`state in ('asked', 'running', 'whole', 'interrupted', 'cancelled')`),
    check('exports_world', sql`world in ('real', 'sample')`),
  ],
);

/** People with an account here. An organisation `*` stands for the permission `org:*`. */
export const users = pgTable('users', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role', { enum: ['support', 'product', 'compliance', 'admin'] }).notNull(),
  orgs: text('orgs').array().notNull().default(sql`'{}'`),
  passwordHash: text('password_hash'),
  createdAt: moment('created_at').notNull().default(sql`now()`),
  disabledAt: moment('disabled_at'),
});

/** Signed-in browsers. The cookie names the row, so that a session can be ended from here. */
export const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    createdAt: moment('created_at').notNull().default(sql`now()`),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    userAgent: text('user_agent'),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/**
 * When a person last saw the newest actions of a world, on whatever device. Looks with less than half an hour between them are one
 * sitting, throughout which what is new stays what was new at its beginning.
 */
export const looks = pgTable(
  'looks',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    world: text('world', { enum: ['real', 'sample'] }).notNull(),
    lookedAt: moment('looked_at').notNull(),
    /** The last look of the sitting before; absent in the first one. */
    beforeAt: moment('before_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.world] })],
);

/** One-time sign-in links, kept as hashes. Opening one shows a form; sending the form spends it. */
export const signInLinks = pgTable('sign_in_links', {
  hash: text('hash').primaryKey(),
  /** `first` works only while no administrator exists; `recovery` sets a new password for somebody who has an account. */
  kind: text('kind', { enum: ['first', 'invitation', 'recovery'] }).notNull(),
  /** Absent where the first administrator is yet to say who they are. */
  email: text('email'),
  role: text('role', { enum: ['support', 'product', 'compliance', 'admin'] }).notNull(),
  orgs: text('orgs').array().notNull().default(sql`'{}'`),
  createdAt: moment('created_at').notNull().default(sql`now()`),
  expiresAt: moment('expires_at').notNull(),
  spentAt: moment('spent_at'),
});

/** API tokens, kept as hashes. A producer's token fixes the source and the organisations it may write. */
export const apiTokens = pgTable('api_tokens', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  hash: text('hash').notNull().unique(),
  scopes: text('scopes').array().notNull(),
  orgs: text('orgs').array().notNull().default(sql`'{}'`),
  source: text('source'),
  createdBy: text('created_by').notNull(),
  createdAt: moment('created_at').notNull().default(sql`now()`),
  expiresAt: moment('expires_at'),
  revokedAt: moment('revoked_at'),
  lastUsedAt: moment('last_used_at'),
});

/** Counters of rate-limiter-flexible, in the form that its drizzle store demands. */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: timestamp('expire', { withTimezone: true }),
});

/** What this installation remembers of itself, such as whether the sample was loaded or removed. */
export const settings = pgTable('settings', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: moment('updated_at').notNull().default(sql`now()`),
});

/** What services of others answered last, to be shown with its age where they give no answer. For a day, and a thousand of them at most. */
export const keptAnswers = pgTable(
  'kept_answers',
  {
    /** A digest of who was asked what, and of what the asker may see. */
    key: text('key').primaryKey(),
    /** Text of JSON, which may hold what jsonb refuses. */
    answer: text('answer').notNull(),
    askedAt: moment('asked_at').notNull().default(sql`clock_timestamp()`),
  },
  (t) => [index('kept_answers_time').on(t.askedAt)],
);

/**
 * Use that a PostHog counted for us, kept so that screens need not wait for it, and know something when it gives no answer. `source` is a
 * digest of where it is and of what tags are called there. No person is named: people are counted there, once for each organisation.
 * Empty texts stand for events without a feature, a surface or an organisation.
 *
 * A day of UTC is written as a whole: where a sync was cut off, the next goes on.
 */
export const posthogDays = pgTable(
  'posthog_days',
  {
    source: text('source').notNull(),
    day: date('day').notNull(),
    /** When the question was asked. */
    readAt: moment('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.day] })],
);

/** Events by the hour, of which days of any zone are made. */
export const posthogHours = pgTable(
  'posthog_hours',
  {
    source: text('source').notNull(),
    hour: moment('hour').notNull(),
    feature: text('feature').notNull(),
    surface: text('surface').notNull(),
    orgId: text('org_id').notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
    /** Of them, how many name nobody, and how many carry a request. */
    nobody: bigint('nobody', { mode: 'number' }).notNull(),
    requests: bigint('requests', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.source, t.hour, t.feature, t.surface, t.orgId] }),
    index('posthog_hours_surface').on(t.source, t.surface, t.hour),
  ],
);

/** When something was used first and last, as far back as was looked. */
export const posthogEnds = pgTable(
  'posthog_ends',
  {
    source: text('source').notNull(),
    feature: text('feature').notNull(),
    surface: text('surface').notNull(),
    orgId: text('org_id').notNull(),
    firstUsed: moment('first_used').notNull(),
    lastUsed: moment('last_used').notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.feature, t.surface, t.orgId] })],
);

/** Days of a zone over which people were counted: they do not add up over days. Dropped when it was not counted again for two weeks. */
export const posthogWindows = pgTable(
  'posthog_windows',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    source: text('source').notNull(),
    zone: text('zone').notNull(),
    fromDay: date('from_day').notNull(),
    /** Included. */
    toDay: date('to_day').notNull(),
    /** What `key` of its counts is: nothing (`feature`), a surface, an event, a day, or two weeks of a cohort. */
    breakdown: text('breakdown').notNull(),
    askedAt: moment('asked_at').notNull(),
  },
  (t) => [uniqueIndex('posthog_windows_place').on(t.source, t.zone, t.breakdown, t.fromDay, t.toDay)],
);

export const posthogCounts = pgTable(
  'posthog_counts',
  {
    windowId: bigint('window_id', { mode: 'bigint' })
      .notNull()
      .references(() => posthogWindows.id, { onDelete: 'cascade' }),
    feature: text('feature').notNull(),
    key: text('key').notNull(),
    orgId: text('org_id').notNull(),
    events: bigint('events', { mode: 'number' }).notNull(),
    nobody: bigint('nobody', { mode: 'number' }).notNull(),
    people: bigint('people', { mode: 'number' }).notNull(),
    /** Of the people, who came on two days or more. */
    cameBack: bigint('came_back', { mode: 'number' }).notNull(),
    /** Absent for cohorts. */
    lastUsed: moment('last_used'),
  },
  (t) => [primaryKey({ columns: [t.windowId, t.feature, t.key, t.orgId] })],
);

/** How reading from a PostHog goes. */
export const posthogSyncs = pgTable('posthog_syncs', {
  source: text('source').primaryKey(),
  startedAt: moment('started_at').notNull(),
  /** When it was last done with everything. */
  finishedAt: moment('finished_at'),
  /** Why it was not done the last time, in words; absent where it was. */
  error: text('error'),
  /** What PostHog said may still be read within its hour. */
  bytesLeft: bigint('bytes_left', { mode: 'number' }),
});

/**
 * The leaves of the sealed log, in its order (docs/evidence-format.md). Append-only, as are the other tables of the ledger; whoever gets
 * past the triggers is found by verification, because nothing here is believed but what a signed checkpoint covers. Beside its hash a leaf
 * keeps what names a changed field: the commitment of each field, and the seed of their salts.
 */
export const sealLeaves = pgTable(
  'seal_leaves',
  {
    index: bigint('index', { mode: 'bigint' }).primaryKey(),
    kind: text('kind').notNull(),
    /** `tracebook` for `admin_actions`, else the name of a table of another team; absent where the leaf is of no row. */
    source: text('source'),
    key: text('key'),
    /** The fingerprint of the fields that are committed to. */
    schema: text('schema'),
    hash: bytes('hash').notNull(),
    /** 32 random bytes of which the salts are made; gone where a field was erased. */
    seed: bytes('seed'),
    /** 16 bytes a field, where there is no seed any more; zeros for an erased one. */
    salts: bytes('salts'),
    /** 32 bytes a field, in the order of the schema. */
    commitments: bytes('commitments'),
    /** The whole text of a leaf that commits to no fields. */
    entry: text('entry'),
    sealedAt: moment('sealed_at').notNull(),
  },
  (t) => [
    uniqueIndex('seal_leaves_row').on(t.source, t.key).where(sql`kind in ('row', 'late-row')`),
    index('seal_leaves_other').on(t.kind, t.index).where(sql`kind <> 'row'`),
    check('seal_leaves_hash', sql`octet_length(hash) = 32`),
  ],
);

/**
 * Full tiles of 256 hashes (C2SP tlog-tiles): of leaves on level 0, of tiles below on each level above. A tile that is not full yet is made
 * of what stands below it, which is why each keeps the hash of all that it holds.
 */
export const sealTiles = pgTable(
  'seal_tiles',
  {
    level: integer('level').notNull(),
    index: bigint('index', { mode: 'bigint' }).notNull(),
    hashes: bytes('hashes').notNull(),
    root: bytes('root').notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.index] })],
);

/** How far the log reaches. One row, moved by `seal_move` alone, and only from the size that whoever moves it has seen. */
export const sealHead = pgTable(
  'seal_head',
  {
    id: integer('id').primaryKey().default(1),
    /** The name of the log, for good: that of the host on which it began. */
    origin: text('origin').notNull(),
    size: bigint('size', { mode: 'bigint' }).notNull(),
    root: bytes('root').notNull(),
    /** Hashes of the largest whole subtrees, from the left. */
    frontier: bytes('frontier').notNull(),
    /** Of our own table everything up to here is sealed. Numbers of transactions mean something in one cluster only. */
    cursorTx: xid8('cursor_tx').notNull().default(sql`'0'::xid8`),
    cursorId: bigint('cursor_id', { mode: 'bigint' }).notNull().default(sql`0`),
    cluster: text('cluster').notNull().default(''),
    movedAt: moment('moved_at').notNull(),
  },
  () => [check('seal_head_one', sql`id = 1`)],
);

/** What was signed: the text of a checkpoint with our signature, and nobody else's. */
export const sealCheckpoints = pgTable('seal_checkpoints', {
  size: bigint('size', { mode: 'bigint' }).primaryKey(),
  root: bytes('root').notNull(),
  note: text('note').notNull(),
  signedAt: moment('signed_at').notNull(),
});

/** Fields that were committed to, one row a table and shape. */
export const sealSchemas = pgTable(
  'seal_schemas',
  {
    source: text('source').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** `[[name, type], …]`, in the order of the commitments. */
    fields: jsonb('fields').$type<readonly (readonly [string, string])[]>().notNull(),
    /** The leaf that says so. */
    leaf: bigint('leaf', { mode: 'bigint' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.fingerprint] })],
);

/** Keys that checkpoints were signed with, each from a size on. */
export const sealKeys = pgTable('seal_keys', {
  since: bigint('since', { mode: 'bigint' }).primaryKey(),
  /** A C2SP verifier key. */
  vkey: text('vkey').notNull(),
});

/** Which checkpoint went where, and what a witness signed it with. */
export const sealPublications = pgTable(
  'seal_publications',
  {
    target: text('target').notNull(),
    size: bigint('size', { mode: 'bigint' }).notNull(),
    publishedAt: moment('published_at').notNull().default(sql`clock_timestamp()`),
    /** Signature lines. */
    cosignatures: text('cosignatures'),
  },
  (t) => [primaryKey({ columns: [t.target, t.size] })],
);

/** How sealing itself and every place of publication is doing. No evidence: it may be written over. */
export const sealStates = pgTable('seal_states', {
  /** `sealing`, or the name of a place of publication. */
  name: text('name').primaryKey(),
  lastTriedAt: moment('last_tried_at').notNull(),
  lastGoodAt: moment('last_good_at'),
  failingSince: moment('failing_since'),
  /** In words for people; absent where all is well. */
  trouble: text('trouble'),
});

/** Runs of verification. A slice of a nightly one goes on where the one before has ended. */
export const sealVerifications = pgTable(
  'seal_verifications',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind', { enum: ['whole', 'slice'] }).notNull(),
    askedBy: text('asked_by').notNull(),
    startedAt: moment('started_at').notNull().default(sql`clock_timestamp()`),
    finishedAt: moment('finished_at'),
    fromLeaf: bigint('from_leaf', { mode: 'bigint' }).notNull(),
    /** Not included. */
    toLeaf: bigint('to_leaf', { mode: 'bigint' }).notNull(),
    /** How far it came. */
    checked: bigint('checked', { mode: 'bigint' }).notNull().default(sql`0`),
    lateRows: bigint('late_rows', { mode: 'bigint' }).notNull().default(sql`0`),
    findings: bigint('findings', { mode: 'bigint' }).notNull().default(sql`0`),
    outcome: text('outcome', { enum: ['as-sealed', 'differs', 'incomplete'] }),
    /** What could not be looked at, in words. */
    why: text('why'),
  },
  (t) => [index('seal_verifications_time').on(t.startedAt)],
);

/** What differs from what was sealed. */
export const sealFindings = pgTable(
  'seal_findings',
  {
    verificationId: bigint('verification_id', { mode: 'bigint' })
      .notNull()
      .references(() => sealVerifications.id, { onDelete: 'cascade' }),
    n: integer('n').notNull(),
    kind: text('kind').notNull(),
    leaf: bigint('leaf', { mode: 'bigint' }),
    source: text('source'),
    key: text('key'),
    /** Names of those that differ. */
    fields: text('fields').array().notNull().default(sql`'{}'`),
    detail: text('detail').notNull(),
  },
  (t) => [primaryKey({ columns: [t.verificationId, t.n] })],
);

/**
 * What must stay, whatever retention and erasure say: rows that meet all conditions that are given, and every row where none is. Lifted
 * holds stay in the table.
 */
export const holds = pgTable('holds', {
  id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  source: text('source'),
  orgId: text('org_id'),
  /** Who did it, for whom it was done, or to whom. */
  person: text('person'),
  reason: text('reason').notNull(),
  placedBy: text('placed_by').notNull(),
  placedAt: moment('placed_at').notNull().default(sql`clock_timestamp()`),
  liftedBy: text('lifted_by'),
  liftedAt: moment('lifted_at'),
  liftedWhy: text('lifted_why'),
});

/** How long actions of a source are kept, in days since they happened. A source without a rule keeps its actions for good. */
export const retentionRules = pgTable(
  'retention_rules',
  {
    source: text('source').primaryKey(),
    days: integer('days').notNull(),
    setBy: text('set_by').notNull(),
    setAt: moment('set_at').notNull().default(sql`clock_timestamp()`),
    /** When it was last carried out, how many rows went by that, and what kept others from going; null where nothing did. */
    ranAt: moment('ran_at'),
    ranRows: bigint('ran_rows', { mode: 'number' }),
    ranTrouble: text('ran_trouble'),
  },
  (t) => [check('retention_rules_days', sql`${t.days} between 1 and 99999`)],
);
