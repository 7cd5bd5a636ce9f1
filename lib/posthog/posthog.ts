import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { PosthogAddress } from '@/lib/config';
import { upstream } from '@/lib/upstream';
import { budget } from './budget';
import { mostEvents, mostRows, type QuestionName, questions, type RowOf } from './questions';
import { failedQuery, lateAnswer, malformedAnswer, patience, troubleFrom } from './trouble';
import { turns } from './turns';

/** A PostHog that is asked, by its query API (https://posthog.com/docs/api/query). Every question throws {@link AppError} `unavailable`, or `needs-narrowing` for what is too much. */
export interface Posthog {
  /** Where it is, for people. */
  readonly where: string;
  readonly project: string;
  readonly orgTag: string | null;
  readonly restsSince: number | null;
  /** What it said last of what may still be read within the hour; null where it does not say. */
  readonly bytesLeft: number | null;
  /** The most that one question read so far; null where it does not say. */
  readonly mostBytesRead: number | null;
  /** The first page of an answer. */
  ask<Name extends QuestionName>(name: Name, question: PosthogQuestion): Promise<Page<RowOf<Name>>>;
  /** All pages of it, by what tells its rows apart, or as many as give `most` rows. */
  askAll<Name extends QuestionName>(
    name: Name,
    question: PosthogQuestion & { readonly after: readonly (keyof RowOf<Name> & string)[]; readonly most?: number },
  ): Promise<readonly RowOf<Name>[]>;
  /** Whether it answers, and to us. */
  check(signal: AbortSignal): Promise<void>;
  /** Where the recording of a session is played, from its beginning. */
  replayHref(session: string): string;
}

export interface PosthogQuestion {
  readonly values?: Values;
  readonly signal: AbortSignal;
  /** `background`: it may take as long as PostHog takes, and is looked after from time to time. */
  readonly pace?: 'background';
}

export type Values = Readonly<Record<string, string | number | readonly string[]>>;

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

const mostBytes = 32_000_000;
/** Of the three that a project may run. */
const mostAtOnce = 2;
/** Of 240 and 2,400: other keys of the project have to live too, and people before what nobody waits for. */
const most = { aMinute: 200, anHour: 2_000 };
const mostInBackground = { aMinute: 150, anHour: 1_200 };
const mostPages = 40;
const firstPauseMs = 50;
const longestPauseMs = 2_000;
/** A name that no property has: what is asked for then is nowhere. */
const noProperty = '$tracebook_none';

const nullish = <S extends z.ZodType>(shape: S) => shape.nullish().catch(null);
const answer = z.looseObject({
  columns: z.array(z.string()),
  results: z.array(z.array(z.unknown())),
  hasMore: nullish(z.boolean()),
  error: nullish(z.string()),
});
const status = z.looseObject({
  query_status: z.looseObject({
    id: z.string().regex(/^[\w-]{1,100}$/),
    complete: nullish(z.boolean()),
    error: nullish(z.boolean()),
    error_message: nullish(z.string()),
    results: z.unknown(),
  }),
});

export function posthog({ base, project, token, orgTag, tags }: PosthogAddress): Posthog {
  const { waitFrom, forget } = patience();
  const service = upstream({ base, headers: { authorization: `Bearer ${token}` }, mostBytes, mostAtOnce: mostAtOnce + 2, waitFrom });
  const inTurn = turns(mostAtOnce);
  const spending = budget(most, mostInBackground);
  const route = `/api/projects/${project}/query/`;
  const names = {
    feature_tag: tags.feature,
    surface_tag: tags.surface,
    request_tag: tags.request,
    org_tag: orgTag ?? noProperty,
  };
  let bytesLeft: number | null = null;
  let mostBytesRead: number | null = null;

  async function answered(name: QuestionName, { values = {}, signal, pace }: PosthogQuestion): Promise<unknown> {
    const { text } = questions[name];
    // Only what the text asks for: PostHog refuses nothing that is too much, but our own log of questions shall say what mattered.
    const given = Object.fromEntries(Object.entries({ ...names, ...values }).filter(([key]) => text.includes(`{${key}}`)));
    const body = {
      query: { kind: 'HogQLQuery', query: text, values: given },
      name: `tracebook: ${name}`,
      // What counts people takes longer than PostHog lets anybody wait.
      refresh: pace === 'background' && name !== 'hours' ? 'force_async' : 'force_blocking',
    };
    const spend = async () => (pace === 'background' ? spending.inTime(signal) : spending.now());
    await spend();
    let told = await service.get({ path: route, body, signal });
    noteBudget(told.headers);
    for (let pauseMs = firstPauseMs; told.status === 202; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const { id, complete, results } = runOf(told.json);
      if (complete && results) break;
      await pause(pauseMs, undefined, { signal });
      await spend();
      told = await service.get({ path: `${route}${id}/`, signal });
      noteBudget(told.headers);
    }
    forget();
    return resultsOf(told.json);
  }

  function noteBudget(headers: Headers): void {
    const left = countIn(headers, 'x-posthog-query-budget-remaining-bytes');
    const read = countIn(headers, 'x-posthog-query-bytes-read');
    if (left !== null) bytesLeft = left;
    if (read !== null) mostBytesRead = Math.max(mostBytesRead ?? 0, read);
  }

  async function ask<Name extends QuestionName>(name: Name, question: PosthogQuestion): Promise<Page<RowOf<Name>>> {
    const { signal } = question;
    const json = await inTurn(() => answered(name, question), signal).catch((error: unknown) => {
      throw signal.aborted ? lateAnswer() : troubleFrom(error);
    });
    const read = answer.safeParse(json);
    if (!read.success || read.data.error) throw malformedAnswer();
    const { columns, results, hasMore } = read.data;
    const rows = z
      .array(questions[name].row as z.ZodType<RowOf<Name>>)
      .safeParse(results.map((values) => Object.fromEntries(columns.map((column, at) => [column, values[at]]))));
    if (!rows.success) throw malformedAnswer();
    return { rows: rows.data, hasMore: hasMore === true || rows.data.length >= (name === 'events_of_id' ? mostEvents : mostRows) };
  }

  return {
    where: `${base.host}${base.pathname === '/' ? '' : base.pathname}`,
    project,
    orgTag,
    get restsSince() {
      return service.restsSince;
    },
    get bytesLeft() {
      return bytesLeft;
    },
    get mostBytesRead() {
      return mostBytesRead;
    },
    ask,
    async askAll(name, { after, most: enough = Number.POSITIVE_INFINITY, values, ...rest }) {
      const found: RowOf<typeof name>[] = [];
      for (let page = 0; page < mostPages; page += 1) {
        const last = found.at(-1);
        const { rows, hasMore } = await ask(name, { ...rest, values: { ...values, ...placeAfter(last, after) } });
        found.push(...rows);
        if (!hasMore || rows.length === 0 || found.length >= enough) return found;
      }
      // Half of an answer is none: it would be counted as all there is.
      throw malformedAnswer();
    },
    async check(signal) {
      await ask('check', { signal });
    },
    replayHref: (session) => `${base.origin}${base.pathname.replace(/\/$/, '')}/project/${project}/replay/${encodeURIComponent(session)}`,
  };
}

/** The first page is after nothing, which has to be of the kind of what the rows hold. */
function placeAfter<Row>(last: Row | undefined, keys: readonly (keyof Row & string)[]): Values {
  const place = keys.map((key) => {
    const value = last?.[key];
    const nothing = key === 'hour' || key === 'at' ? 0 : '';
    return [`after_${key}`, typeof value === 'string' || typeof value === 'number' ? value : nothing];
  });
  return { is_first: last === undefined ? 1 : 0, ...Object.fromEntries(place) };
}

function runOf(json: unknown): z.output<typeof status>['query_status'] {
  const read = status.safeParse(json);
  if (!read.success) throw malformedAnswer();
  const run = read.data.query_status;
  if (run.error) throw failedQuery(run.error_message ?? null);
  return run;
}

/** An answer, or what became of a query that ran beside its request and holds one. */
function resultsOf(json: unknown): unknown {
  const isAnswer = typeof json === 'object' && json !== null && 'results' in json;
  if (isAnswer) return json;
  const { complete, results } = runOf(json);
  if (!complete) throw malformedAnswer();
  return results;
}

function countIn(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
