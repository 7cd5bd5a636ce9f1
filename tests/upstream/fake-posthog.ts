import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { questions } from '@/lib/posthog';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';
import { answers, type FakeReplay, type FakeUse, type Values } from './posthog-answers';
import { type PosthogContract, posthogContract } from './posthog-contract';

export const fakeKey = 'phx_CANARY-key';
export const fakeProject = '123';

/** How servers of other years differ. */
export const drifts = ['nulls', 'more-columns', 'counts-as-text'] as const;
export type Drift = (typeof drifts)[number];

interface Settings {
  /** One of the answers of PostHog's API, by its name in the shared contract; given instead of every answer. */
  apiCase: string | null;
  drift: Drift | null;
  /** The most rows that one answer has, whatever limit a text has. */
  mostRows: number;
  aMinute: number;
  /** How often a query that runs beside its request is looked after before it is done. */
  polls: number;
  answerAfterMs: number;
  /** What may still be read, as it says beside each answer; null for a server that says nothing. */
  bytesLeft: number | null;
  /** What it does besides, at each query. */
  onQuery: (() => void) | null;
}

/** A PostHog with memory: holds each question against PostHog's contract, answers ours, keeps to its limits, and can fail in all its ways. */
export interface FakePosthog extends FaultyServer, Settings {
  /** For USAGE_URL. */
  readonly url: string;
  /** Every question that it was asked. */
  readonly queries: readonly { readonly name: string; readonly text: string; readonly values: Values }[];
  readonly credentials: ReadonlySet<string>;
  /** Questions and answers that are not as PostHog's own contract says. */
  readonly violations: readonly string[];
  /** How many queries ran at a time, at most. */
  readonly mostAtOnce: number;
  push(uses: readonly FakeUse[]): void;
  pushReplays(replays: readonly FakeReplay[]): void;
  forget(): void;
}

interface Memory {
  readonly uses: FakeUse[];
  readonly replays: FakeReplay[];
  readonly queries: { name: string; text: string; values: Values }[];
  readonly credentials: Set<string>;
  readonly violations: string[];
  readonly runs: Map<string, { polls: number; readonly body: unknown }>;
  readonly asked: number[];
  running: number;
  mostAtOnce: number;
}

interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const mostRunning = 3;

export async function fakePosthog(certificate?: { key: string; cert: string }): Promise<FakePosthog> {
  const contract = await posthogContract();
  // So that no question waits while its text is read for the first time.
  for (const { text } of Object.values(questions)) contract?.textObjection(text, {});
  const memory: Memory = {
    uses: [],
    replays: [],
    queries: [],
    credentials: new Set(),
    violations: [],
    runs: new Map(),
    asked: [],
    running: 0,
    mostAtOnce: 0,
  };
  const settings: Settings = {
    apiCase: null,
    drift: null,
    mostRows: 50_000,
    aMinute: 240,
    polls: 1,
    answerAfterMs: 2,
    bytesLeft: null,
    onQuery: null,
  };
  const server = await faultyServer((request, response) => {
    respond(request, response, { memory, settings, contract }).catch((error: unknown) =>
      tell(response, { status: 500, body: String(error) }),
    );
  }, certificate);
  return Object.defineProperties(settings, {
    ...Object.getOwnPropertyDescriptors(server),
    url: { get: () => `posthog+${server.address}?project=${fakeProject}` },
    queries: { value: memory.queries },
    credentials: { value: memory.credentials },
    violations: { value: memory.violations },
    mostAtOnce: { get: () => memory.mostAtOnce },
    push: { value: (uses: readonly FakeUse[]) => memory.uses.push(...uses) },
    pushReplays: { value: (replays: readonly FakeReplay[]) => memory.replays.push(...replays) },
    forget: {
      value: () => {
        for (const list of [memory.uses, memory.replays, memory.queries, memory.violations, memory.asked]) list.length = 0;
      },
    },
  }) as unknown as FakePosthog;
}

interface Asked {
  readonly memory: Memory;
  readonly settings: Settings;
  readonly contract: PosthogContract | null;
}

async function respond(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
  const { memory, settings, contract } = asked;
  memory.credentials.add(request.headers.authorization ?? '');
  const body = request.method === 'POST' ? await json(request) : null;
  const [, project, id] = /^\/api\/projects\/([^/]+)\/query\/(?:([\w-]+)\/)?$/.exec(request.url ?? '') ?? [];
  const replayed = contract?.cases.find(({ name }) => name === settings.apiCase);
  if (settings.apiCase !== null && !replayed) throw new Error(`There is no case ${settings.apiCase}.`);
  if (project === undefined) return tell(response, notFound);
  if (request.headers.authorization !== `Bearer ${fakeKey}`)
    return tell(response, refusal(401, 'authentication_error', 'authentication_failed'));
  if (project !== fakeProject) return tell(response, notFound);
  if (isPastLimit(memory, settings))
    return tell(response, { ...refusal(429, 'throttled_error', 'throttled'), headers: { 'retry-after': '23' } });
  if (id !== undefined) return tell(response, replayed?.response ?? polled(id, asked));
  if (replayed && !settings.apiCase?.startsWith('poll_')) return tell(response, replayed.response);
  settings.onQuery?.();
  const told = replayed ? run(null, asked) : await queried(body, asked);
  const objection = settings.drift === null && told.status < 300 ? (contract?.answerObjection(told.status, told.body) ?? null) : null;
  if (objection !== null) memory.violations.push(objection);
  tell(response, told);
}

function isPastLimit({ asked }: Memory, { aMinute }: Settings): boolean {
  const now = Date.now();
  while (asked[0] !== undefined && asked[0] < now - 60_000) asked.shift();
  asked.push(now);
  return asked.length > aMinute;
}

async function queried(body: unknown, { memory, settings, contract }: Asked): Promise<Told> {
  const {
    query,
    refresh,
    name = '',
  } = body as {
    query: { kind: string; query: string; values?: Values };
    refresh?: string;
    name?: string;
  };
  const { query: text, values = {} } = query;
  memory.queries.push({ name, text, values });
  const objection = contract?.requestObjection(body) ?? contract?.textObjection(text, values) ?? null;
  if (objection !== null) {
    memory.violations.push(objection);
    return { status: 400, body: { type: 'validation_error', code: 'parse_error', detail: objection, attr: null } };
  }
  const [known] = Object.entries(questions).find(([, question]) => question.text === text) ?? [];
  const answer = known === undefined ? undefined : answers[known];
  if (!answer) return { status: 400, body: { type: 'validation_error', code: 'invalid_input', detail: 'Unknown text.', attr: null } };
  memory.running += 1;
  memory.mostAtOnce = Math.max(memory.mostAtOnce, memory.running);
  try {
    if (memory.running > mostRunning) {
      const detail = 'Too many queries are running right now — please try again in a moment.';
      return { status: 429, body: { type: 'throttled_error', code: 'throttled', detail, attr: null } };
    }
    await new Promise((resolve) => setTimeout(resolve, settings.answerAfterMs));
    const table = answer(memory, values);
    const most = Math.min(settings.mostRows, Number(/LIMIT (\d+)$/.exec(text)?.[1] ?? 100));
    const answered = bodyOf(drifted({ columns: table.columns, rows: table.rows.slice(0, most) }, settings.drift), {
      text,
      hasMore: table.rows.length > most,
      most,
    });
    if (refresh === 'force_async') return run(answered, { memory, settings, contract });
    return { status: 200, headers: budgetOf(settings), body: answered };
  } finally {
    memory.running -= 1;
  }
}

function run(body: unknown, { memory, settings }: Asked): Told {
  const id = randomUUID().replaceAll('-', '');
  memory.runs.set(id, { polls: settings.polls, body });
  return { status: 202, body: { query_status: statusOf(id, false) } };
}

function polled(id: string, { memory, settings }: Asked): Told {
  const found = memory.runs.get(id);
  if (!found) return notFound;
  found.polls -= 1;
  if (found.polls > 0) return { status: 202, body: { query_status: statusOf(id, false) } };
  return { status: 200, headers: budgetOf(settings), body: { query_status: { ...statusOf(id, true), results: found.body } } };
}

function statusOf(id: string, complete: boolean) {
  const rest = {
    task_id: 'f3c6',
    query_async: true,
    error: false,
    error_message: null,
    expiration_time: null,
    start_time: null,
    query_progress: null,
  };
  return { id, team_id: Number(fakeProject), complete, results: null, ...rest };
}

function bodyOf(
  { columns, rows }: { columns: readonly string[]; rows: readonly (readonly unknown[])[] },
  about: { text: string; hasMore: boolean; most: number },
) {
  return {
    cache_key: 'cache_1',
    clickhouse: null,
    columns,
    error: null,
    explain: null,
    hasMore: about.hasMore,
    hogql: about.text,
    is_cached: false,
    last_refresh: '2026-11-22T10:05:00Z',
    limit: about.most,
    metadata: null,
    modifiers: {},
    offset: 0,
    query: about.text,
    query_status: null,
    results: rows,
    timezone: 'America/New_York',
    timings: [{ k: './parse_select', t: 0.0012 }],
    types: columns.map((column) => [column, 'String']),
    a_key_of_next_year: { is: ['not known'] },
  };
}

function drifted(table: { columns: readonly string[]; rows: readonly (readonly unknown[])[] }, drift: Drift | null) {
  const each = (change: (value: unknown) => unknown) => ({ ...table, rows: table.rows.map((row) => row.map(change)) });
  switch (drift) {
    case 'nulls':
      return each((value) => (value === '' ? null : value));
    case 'counts-as-text':
      return each((value) => (typeof value === 'number' ? String(value) : value));
    case 'more-columns':
      return { columns: ['new', ...table.columns], rows: table.rows.map((row) => [{ a: 1 }, ...row]) };
    case null:
      return table;
  }
}

function budgetOf({ bytesLeft }: Settings): Record<string, string> {
  if (bytesLeft === null) return {};
  return { 'x-posthog-query-bytes-read': '1000', 'x-posthog-query-budget-remaining-bytes': String(bytesLeft) };
}

function refusal(status: number, type: string, code: string): Told {
  return { status, body: { type, code, detail: 'No.', attr: null } };
}

const notFound = refusal(404, 'invalid_request', 'not_found');

function tell(response: ServerResponse, { status, headers, body }: Told): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
