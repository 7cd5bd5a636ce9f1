import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { type CursorContext, openCursor, sealCursor } from '@/lib/paging';
import type { Caveat } from '@/lib/reading';
import { carrying, inOrganisations, type Listed, type Row, type Search, type Sentry, searchFrom, type Window } from '@/lib/sentry';
import { addDays, addSeconds, compareInstants, dayOf, type Instant, instantFrom } from '@/lib/time';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { type About, eventFrom, eventFromRow, fieldsOf, issueFrom, type Reading, spansFrom, trendFrom } from './from-sentry';
import type { ErrorEvent, Issue, IssueDetail, Span, TagCounts } from './issue';
import type { EventsOfId, IssueQuestion, IssueSort, IssueStore } from './issue-store';

/** For all that one question asks of Sentry, so that a page is done at three seconds. */
const deadlineMs = 2_200;
/** As far back as Sentry looks. */
export const remoteDays = 90;
const whole = `${remoteDays}d`;
const wholeSeconds = remoteDays * 86_400;
const mostListed = 100;
const mostTraces = 3;
const mostHit = 20;
const mostValues = 10;

/**
 * Issues and events of a Sentry. It is asked for what is meant, in its own search, and for what the viewer may see: each event that it
 * gives is held against the viewer's organisations here once more. Of an issue, which is everybody's, who sees some organisations is told
 * only what their own events say.
 *
 * @param hasTraces whether that Sentry is known to keep no spans at all
 */
export function sentryIssues(remote: Sentry, hasTraces: () => Promise<boolean> = async () => true): IssueStore {
  return {
    async list(viewer, { filter, zone, sort = 'last', limit = 25, after }) {
      const scope = scopeOf(remote, viewer);
      const asked = await questionOf(remote, scope, { filter, zone, about: 'issues' });
      const context: CursorContext = { list: `sentry-issues-${sort}`, filter, order: 'desc', zone, viewer, secret: config().secret };
      const cursor = after ? (openCursor(after, context)[0]?.key ?? null) : null;
      if (!asked) return { rows: [], next: null, previous: null, count: { value: 0, capped: false }, caveats: [] };
      const size = sizeOf(limit);
      const found = await remote.issues({ ...asked, sort: sorts[sort], size, cursor });
      const told = await issuesFrom(remote, scope, found.rows);
      const rows = found.rows.length > size ? told.issues.toSorted(orders[sort]).slice(0, size) : told.issues;
      const next = found.next === null ? null : sealCursor([{ source: 'sentry', createdAt: '', key: found.next }], context);
      return { rows, next, previous: null, count: found.hits, caveats: [...cutOf(found), ...told.caveats] };
    },

    async get(viewer, name) {
      const scope = scopeOf(remote, viewer);
      if (scope.orgs?.length === 0) return null;
      const id = await issueNumber(remote, name, scope.signal);
      return id === null ? null : detailOf(remote, scope, id);
    },

    async events(viewer, { filter, zone, limit = 25, after }) {
      const scope = scopeOf(remote, viewer);
      const asked = await questionOf(remote, scope, { filter, zone, about: 'events' });
      const context: CursorContext = { list: 'sentry-events', filter, order: 'desc', zone, viewer, secret: config().secret };
      const cursor = after ? (openCursor(after, context)[0]?.key ?? null) : null;
      if (!asked) return { rows: [], next: null, previous: null, caveats: [] };
      const size = sizeOf(limit);
      const found = await remote.rows({ ...asked, fields: fieldsOf(remote.orgTag), sort: '-timestamp', size, cursor });
      const rows = eventsFrom(found.rows, scope).slice(0, size);
      const next = found.next === null ? null : sealCursor([{ source: 'sentry', createdAt: '', key: found.next }], context);
      return { rows, next, previous: null, caveats: cutOf(found) };
    },

    async event(viewer, id) {
      const scope = scopeOf(remote, viewer);
      if (!isHex(id)) return null;
      const found = await remote.event(id.toLowerCase(), scope.signal);
      const event = found && eventFrom(found.event, { ...scope.reading, project: found.project });
      return event && isSeen(event, scope) ? event : null;
    },

    ofId: async (viewer, id, { limit }) => ofIdFrom(remote, scopeOf(remote, viewer), { id, limit, hasTraces }),

    async carried(viewer) {
      const scope = scopeOf(remote, viewer);
      if (scope.orgs?.length === 0) return null;
      const countOf = async (part: string) => {
        const query = [part, ...scope.parts].filter(Boolean).join(' ');
        const { rows } = await remote.rows({ ...open(scope), query, window: '14d', fields: ['count()'], sort: '-count()', size: 1 });
        return Number(rows[0]?.['count()'] ?? 0);
      };
      const wanted = ['', 'has:user.id', 'has:tags[request_id]', 'has:trace'];
      const [events = 0, users = 0, requests = 0, traces = 0] = await Promise.all(wanted.map(countOf));
      return events === 0 ? null : { events, users, requests, traces };
    },
  };
}

interface Scope {
  /** Null for all of them, and what belongs to none. */
  readonly orgs: readonly string[] | null;
  readonly parts: readonly string[];
  readonly reading: Reading;
  readonly signal: AbortSignal;
}

/**
 * Whatever is asked: only what the viewer may see.
 *
 * @throws {AppError} `not-permitted`; `not-implemented` for who sees some organisations where nothing says whose an event is
 */
function scopeOf(remote: Sentry, viewer: Viewer): Scope {
  assertMay(viewer, 'issues:read');
  const orgs = orgScope(viewer);
  const { orgTag } = remote;
  if (orgs !== null && orgTag === null) {
    const why = 'Errors in Sentry do not say here whose they are (org_tag in ISSUES_URL): only who sees every organisation sees them.';
    throw new AppError('not-implemented', why);
  }
  return {
    orgs,
    parts: orgs === null || orgTag === null || orgs.length === 0 ? [] : [inOrganisations(orgTag, orgs)],
    reading: { orgTag, redactsEmails: config().logs.redactsEmails, permalink: remote.permalink, today: dayOf(now(), 'UTC') ?? '' },
    signal: AbortSignal.timeout(deadlineMs),
  };
}

function isSeen({ org_id: org }: Pick<ErrorEvent, 'org_id'>, { orgs }: Scope): boolean {
  return orgs === null || (org !== null && orgs.includes(org));
}

function eventsFrom(rows: readonly Row[], scope: Scope): readonly ErrorEvent[] {
  const events = rows.flatMap((row) => eventFromRow(row, scope.reading) ?? []).filter((event) => isSeen(event, scope));
  return [...new Map(events.map((event) => [event.id, event])).values()].toSorted((a, b) => compareInstants(b.time, a.time));
}

interface Asked {
  readonly query: string;
  readonly window: Window;
  readonly projects: readonly string[];
  readonly signal: AbortSignal;
}

function open({ parts, signal }: Scope): Asked & { readonly cursor: null } {
  return { query: parts.join(' '), window: whole, projects: [], signal, cursor: null };
}

/** A server takes addresses of some eight thousand characters. */
const mostEncoded = 6_000;

/** Null where nothing can be meant. @throws {AppError} `malformed` for what Sentry cannot be asked */
async function questionOf(
  remote: Sentry,
  scope: Scope,
  { filter, zone, about }: IssueQuestion & { readonly about: 'issues' | 'events' },
): Promise<Asked | null> {
  const search = searchFrom(filter, { about, zone, orgTag: remote.orgTag });
  const query = [...search.parts, ...scope.parts].join(' ');
  if (encodeURIComponent(query).length > mostEncoded) throw new AppError('malformed', 'This search is too long for Sentry.');
  const window = windowOf(search);
  if (scope.orgs?.length === 0 || window === null) return null;
  const projects = await projectsOf(remote, search, scope.signal);
  return projects && { query, window, projects, signal: scope.signal };
}

function windowOf({ from, to }: Search): Window | null {
  if (from === null && to === null) return whole;
  const end = to ?? addSeconds(now(), 3_600) ?? now();
  const begin = from ?? addSeconds(end, -wholeSeconds) ?? end;
  return compareInstants(begin, end) < 0 ? { from: begin, to: end } : null;
}

/** Their numbers; empty for all, null where no project is meant. */
async function projectsOf(remote: Sentry, { isProject }: Search, signal: AbortSignal): Promise<readonly string[] | null> {
  if (!isProject) return [];
  const meant = (await remote.projectList(signal)).filter(({ slug }) => isProject(slug)).map(({ id }) => id);
  const asked = remote.projects.length === 0 ? meant : meant.filter((id) => remote.projects.includes(id));
  return asked.length === 0 ? null : asked;
}

type Issues = Awaited<ReturnType<Sentry['issues']>>['rows'];

/** With what their events say of features, releases and environments; for who sees some organisations also with how those call them. */
async function issuesFrom(
  remote: Sentry,
  scope: Scope,
  shapes: Issues,
): Promise<{ readonly issues: readonly Issue[]; readonly caveats: readonly Caveat[] }> {
  if (shapes.length === 0) return { issues: [], caveats: [] };
  const isPart = scope.orgs !== null;
  let about: ReadonlyMap<string, About> = new Map();
  const caveats: Caveat[] = [];
  try {
    about = await aboutOf(
      remote,
      scope,
      shapes.map(({ id }) => id),
    );
  } catch (error) {
    if (!(error instanceof AppError) || isPart) throw error;
    caveats.push({ kind: 'truncated', why: 'which features, releases and environments are hit could not be looked up' });
  }
  return { issues: shapes.map((shape) => issueFrom(shape, about.get(shape.id) ?? null, { ...scope.reading, isPart })), caveats };
}

async function aboutOf(remote: Sentry, scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, About>> {
  const query = [`issue.id:[${ids.join(',')}]`, ...scope.parts].join(' ');
  const fields = ['issue.id', 'title', 'tags[feature]', 'release', 'environment', 'count()', 'last_seen()'];
  const { rows } = await remote.rows({ ...open(scope), query, fields, sort: '-last_seen()', size: mostListed });
  const about = new Map<string, { features: string[]; releases: string[]; environments: string[]; title: string | null }>();
  for (const row of rows) {
    const id = String(row['issue.id'] ?? '');
    const known = about.get(id) ?? { features: [], releases: [], environments: [], title: null };
    about.set(id, known);
    known.title ??= typeof row.title === 'string' ? row.title : null;
    for (const [list, field] of [
      [known.features, 'tags[feature]'],
      [known.releases, 'release'],
      [known.environments, 'environment'],
    ] as const) {
      const value = row[field];
      if (typeof value === 'string' && value !== '' && !list.includes(value) && list.length < mostValues) list.push(value);
    }
  }
  return about;
}

/** Null: no issue can be called so, or none is. */
async function issueNumber(remote: Sentry, name: string, signal: AbortSignal): Promise<string | null> {
  if (/^\d{1,20}$/.test(name)) return name;
  if (!/^[A-Z0-9_]+(-[A-Z0-9_]+)+$/i.test(name) || name.length > 100) return null;
  const id = await remote.issueIdOf(name.toUpperCase(), signal);
  return id !== null && /^\d{1,20}$/.test(id) ? id : null;
}

async function detailOf(remote: Sentry, scope: Scope, id: string): Promise<IssueDetail | null> {
  const { signal, reading, orgs } = scope;
  const isPart = orgs !== null;
  const own = [`issue.id:${id}`, ...scope.parts].join(' ');
  const [shape, theirs] = await Promise.all([
    remote.issue(id, signal),
    isPart ? remote.issueEvents(id, scope.parts.join(' '), signal) : null,
  ]);
  const seen = theirs?.filter((event) => isSeen(eventFrom(event, { ...reading, project: null }), scope)) ?? null;
  const newest = seen?.toSorted((a, b) => ((a.dateCreated ?? '') < (b.dateCreated ?? '') ? 1 : -1))[0];
  // An issue of which nothing is theirs is not there for them.
  if (!shape || (seen && !newest)) return null;
  const from = `${addDays(reading.today, -13)}T00:00:00.000000Z`;
  const to = `${addDays(reading.today, 1)}T00:00:00.000000Z`;
  const totals = { ...open(scope), query: own, fields: ['count()', 'count_unique(user)', 'last_seen()'], sort: '-count()', size: 1 };
  const [event, about, days, hit, tags, total] = await Promise.allSettled([
    remote.issueEvent(id, newest?.eventID ?? 'latest', signal),
    aboutOf(remote, scope, [id]),
    remote.days({ query: own, from, to, signal }),
    hitBy(remote, scope, own),
    seen ? countedTags(seen) : remote.tags(id, signal).then(tagsFrom),
    isPart ? remote.rows(totals) : null,
  ]);
  const lacks: string[] = [];
  const answerOf = <T>(result: PromiseSettledResult<T>, what: string): T | null => {
    if (result.status === 'fulfilled') return result.value;
    if (!(result.reason instanceof AppError)) throw result.reason;
    lacks.push(what);
    return null;
  };
  const full = answerOf(event, 'its newest event');
  const told = answerOf(about, 'its features and releases')?.get(id) ?? null;
  const trend = answerOf(days, 'its trend');
  const people = answerOf(hit, 'who was hit');
  const values = answerOf(tags, 'its tags');
  const counts = answerOf(total, 'how often it was seen')?.rows[0];
  const named = { ...(told ?? { features: [], releases: [], environments: [] }), title: newest?.title ?? told?.title ?? null };
  const issue = issueFrom(shape, named, { ...reading, isPart });
  const { project } = issue;
  const detail = full && eventFrom(full, { ...reading, project });
  return {
    ...issue,
    ...(isPart ? partOf(counts) : {}),
    trend: trend ? trendFrom(trend, reading.today) : issue.trend,
    event: detail && isSeen(detail, scope) ? { ...detail, short_id: issue.short_id } : null,
    tags: values ?? [],
    hit: people ?? [],
    caveats: lacks.length === 0 ? [] : [{ kind: 'truncated', why: `${lacks.join(', ')} could not be looked up` }],
  };
}

function partOf(counts: Row | undefined): Pick<Issue, 'events' | 'users' | 'last_seen'> {
  const events = Number(counts?.['count()'] ?? 0);
  const users = Number(counts?.['count_unique(user)'] ?? 0);
  const last = counts?.['last_seen()'];
  return {
    events: { value: events, capped: counts === undefined },
    users: users > 0 ? { value: users, capped: false } : null,
    last_seen: typeof last === 'string' ? instantFrom(last) : null,
  };
}

async function hitBy(remote: Sentry, scope: Scope, query: string): Promise<IssueDetail['hit']> {
  const { orgTag } = scope.reading;
  const org = orgTag === null ? [] : [`tags[${orgTag}]`];
  const fields = ['user.id', ...org, 'count()', 'last_seen()'];
  const asked = { ...open(scope), query: `${query} has:user.id`, fields, sort: '-count()', size: mostHit };
  const { rows } = await remote.rows(asked);
  return rows.flatMap((row) => {
    const user = row['user.id'];
    const last = typeof row['last_seen()'] === 'string' ? instantFrom(row['last_seen()']) : null;
    const orgId = orgTag === null ? null : row[`tags[${orgTag}]`];
    const hit = {
      user_id: String(user),
      org_id: typeof orgId === 'string' && orgId !== '' ? orgId : null,
      events: Number(row['count()'] ?? 0),
    };
    const isNamed = (typeof user === 'string' && user !== '') || typeof user === 'number';
    return isNamed && last !== null && isSeen(hit, scope) ? [{ ...hit, last_seen: last }] : [];
  });
}

/** Tell who somebody is, or are told elsewhere. */
const untold = new Set(['user', 'user.email', 'user.username', 'user.ip', 'level', 'request_id', 'trace', 'replayId', 'session_id']);

function tagsFrom(tags: Awaited<ReturnType<Sentry['tags']>>): readonly TagCounts[] {
  return tags.flatMap(({ key, topValues }) => {
    const values = topValues.flatMap(({ value, count }) => (value ? [{ value, events: count ?? 0 }] : []));
    return untold.has(key) || values.length === 0 ? [] : [{ key, values: values.slice(0, mostValues) }];
  });
}

function countedTags(events: Awaited<ReturnType<Sentry['issueEvents']>>): readonly TagCounts[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { key, value } of events.flatMap(({ tags }) => tags)) {
    if (untold.has(key)) continue;
    const values = counts.get(key) ?? new Map<string, number>();
    counts.set(key, values.set(value, (values.get(value) ?? 0) + 1));
  }
  return [...counts].map(([key, values]) => ({
    key,
    values: [...values]
      .map(([value, of]) => ({ value, events: of }))
      .toSorted((a, b) => b.events - a.events)
      .slice(0, mostValues),
  }));
}

async function ofIdFrom(
  remote: Sentry,
  scope: Scope,
  { id, limit, hasTraces }: { readonly id: string; readonly limit: number; readonly hasTraces: () => Promise<boolean> },
): Promise<EventsOfId> {
  const query = [carrying(id), ...scope.parts].join(' ');
  if (encodeURIComponent(query).length > mostEncoded) throw new AppError('malformed', 'This ID is too long for Sentry.');
  if (scope.orgs?.length === 0) return { events: [], issues: [], spans: [], caveats: [] };
  const trace = isHex(id) ? id.toLowerCase() : null;
  const [found, early] = await Promise.all([
    remote.rows({ ...open(scope), query, fields: fieldsOf(remote.orgTag), sort: '-timestamp', size: mostListed }),
    trace === null ? null : settled(spansOf(remote, scope, { ids: [trace], hasTraces })),
  ]);
  const events = eventsFrom(found.rows, scope)
    .filter((event) => carries(event, id))
    .toReversed();
  const traces = [...new Set(events.flatMap(({ trace_id }) => (trace_id === null || trace_id === trace ? [] : [trace_id])))];
  const [issues, late] = await Promise.all([
    settled(issuesOf(remote, scope, events)),
    traces.length === 0 ? null : settled(spansOf(remote, scope, { ids: traces.slice(0, mostTraces), hasTraces })),
  ]);
  const spans = [early, late].flatMap((one) => (one?.value ? [one.value] : []));
  const isTrace = events.some(({ trace_id }) => trace_id === trace) || (early?.value?.spans.length ?? 0) > 0;
  // A hundred events are told; whoever asks for so many has a hundred more before them.
  const isCut = found.next !== null || events.length > limit;
  const untoldWhat = [issues.failed ? 'their issues' : null, early?.failed || late?.failed ? 'spans' : null].filter((one) => one !== null);
  const caveats: Caveat[] = [
    ...cutOf(found),
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the newest ${Math.min(limit, events.length)} errors are told` }] : []),
    ...(untoldWhat.length > 0 ? [{ kind: 'truncated' as const, why: `${untoldWhat.join(' and ')} could not be looked up in Sentry` }] : []),
    // An ID of 32 digits need not be one of a trace: only what is known to be one is missed.
    ...spans
      .filter((one) => one !== early?.value || isTrace)
      .flatMap(({ caveats: of }) => of.slice(0, 1))
      .slice(0, 1),
  ];
  if (events.length === 0 && found.cut !== null) throw new AppError('unavailable', `Sentry gives no whole answer: ${found.cut}.`);
  return { events: events.slice(-limit), issues: issues.value ?? [], spans: spans.flatMap((one) => one.spans).slice(0, limit), caveats };
}

/** However Sentry reads an ID: what does not hold it to the letter is not of it. */
function carries(
  { request_id: request, session_id: session, trace_id: trace, event_id: event, replay_id: replay }: ErrorEvent,
  id: string,
) {
  return request === id || session === id || (isHex(id) && [trace, event, replay].includes(id.toLowerCase()));
}

async function issuesOf(remote: Sentry, scope: Scope, events: readonly ErrorEvent[]): Promise<readonly Issue[]> {
  const ids = [...new Set(events.flatMap(({ issue_id: of }) => (of !== null && /^\d{1,20}$/.test(of) ? [of] : [])))].slice(0, mostListed);
  if (ids.length === 0) return [];
  const query = [`issue.id:[${ids.join(',')}]`, ...scope.parts].join(' ');
  const found = await remote.issues({ ...open(scope), query, sort: 'date', size: mostListed });
  const { issues } = await issuesFrom(remote, scope, found.rows);
  return issues.filter(({ id }) => ids.includes(id));
}

/** Spans of traces, and whether they are all there were: a trace of which Sentry keeps none, or a part, was not sampled. */
async function spansOf(
  remote: Sentry,
  scope: Scope,
  { ids, hasTraces }: { readonly ids: readonly string[]; readonly hasTraces: () => Promise<boolean> },
): Promise<{ readonly spans: readonly Span[]; readonly caveats: readonly Caveat[] }> {
  if (!(await hasTraces())) return { spans: [], caveats: [] };
  const traces = await Promise.all(
    ids.map(async (id) => {
      const [trees, size] = await Promise.all([
        remote.trace(id, scope.signal),
        // How many there are is told by servers of the last years only.
        remote.traceSize(id, scope.signal).catch(() => null),
      ]);
      const spans = spansFrom(trees, { ...scope.reading, traceId: id });
      const known = new Set(spans.map((span) => span.id));
      const isPart = spans.length < (size ?? 0) || spans.some(({ parent_id }) => parent_id !== null && !known.has(parent_id));
      return { spans, lack: spans.length === 0 ? 'none' : isPart ? 'a part' : null };
    }),
  );
  const lack = traces.find((trace) => trace.lack !== null)?.lack ?? null;
  const { sampled } = remote;
  const share = sampled === null ? 'a sample' : `${Math.round(sampled * 1_000) / 10} %`;
  const caveat: Caveat = { kind: 'not-sampled', why: `Sentry keeps ${share} of all traces, and ${lack ?? ''} of this one` };
  return {
    spans: traces.flatMap(({ spans }) =>
      spans.filter(({ orgId }) => isSeen({ org_id: orgId }, scope)).map(({ orgId: _org, ...span }): Span => span),
    ),
    caveats: lack === null || sampled === 1 ? [] : [caveat],
  };
}

interface Settled<T> {
  readonly value: T | null;
  readonly failed: boolean;
}

/** What stands beside events may fail without them. */
async function settled<T>(answer: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await answer, failed: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { value: null, failed: true };
  }
}

const sorts = { last: 'date', first: 'new', events: 'freq', users: 'user' } as const satisfies Record<IssueSort, string>;

const byTime = (a: string | null, b: string | null) => compareInstants(b ?? '-infinity', a ?? '-infinity');
/** Where Sentry answers for each project on its own. */
const orders: Readonly<Record<IssueSort, (a: Issue, b: Issue) => number>> = {
  last: (a, b) => byTime(a.last_seen, b.last_seen),
  first: (a, b) => byTime(a.first_seen, b.first_seen),
  events: (a, b) => b.events.value - a.events.value,
  users: (a, b) => (b.users?.value ?? 0) - (a.users?.value ?? 0),
};

function cutOf({ cut }: Pick<Listed<unknown>, 'cut'>): readonly Caveat[] {
  return cut === null ? [] : [{ kind: 'truncated', why: cut }];
}

function sizeOf(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), mostListed);
}

function isHex(id: string): boolean {
  return /^[0-9a-f]{32}$/i.test(id);
}

function now(): Instant {
  return instantFrom(new Date().toISOString()) ?? '';
}
