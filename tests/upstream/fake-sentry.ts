import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';
import { type SentryContract, sentryContract } from './sentry-contract';
import { readSearch, type Searched, UnreadableSearch } from './sentry-search';

/** An error as somebody's SDK sent it. */
export interface FakeEvent {
  readonly id: string;
  /** `WEB-1`: the issue that it is of, and by what stands before the number its project. */
  readonly issue: string;
  /** RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly value: string;
  readonly level?: string;
  readonly platform?: string;
  readonly user?: string;
  readonly trace?: string;
  readonly span?: string;
  readonly replay?: string;
  readonly transaction?: string;
  /** Also `release` and `environment`. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface FakeSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | null;
  readonly op: string;
  readonly text: string;
  /** Seconds of the epoch. */
  readonly from: number;
  readonly to: number;
  readonly isTransaction?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What Sentry's servers do instead of answering as described; answers under one of these are not held against the contract. */
export const sentryFaults = [
  'rate-limited',
  'too-many-at-once',
  'brownout',
  'token-expired',
  'sso-required',
  'missing-scope',
  'unknown-organisation',
  'query-timeout',
  'login-page',
  'proxy-not-found',
] as const;
export type SentryFault = (typeof sentryFaults)[number];

/** How servers of other years differ. */
export const drifts = ['old-server', 'nulls', 'unknown-words', 'number-as-text', 'without-id'] as const;
export type Drift = (typeof drifts)[number];

/** A Sentry with memory: keeps events, groups them, reads its search as Sentry does, pages by cursors, and can fail in its own ways. */
export interface FakeSentry extends FaultyServer {
  /** For ISSUES_URL. */
  readonly url: string;
  /** Every text that came as `query`. */
  readonly queries: readonly string[];
  /** What was sent as credentials, each once. */
  readonly credentials: ReadonlySet<string>;
  /** Answers that are not as Sentry's own contract says. */
  readonly violations: readonly string[];
  /** How many questions there were at a time, at most. */
  readonly mostAtOnce: number;
  push(events: readonly FakeEvent[]): void;
  pushSpans(spans: readonly FakeSpan[]): void;
  resolve(issue: string): void;
  sentryFault: SentryFault | null;
  drift: Drift | null;
  /** Where the addresses of its `Link` headers and permalinks lead; to itself where nothing is set. */
  elsewhere: string | null;
  /** Refuses who names no project, as without open membership. */
  wantsProject: boolean;
  /** Routes that this server does not have, as they begin. */
  lacks: readonly string[];
  /** `query-timeout` where more than so many days are asked for. */
  slowBeyondDays: number;
}

export const fakeOrganisation = 'acme';
export const fakeToken = 'sntryu_CANARY-token';

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super();
  }
}

interface Memory {
  readonly events: FakeEvent[];
  readonly spans: FakeSpan[];
  readonly resolved: Set<string>;
  readonly queries: string[];
  readonly credentials: Set<string>;
  readonly contract: SentryContract | null;
  readonly told: { readonly route: string; readonly told: unknown; readonly drift: Drift | null }[];
  /** Numbers by their names. */
  readonly issues: Map<string, number>;
  readonly projects: Map<string, number>;
}

type Settings = Pick<FakeSentry, 'sentryFault' | 'drift' | 'elsewhere' | 'wantsProject' | 'lacks' | 'slowBeyondDays'>;

export async function fakeSentry(certificate?: { key: string; cert: string }): Promise<FakeSentry> {
  const memory: Memory = {
    events: [],
    spans: [],
    resolved: new Set(),
    queries: [],
    credentials: new Set(),
    contract: sentryContract('strict'),
    told: [],
    issues: new Map(),
    projects: new Map(),
  };
  const settings: Settings = { sentryFault: null, drift: null, elsewhere: null, wantsProject: false, lacks: [], slowBeyondDays: 1_000 };
  let atOnce = 0;
  let mostAtOnce = 0;
  const server: FaultyServer = await faultyServer((request, response) => {
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.on('close', () => {
      atOnce -= 1;
    });
    // Long enough for questions that come together to meet.
    setTimeout(() => respond(request, response, { memory, settings: fake, address: server.address }), 3);
  }, certificate);
  const fake = Object.defineProperties(settings, {
    ...Object.getOwnPropertyDescriptors(server),
    url: { get: () => `sentry+${server.address}/${fakeOrganisation}` },
    queries: { value: memory.queries },
    credentials: { value: memory.credentials },
    violations: { get: () => violationsOf(memory) },
    mostAtOnce: { get: () => mostAtOnce },
    push: { value: (events: readonly FakeEvent[]) => remember(memory, events) },
    pushSpans: { value: (spans: readonly FakeSpan[]) => memory.spans.push(...spans) },
    resolve: { value: (issue: string) => memory.resolved.add(issue) },
  }) as unknown as FakeSentry;
  return fake;
}

/** Looked for in the end: reading a contract takes longer than a page may. Servers of other years leave out what has to be there. */
function violationsOf({ told, contract }: Memory): readonly string[] {
  const relaxed = sentryContract('relaxed');
  return told.flatMap(({ route, told: body, drift }) => {
    const meant = drift === null ? contract : drift === 'old-server' ? relaxed : null;
    return meant?.objection(route, body) ?? [];
  });
}

function remember(memory: Memory, events: readonly FakeEvent[]): void {
  for (const event of events) {
    const project = projectOf(event);
    if (!memory.projects.has(project)) memory.projects.set(project, memory.projects.size + 1);
    if (!memory.issues.has(event.issue)) memory.issues.set(event.issue, 4_000_000_000 + memory.issues.size);
    memory.events.push(event);
  }
}

interface Asked {
  readonly memory: Memory;
  readonly settings: Settings;
  readonly address: string;
}

function respond(request: IncomingMessage, response: ServerResponse, asked: Asked): void {
  const { memory, settings } = asked;
  memory.credentials.add(request.headers.authorization ?? '');
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://sentry');
  const query = searchParams.get('query');
  if (query !== null) memory.queries.push(query);
  try {
    refuse(request, settings);
    const root = `/api/0/organizations/${fakeOrganisation}`;
    if (!pathname.startsWith(`${root}/`) || !pathname.endsWith('/')) throw notFound;
    const way = pathname.slice(root.length);
    if (settings.lacks.some((lacked) => way.startsWith(lacked))) throw notFound;
    const { route, body, headers = {} } = answerTo(way, searchParams, asked);
    const told = drifted(body, settings.drift);
    memory.told.push({ route, told, drift: settings.drift });
    tell(response, { status: 200, body: told, headers });
  } catch (error) {
    if (error instanceof UnreadableSearch) {
      tell(response, { status: 400, body: { detail: `Error parsing search query: ${error.message}` }, headers: {} });
    } else if (error instanceof Refusal) tell(response, error);
    else tell(response, { status: 500, body: { detail: 'Internal Error', errorId: String(error) }, headers: {} });
  }
}

function tell(
  response: ServerResponse,
  { status, body, headers }: { status: number; body: unknown; headers: Readonly<Record<string, string>> },
) {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(typeof body === 'string' ? body : JSON.stringify(body));
}

const notFound = new Refusal(404, { detail: 'The requested resource does not exist' });

function refuse({ headers }: IncomingMessage, { sentryFault }: Settings): void {
  const html = { 'content-type': 'text/html' };
  const reset = String(Math.floor(Date.now() / 1_000) + 40);
  switch (sentryFault) {
    case 'rate-limited':
      throw new Refusal(
        429,
        { detail: 'You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds' },
        { ...html, 'x-sentry-rate-limit-limit': '40', 'x-sentry-rate-limit-remaining': '0', 'x-sentry-rate-limit-reset': reset },
      );
    case 'too-many-at-once':
      throw new Refusal(
        429,
        { detail: 'You are attempting to go above the allowed concurrency for this endpoint. Concurrency limit is 25' },
        html,
      );
    case 'brownout':
      throw new Refusal(410, { message: 'This API no longer exists.' }, { 'x-sentry-deprecation-date': '2026-05-15T00:00:00Z' });
    case 'token-expired':
      throw new Refusal(401, { detail: 'Token expired' });
    case 'sso-required':
      throw new Refusal(401, {
        detail: { code: 'sso-required', message: 'Must login via SSO', extra: { loginUrl: `/auth/login/${fakeOrganisation}/` } },
      });
    case 'missing-scope':
      throw new Refusal(403, { detail: 'You do not have permission to perform this action.' });
    case 'unknown-organisation':
      throw notFound;
    case 'query-timeout':
      throw timeout;
    case 'login-page':
      throw new Refusal(200, '<!doctype html><title>Login | Sentry</title>', html);
    case 'proxy-not-found':
      throw new Refusal(404, '<html><body>404 page not found</body></html>', html);
  }
  if (headers.authorization !== `Bearer ${fakeToken}`) throw new Refusal(401, { detail: 'Invalid token' });
}

const timeout = new Refusal(400, {
  detail: 'Query timeout. Please try again. If the problem persists try a smaller date range or fewer projects.',
});

interface Answer {
  /** As the contract names it. */
  readonly route: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function answerTo(way: string, params: URLSearchParams, asked: Asked): Answer {
  const { memory, settings } = asked;
  const blank = (route: string) => (memory.contract?.blank(route) ?? {}) as Readonly<Record<string, unknown>>;
  const [, first = '', second = '', third = '', fourth = ''] = way.split('/');
  switch (first) {
    case '':
      return { route: '/', body: { ...blank('/'), id: '1', slug: fakeOrganisation, name: 'Acme' } };
    case 'projects': {
      const item = firstOf(blank('/projects/'));
      return paged(
        [...memory.projects].map(([slug, id]) => ({ ...item, id: String(id), slug, name: slug })),
        { route: '/projects/', way, params, asked },
      );
    }
    case 'environments':
      return {
        route: '/environments/',
        body: [...distinctOf(memory, 'environment')].map((name, place) => ({ id: String(place + 1), name })),
      };
    case 'tags':
      return {
        route: '/tags/',
        body: tagKeys(memory.events).map((key) => ({
          key,
          name: key,
          totalValues: memory.events.filter((event) => tagsOf(event).has(key)).length,
        })),
      };
    case 'issues':
      if (second === '') return listIssues(params, asked, way);
      return issueRoute({ id: second, what: third, which: fourth, params }, asked);
    case 'shortids': {
      const number = memory.issues.get(decodeURIComponent(second));
      if (number === undefined) throw notFound;
      const name = decodeURIComponent(second);
      const group = { ...(blank('/shortids/{issue_id}/').group as object), ...issueOf(name, asked) };
      return {
        route: '/shortids/{issue_id}/',
        body: { organizationSlug: fakeOrganisation, projectSlug: projectNamed(name), groupId: String(number), shortId: name, group },
      };
    }
    case 'eventids': {
      const event = memory.events.find(({ id }) => id === second);
      if (!event) throw notFound;
      const route = '/eventids/{event_id}/';
      const shape = blank(route).event as Readonly<Record<string, unknown>> | undefined;
      return {
        route,
        body: {
          organizationSlug: fakeOrganisation,
          projectSlug: projectOf(event),
          groupId: String(memory.issues.get(event.issue)),
          eventId: event.id,
          event: eventOf(event, { memory, blank: shape ?? {} }),
        },
      };
    }
    case 'events':
      return searchEvents(params, asked, way);
    case 'events-timeseries': {
      if (params.get('dataset') !== 'errors') throw new Refusal(400, { dataset: ['Invalid'] });
      const days = byDay(matching(params, asked));
      const values = days.map(([day, value]) => ({ timestamp: Date.parse(`${day}T00:00:00Z`), value, incomplete: false }));
      const meta = { valueType: 'integer', valueUnit: null, interval: 86_400_000 };
      return {
        route: '/events-timeseries/',
        body: { meta: { dataset: 'errors', start: 0, end: 0 }, timeSeries: [{ yAxis: 'count()', values, meta }] },
      };
    }
    case 'events-stats': {
      const days = byDay(matching(params, asked));
      return {
        route: '/events-stats/',
        body: { data: days.map(([day, count]) => [Date.parse(`${day}T00:00:00Z`) / 1_000, [{ count }]]), start: 0, end: 0 },
      };
    }
    case 'trace':
      return { route: '/trace/{trace_id}/', body: treesOf(memory.spans.filter(({ trace }) => trace === second)) };
    case 'trace-meta': {
      const spans = memory.spans.filter(({ trace }) => trace === second).length;
      const errors = memory.events.filter(({ trace }) => trace === second).length;
      const counts = { errorsCount: errors, logsCount: 0, metricsCount: 0, performanceIssuesCount: 0, spansCount: spans };
      const old = { errors, logs: 0, performance_issues: 0, span_count: spans, transaction_child_count_map: [], span_count_map: {} };
      return {
        route: '/trace-meta/{trace_id}/',
        body: settings.drift === 'old-server' ? old : { ...counts, transactionChildCountMap: [], spansCountMap: {}, uptimeCount: 0 },
      };
    }
    case 'replay-count': {
      if (settings.drift === 'old-server' && params.get('data_source') !== 'discover') throw new Refusal(400, { data_source: ['Invalid'] });
      return { route: '/replay-count/', body: {} };
    }
    default:
      throw notFound;
  }
}

/** With both places to go on to, as Sentry always says them. */
function paged(
  rows: readonly unknown[],
  {
    route,
    way,
    params,
    asked,
    wrap,
  }: { route: string; way: string; params: URLSearchParams; asked: Asked; wrap?: (rows: readonly unknown[]) => unknown },
): Answer {
  const size = Number(params.get('per_page') ?? params.get('limit') ?? 100);
  if (!(size >= 1 && size <= 100)) throw new Refusal(400, { per_page: ['Invalid per_page value. Must be between 1 and 100.'] });
  const start = Number(params.get('cursor')?.split(':')[1] ?? 0);
  const host = asked.settings.elsewhere ?? asked.address;
  const place = (at: number, rel: string, has: boolean) => {
    const rest = new URLSearchParams([...params].filter(([name]) => name !== 'cursor'));
    rest.set('cursor', `0:${at}:0`);
    return `<${host}/api/0/organizations/${fakeOrganisation}${way}?${rest}>; rel="${rel}"; results="${has}"; cursor="0:${at}:0"`;
  };
  const link = [place(Math.max(0, start - size), 'previous', start > 0), place(start + size, 'next', rows.length > start + size)].join(
    ', ',
  );
  const shown = rows.slice(start, start + size);
  return { route, body: wrap ? wrap(shown) : shown, headers: { link, 'x-hits': String(rows.length), 'x-max-hits': '1000' } };
}

function listIssues(params: URLSearchParams, asked: Asked, way: string): Answer {
  const { memory } = asked;
  const found = matching(params, asked, 'issues');
  const names = [...new Set(found.map(({ issue }) => issue))];
  const item = firstOf(memory.contract?.blank('/issues/') ?? {});
  const isPart = (params.get('query') ?? '').includes('tags[');
  const rows = names.map((name) => {
    const mine = found.filter(({ issue }) => issue === name);
    return { ...item, ...issueOf(name, asked), filtered: isPart ? { ...countsOf(mine), stats: { '14d': seriesOf(mine) } } : null };
  });
  const by: Readonly<Record<string, (row: (typeof rows)[number]) => number>> = {
    date: ({ lastSeen }) => Date.parse(lastSeen),
    new: ({ firstSeen }) => Date.parse(firstSeen),
    freq: ({ count }) => Number(count),
    user: ({ userCount }) => userCount,
  };
  const rank = by[params.get('sort') ?? 'date'];
  if (!rank) throw new Refusal(400, { sort: ['Invalid'] });
  return paged(
    rows.toSorted((a, b) => rank(b) - rank(a)),
    { route: '/issues/', way, params, asked },
  );
}

function issueRoute(
  { id, what, which, params }: { id: string; what: string; which: string; params: URLSearchParams },
  asked: Asked,
): Answer {
  const { memory, settings } = asked;
  const name = [...memory.issues].find(([, number]) => String(number) === id)?.[0];
  if (name === undefined) throw notFound;
  const blank = (route: string) => (memory.contract?.blank(route) ?? {}) as Readonly<Record<string, unknown>>;
  const mine = memory.events.filter(({ issue }) => issue === name).toSorted((a, b) => (a.time < b.time ? 1 : -1));
  if (what === '') return { route: '/issues/{issue_id}/', body: { ...blank('/issues/{issue_id}/'), ...issueOf(name, asked) } };
  if (what === 'events' && which === '') {
    const found = matching(params, asked).filter(({ issue }) => issue === name);
    const item = firstOf(blank('/issues/{issue_id}/events/'));
    return {
      route: '/issues/{issue_id}/events/',
      body: found.map((event) => ({ ...item, ...summaryOf(event, memory) })).toSorted((a, b) => (a.dateCreated < b.dateCreated ? 1 : -1)),
    };
  }
  if (what === 'events') {
    const event = ['latest', 'recommended'].includes(which) ? mine[0] : mine.find((one) => one.id === which);
    if (!event) throw notFound;
    const route = '/issues/{issue_id}/events/{event_id}/';
    return { route, body: { ...eventOf(event, { memory, blank: blank(route) }), nextEventID: null, previousEventID: null } };
  }
  if (what !== 'tags') throw notFound;
  if (which === '' && settings.drift === 'old-server') throw notFound;
  const all = tagKeys(mine).map((key) => {
    const counts = new Map<string, number>();
    for (const event of mine) {
      const value = tagsOf(event).get(key);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const topValues = [...counts]
      .toSorted(([, a], [, b]) => b - a)
      .map(([value, count]) => ({ key, name: value, value, count, firstSeen: mine.at(-1)?.time ?? null, lastSeen: mine[0]?.time ?? null }));
    return { key, name: key, totalValues: mine.length, topValues };
  });
  if (which === '') return { route: '/issues/{issue_id}/tags/', body: all };
  const one = all.find(({ key }) => key === which);
  if (!one) throw notFound;
  return { route: '/issues/{issue_id}/tags/{key}/', body: one };
}

function searchEvents(params: URLSearchParams, asked: Asked, way: string): Answer {
  const fields = params.getAll('field');
  if (!['errors'].includes(params.get('dataset') ?? '')) throw new Refusal(400, { detail: 'dataset must be one of: errors, spans' });
  if (fields.length === 0 || fields.length > 20) throw new Refusal(400, { detail: 'You can view up to 20 fields at a time.' });
  const sort = params.get('sort') ?? '';
  if (sort !== '' && !fields.includes(sort.replace(/^-/, '')))
    throw new Refusal(400, { detail: 'Invalid sort: orderby must also be in the selected columns' });
  const found = matching(params, asked);
  const plain = fields.filter((field) => !field.includes('('));
  const isGrouped = plain.length < fields.length;
  const groups = new Map<string, FakeEvent[]>();
  for (const event of found) {
    const name = isGrouped ? JSON.stringify(plain.map((field) => fieldOf(event, field, asked.memory))) : event.id;
    groups.set(name, [...(groups.get(name) ?? []), event]);
  }
  // An aggregate over nothing is a row all the same.
  if (isGrouped && plain.length === 0 && groups.size === 0) groups.set('', []);
  const rows = [...groups.values()].map((events) =>
    Object.fromEntries(
      fields.map((field) => [
        field,
        field.includes('(') ? aggregate(field, events) : events[0] ? fieldOf(events[0], field, asked.memory) : null,
      ]),
    ),
  );
  const key = sort.replace(/^-/, '');
  const order = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) => {
    const [left, right] = [a[key], b[key]];
    const isLess = typeof left === 'number' && typeof right === 'number' ? left < right : String(left ?? '') < String(right ?? '');
    return left === right ? 0 : isLess === sort.startsWith('-') ? 1 : -1;
  };
  const meta = { fields: Object.fromEntries(fields.map((field) => [field, 'string'])), isMetricsData: false, dataset: 'errors' };
  return paged(sort === '' ? rows : rows.toSorted(order), { route: '/events/', way, params, asked, wrap: (data) => ({ data, meta }) });
}

function aggregate(field: string, events: readonly FakeEvent[]): unknown {
  if (field === 'count()') return events.length;
  if (field === 'count_unique(user)') return new Set(events.flatMap(({ user }) => user ?? [])).size;
  if (field === 'last_seen()')
    return (
      events
        .map(({ time }) => offset(time))
        .toSorted()
        .at(-1) ?? null
    );
  throw new Refusal(400, { detail: `Invalid function: ${field}` });
}

/** Of the events of a question: its projects, its environments, its time and its search. */
function matching(params: URLSearchParams, { memory, settings }: Asked, about: 'issues' | 'events' = 'events'): readonly FakeEvent[] {
  const projects = params.getAll('project').filter((project) => project !== '-1');
  if (settings.wantsProject && projects.length !== 1) throw new Refusal(400, { detail: 'You cannot view events from multiple projects.' });
  const window = windowOf(params);
  if ((window.to - window.from) / 86_400_000 > settings.slowBeyondDays) throw timeout;
  const environments = params.getAll('environment');
  const filters = readSearch(params.get('query') ?? 'is:unresolved', { takesBooleans: about === 'events' });
  const ofIssue = new Set(['is', 'firstSeen', 'lastSeen']);
  if (about === 'events' && filters.some(({ key }) => ofIssue.has(key))) throw new UnreadableSearch('Invalid key for this search');
  const test = (event: FakeEvent, of: (key: string) => boolean) =>
    filters.filter(({ key }) => of(key)).every((filter) => filter.test(searched(event, memory)));
  return memory.events.filter((event) => {
    const at = Date.parse(event.time);
    const isThere = projects.length === 0 || projects.includes(String(memory.projects.get(projectOf(event))));
    const isIn = environments.length === 0 || environments.includes(event.tags?.environment ?? '');
    return isThere && isIn && at >= window.from && at <= window.to && test(event, () => true);
  });
}

function windowOf(params: URLSearchParams): { readonly from: number; readonly to: number } {
  const [, amount, unit = ''] = /^(\d+)([hdw])$/.exec(params.get('statsPeriod') ?? '') ?? [];
  const [start, end] = [params.get('start'), params.get('end')];
  if (amount !== undefined) {
    if (start !== null || end !== null) throw new Refusal(400, { detail: 'statsPeriod excludes start and end' });
    const ms = { h: 3_600_000, d: 86_400_000, w: 604_800_000 }[unit] ?? 0;
    return { from: Date.now() - Number(amount) * ms, to: Date.now() + 60_000 };
  }
  if ((start === null) !== (end === null)) throw new Refusal(400, { detail: 'start and end are both required' });
  if (start === null || end === null) return { from: Date.now() - 90 * 86_400_000, to: Date.now() + 60_000 };
  if (![start, end].every((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/.test(text)))
    throw new Refusal(400, { detail: 'Invalid date' });
  return { from: Date.parse(`${start}Z`), to: Date.parse(`${end}Z`) - (end.includes('.') ? 0 : 1) };
}

function searched(event: FakeEvent, memory: Memory): Searched {
  const counts = () => countsOf(memory.events.filter(({ issue }) => issue === event.issue));
  return {
    values(key) {
      const tag = /^tags\[(.+)\]$/.exec(key)?.[1];
      if (tag !== undefined) return present(tagsOf(event).get(tag));
      if (key === 'is') return [memory.resolved.has(event.issue) ? 'resolved' : 'unresolved', 'ongoing'];
      if (key === 'firstSeen' || key === 'lastSeen') return present(counts()[key]);
      if (key === 'message') return [`${event.type}: ${event.value}`, event.transaction ?? ''];
      return present(fieldOf(event, key, memory));
    },
  };
}

function fieldOf(event: FakeEvent, field: string, memory: Memory): unknown {
  const tag = /^tags\[(.+)\]$/.exec(field)?.[1];
  if (tag !== undefined) return tagsOf(event).get(tag) ?? null;
  switch (field) {
    case 'id':
      return event.id;
    case 'issue':
      return event.issue;
    case 'issue.id':
      return memory.issues.get(event.issue);
    case 'title':
      return `${event.type}: ${event.value}`;
    case 'project':
    case 'project.name':
      return projectOf(event);
    case 'timestamp':
      return offset(event.time);
    case 'trace':
      return event.trace ?? null;
    case 'user.id':
      return event.user ?? null;
    case 'replayId':
      return event.replay ?? null;
    case 'error.type':
      return [event.type];
    case 'platform.name':
      return event.platform ?? 'node';
    case 'level':
      return event.level ?? 'error';
    case 'transaction':
      return event.transaction ?? null;
    case 'release':
    case 'environment':
      return event.tags?.[field] ?? null;
    default:
      throw new Refusal(400, { detail: `Invalid key: ${field}` });
  }
}

function issueOf(name: string, { memory, address, settings }: Asked) {
  const mine = memory.events.filter(({ issue }) => issue === name).toSorted((a, b) => (a.time < b.time ? 1 : -1));
  const [newest] = mine;
  const project = projectNamed(name);
  const title = newest ? `${newest.type}: ${newest.value}` : name;
  return {
    id: String(memory.issues.get(name)),
    shortId: name,
    title,
    culprit: newest?.transaction ?? null,
    permalink: `${settings.elsewhere ?? address}/organizations/${fakeOrganisation}/issues/${memory.issues.get(name)}/`,
    level: newest?.level ?? 'error',
    status: memory.resolved.has(name) ? 'resolved' : 'unresolved',
    substatus: 'ongoing',
    platform: newest?.platform ?? 'node',
    project: { id: String(memory.projects.get(project)), name: project, slug: project, platform: 'node' },
    type: 'error',
    issueType: 'error',
    issueCategory: 'error',
    metadata: { type: newest?.type ?? '', value: newest?.value ?? '' },
    ...countsOf(mine),
    stats: { '14d': seriesOf(mine) },
    firstRelease: null,
    lastRelease: newest?.tags?.release ? { version: newest.tags.release } : null,
  };
}

function countsOf(events: readonly FakeEvent[]) {
  const times = events.map(({ time }) => time).toSorted();
  return {
    count: String(events.length),
    userCount: new Set(events.flatMap(({ user }) => user ?? [])).size,
    firstSeen: times[0] ?? '',
    lastSeen: times.at(-1) ?? '',
  };
}

function seriesOf(events: readonly FakeEvent[]): readonly (readonly [number, number])[] {
  return byDay(events).map(([day, count]) => [Date.parse(`${day}T00:00:00Z`) / 1_000, count]);
}

function byDay(events: readonly FakeEvent[]): readonly (readonly [string, number])[] {
  const days = new Map<string, number>();
  for (const { time } of events) days.set(time.slice(0, 10), (days.get(time.slice(0, 10)) ?? 0) + 1);
  return [...days].toSorted();
}

function summaryOf(event: FakeEvent, memory: Memory) {
  return {
    id: event.id,
    eventID: event.id,
    groupID: String(memory.issues.get(event.issue)),
    projectID: String(memory.projects.get(projectOf(event))),
    title: `${event.type}: ${event.value}`,
    message: '',
    'event.type': 'error',
    platform: event.platform ?? 'node',
    dateCreated: event.time,
    user: event.user === undefined ? null : { id: event.user, email: 'somebody@example.com', username: null, ip_address: '192.0.2.1' },
    tags: [...tagsOf(event)].map(([key, value]) => ({ key, value })),
  };
}

function eventOf(event: FakeEvent, { memory, blank }: { memory: Memory; blank: Readonly<Record<string, unknown>> }) {
  const frames = [
    {
      filename: 'node:internal',
      absPath: 'node:internal',
      function: 'listen',
      module: null,
      lineNo: 1,
      colNo: 1,
      inApp: false,
      context: [],
    },
    {
      filename: 'src/pay.ts',
      absPath: '/src/pay.ts',
      function: 'pay',
      module: null,
      lineNo: 7,
      colNo: 3,
      inApp: true,
      context: [[7, 'throw it']],
    },
  ];
  const { type, value, trace, span, replay } = event;
  return {
    ...blank,
    ...summaryOf(event, memory),
    type: 'error',
    dateReceived: event.time,
    contexts: {
      ...(trace === undefined ? {} : { trace: { type: 'trace', trace_id: trace, span_id: span ?? '0000000000000001' } }),
      ...(replay === undefined ? {} : { replay: { replay_id: replay } }),
    },
    entries: [
      { type: 'exception', data: { values: [{ type, value, mechanism: { type: 'generic', handled: false }, stacktrace: { frames } }] } },
      { type: 'request', data: { method: 'GET', url: 'https://shop.example.com/pay?card=4111', headers: [['Cookie', 'CANARY']] } },
    ],
    metadata: { type, value },
    errors: [],
    sdk: { name: 'sentry.javascript.node', version: '11.12.0' },
    release: event.tags?.release ? { ...versionBlank, version: event.tags.release } : null,
  };
}

const versionBlank = { versionInfo: null };

function treesOf(spans: readonly FakeSpan[]): readonly unknown[] {
  const known = new Set(spans.map(({ id }) => id));
  const tree = ({ id, parent, op, text, from, to, isTransaction = false, attributes = {} }: FakeSpan): unknown => ({
    event_id: id,
    event_type: 'span',
    transaction_id: 'ab'.repeat(16),
    project_id: 1,
    project_slug: 'web',
    transaction: text,
    description: text,
    name: op,
    op,
    parent_span_id: parent,
    profile_id: '',
    profiler_id: '',
    sdk_name: 'sentry.javascript.node',
    start_timestamp: from,
    end_timestamp: to,
    duration: (to - from) * 1_000,
    is_transaction: isTransaction,
    measurements: {},
    browser_web_vital: {},
    mobile_app_vital: {},
    errors: [],
    occurrences: [],
    additional_attributes: attributes,
    children: spans.filter((child) => child.parent === id).map(tree),
  });
  return spans.filter(({ parent }) => parent === null || !known.has(parent)).map(tree);
}

/** As servers of other years, and mistaken ones, would say the same. */
function drifted(body: unknown, drift: Drift | null): unknown {
  if (drift === null) return body;
  const change = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(change);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one)
        .flatMap(([key, value]) => changed(key, value, drift))
        .map(([key, value]) => [key, change(value)]),
    );
  };
  return change(body);
}

const needed = new Set([
  'id',
  'title',
  'eventID',
  'slug',
  'data',
  'timeSeries',
  'values',
  'entries',
  'tags',
  'key',
  'value',
  'groupId',
  'event',
  'type',
  'frames',
]);

function changed(key: string, value: unknown, drift: Drift): readonly (readonly [string, unknown])[] {
  switch (drift) {
    case 'old-server':
      return ['priority', 'substatus', 'seerFixabilityScore', 'issueCategory', 'stats', 'lastRelease'].includes(key) ? [] : [[key, value]];
    case 'nulls':
      return [
        [
          key,
          needed.has(key) || typeof value === 'object' || /[([.]|^(timestamp|project|issue|level|count|lastSeen|name)$/.test(key)
            ? value
            : null,
        ],
      ];
    case 'unknown-words':
      return [[key, ['level', 'status', 'substatus', 'platform'].includes(key) && typeof value === 'string' ? 'catastrophic' : value]];
    case 'number-as-text':
      return [
        [
          key,
          ['userCount', 'projectID', 'spansCount'].includes(key)
            ? String(value)
            : key === 'count' && typeof value === 'string'
              ? Number(value)
              : value,
        ],
      ];
    case 'without-id':
      return key === 'id' || key === 'eventID' ? [] : [[key, value]];
  }
}

/** What Sentry makes tags of, beside those that were set. */
function tagsOf({ tags = {}, level = 'error', transaction, user, replay }: FakeEvent): ReadonlyMap<string, string> {
  const made = { level, transaction, user: user === undefined ? undefined : `id:${user}`, replayId: replay, handled: 'no' };
  return new Map(Object.entries({ ...made, ...tags }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

function tagKeys(events: readonly FakeEvent[]): readonly string[] {
  return [...new Set(events.flatMap((event) => [...tagsOf(event).keys()]))];
}

function distinctOf({ events }: Memory, tag: string): ReadonlySet<string> {
  return new Set(events.flatMap(({ tags }) => tags?.[tag] ?? []));
}

function projectOf({ issue }: FakeEvent): string {
  return projectNamed(issue);
}

function projectNamed(issue: string): string {
  return issue.replace(/-[^-]*$/, '').toLowerCase();
}

function firstOf(blank: unknown): Readonly<Record<string, unknown>> {
  return Array.isArray(blank) ? ((blank[0] as Readonly<Record<string, unknown>> | undefined) ?? {}) : {};
}

function present(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined || value === '' ? [] : [String(value)];
}

/** As a search says times: to the second, with an offset. */
function offset(time: string): string {
  return `${time.slice(0, 19)}+00:00`;
}
