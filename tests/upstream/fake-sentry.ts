import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';
import { sentryContract } from './sentry-contract';
import { type Drift, drifted, notFound, Refusal, refuse, type SentryFault } from './sentry-faults';
import {
  type Asked,
  type FakeEvent,
  type FakeReplay,
  type FakeSpan,
  fakeOrganisation,
  type Memory,
  projectOf,
  type Settings,
} from './sentry-memory';
import { answerTo } from './sentry-routes';
import { UnreadableSearch } from './sentry-search';

export { drifts, type SentryFault, sentryFaults } from './sentry-faults';
export { type FakeEvent, type FakeSpan, fakeToken } from './sentry-memory';

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
  pushReplays(replays: readonly FakeReplay[]): void;
  resolve(issue: string): void;
  /** Projects that never sent a trace, by their slugs. */
  readonly untraced: Set<string>;
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

export async function fakeSentry(certificate?: { key: string; cert: string }): Promise<FakeSentry> {
  const memory: Memory = {
    events: [],
    spans: [],
    replays: new Map(),
    resolved: new Set(),
    untraced: new Set(),
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
    pushReplays: { value: (replays: readonly FakeReplay[]) => replays.map((replay) => memory.replays.set(replay.id, replay)) },
    untraced: { value: memory.untraced },
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
    if (route !== '') memory.told.push({ route, told, drift: settings.drift });
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
