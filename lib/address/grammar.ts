import { type ColumnKey, columnKeys, type PathKey, pathKeys } from './filter';

/** By which keys one kind of record is asked for, and how the values of each are written. */
export interface Grammar<Column extends string, Root extends string> {
  readonly columns: readonly Column[];
  readonly roots: readonly Root[];
  /** Keys of which the values are more than texts. */
  readonly written: Readonly<Partial<Record<Column, Writing>>>;
  /** What people call the keys, and what the columns behind them are called. */
  readonly otherNames: Readonly<Record<string, Column>>;
  readonly otherRoots: Readonly<Record<string, Root>>;
}

/** How a value is written: `time` and `import` have an order, `level` and `quantity` are compared too, the others are texts. */
export type Writing = 'time' | 'import' | 'outcome' | 'subject' | 'level' | 'quantity';

export const actionGrammar: Grammar<ColumnKey, PathKey> = {
  columns: columnKeys,
  roots: pathKeys,
  written: { created: 'time', recorded: 'time', import: 'import', outcome: 'outcome', subject: 'subject' },
  otherNames: {
    actor_id: 'actor',
    by: 'actor',
    user: 'actor',
    who: 'actor',
    on_behalf_of: 'as',
    verb: 'action',
    subject_id: 'subject',
    on: 'subject',
    target: 'subject',
    org_id: 'org',
    organisation: 'org',
    organization: 'org',
    request_id: 'request',
    'x-request-id': 'request',
    trace_id: 'trace',
    result: 'outcome',
    status: 'outcome',
    import_id: 'import',
    created_at: 'created',
    date: 'created',
    time: 'created',
    recorded_at: 'recorded',
    field: 'changed',
  },
  otherRoots: { metadata: 'meta' },
};

/** Keys of lines: `duration` is in milliseconds, `created` what the logger says, `recorded` when the line reached Tracebook. */
export const lineKeys = [
  'service',
  'level',
  'request',
  'trace',
  'user',
  'org',
  'session',
  'feature',
  'surface',
  'method',
  'route',
  'status',
  'duration',
  'source',
  'flag',
  'created',
  'recorded',
] as const;
export type LineKey = (typeof lineKeys)[number];

/** `attr.db.system`: a value inside a line's attributes. */
export type LineRoot = 'attr';

/** Least first, so that `level:>=warn` can be asked. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export const lineGrammar: Grammar<LineKey, LineRoot> = {
  columns: lineKeys,
  roots: ['attr'],
  written: { created: 'time', recorded: 'time', level: 'level', status: 'quantity', duration: 'quantity' },
  otherNames: {
    app: 'service',
    logger: 'service',
    severity: 'level',
    request_id: 'request',
    'x-request-id': 'request',
    trace_id: 'trace',
    user_id: 'user',
    actor: 'user',
    org_id: 'org',
    organisation: 'org',
    organization: 'org',
    tenant: 'org',
    session_id: 'session',
    path: 'route',
    url: 'route',
    verb: 'method',
    code: 'status',
    duration_ms: 'duration',
    flags: 'flag',
    time: 'created',
    date: 'created',
    created_at: 'created',
    recorded_at: 'recorded',
  },
  otherRoots: { attributes: 'attr', attrs: 'attr', meta: 'attr', metadata: 'attr' },
};

/**
 * Keys of issues and of error events. `is` is the state of an issue, `first` and `last` when it was first and last seen, `created` when an
 * error event happened; `user`, `request`, `trace` and the like are those of its events.
 */
export const issueKeys = [
  'is',
  'level',
  'type',
  'project',
  'platform',
  'feature',
  'surface',
  'release',
  'environment',
  'user',
  'org',
  'request',
  'trace',
  'session',
  'event',
  'issue',
  'trust',
  'flag',
  'first',
  'last',
  'created',
] as const;
export type IssueKey = (typeof issueKeys)[number];

/** `tag.browser`: a tag of an error event. */
export type IssueRoot = 'tag';

export const issueGrammar: Grammar<IssueKey, IssueRoot> = {
  columns: issueKeys,
  roots: ['tag'],
  written: { first: 'time', last: 'time', created: 'time', level: 'level' },
  otherNames: {
    status: 'is',
    state: 'is',
    severity: 'level',
    error: 'type',
    exception: 'type',
    'error.type': 'type',
    source: 'project',
    service: 'project',
    env: 'environment',
    user_id: 'user',
    'user.id': 'user',
    actor: 'user',
    org_id: 'org',
    organisation: 'org',
    organization: 'org',
    request_id: 'request',
    'x-request-id': 'request',
    trace_id: 'trace',
    session_id: 'session',
    replay: 'session',
    replay_id: 'session',
    event_id: 'event',
    id: 'issue',
    flags: 'flag',
    first_seen: 'first',
    firstseen: 'first',
    last_seen: 'last',
    lastseen: 'last',
    time: 'created',
    date: 'created',
    timestamp: 'created',
  },
  otherRoots: { tags: 'tag' },
};

/** Keys of product events, in PostHog's words: `user` is the distinct id, `source` the project whose key it came by. */
export const usageKeys = [
  'feature',
  'surface',
  'event',
  'user',
  'org',
  'session',
  'request',
  'source',
  'trust',
  'flag',
  'created',
] as const;
export type UsageKey = (typeof usageKeys)[number];

/** `prop.plan`: a property of a product event that was allowed by its name. */
export type UsageRoot = 'prop';

export const usageGrammar: Grammar<UsageKey, UsageRoot> = {
  columns: usageKeys,
  roots: ['prop'],
  written: { created: 'time' },
  otherNames: {
    screen: 'surface',
    name: 'event',
    distinct_id: 'user',
    person: 'user',
    user_id: 'user',
    actor: 'user',
    org_id: 'org',
    organisation: 'org',
    organization: 'org',
    session_id: 'session',
    request_id: 'request',
    'x-request-id': 'request',
    project: 'source',
    flags: 'flag',
    time: 'created',
    date: 'created',
    timestamp: 'created',
  },
  otherRoots: { properties: 'prop', property: 'prop' },
};
