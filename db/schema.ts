import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
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
    index('admin_actions_subject').on(t.subjectId, t.createdAt, t.id).where(sql`subject_id is not null`),
    index('admin_actions_subject_type').on(t.subjectType, t.createdAt, t.id).where(sql`subject_type is not null`),
    index('admin_actions_org').on(t.orgId, t.createdAt, t.id, t.source),
    // An index cannot hold a text of any length, so that a long request id is found by its beginning and compared in full.
    index('admin_actions_request').on(sql`left(request_id, 200)`, t.createdAt, t.id).where(sql`request_id is not null`),
    index('admin_actions_trace').on(t.traceId, t.createdAt, t.id).where(sql`trace_id is not null`),
    index('admin_actions_feature').on(t.feature, t.createdAt, t.id, t.source).where(sql`feature is not null`),
    index('admin_actions_surface').on(t.surface, t.createdAt, t.id, t.source).where(sql`surface is not null`),
    index('admin_actions_outcome').on(t.outcome, t.createdAt, t.id).where(sql`outcome <> 'success'`),
    index('admin_actions_import').on(t.importId, t.createdAt, t.id).where(sql`import_id is not null`),
    // Rows lie in the order in which they were recorded: a few bytes a block range are enough.
    index('admin_actions_recorded').using('brin', t.recordedAt),
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
