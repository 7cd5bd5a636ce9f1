import type { z } from 'zod';
import type { SentryAddress } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import { upstream } from '@/lib/upstream';
import { budget } from './budget';
import { nextCursor } from './next-cursor';
import { permalinkFrom } from './permalink';
import {
  type EventShape,
  environmentsShape,
  eventIdShape,
  eventShape,
  eventsShape,
  type IssueShape,
  issueShape,
  issuesShape,
  oneReplayShape,
  projectsShape,
  type ReleaseShape,
  type ReplayShape,
  type Row,
  releasesShape,
  replayIdsShape,
  replaysShape,
  rowsShape,
  type SpanShape,
  shortIdShape,
  statsShape,
  tagKeysShape,
  tagShape,
  tagsShape,
  timeseriesShape,
  traceMetaShape,
  traceShape,
} from './shapes';
import { malformedAnswer, SentryRefusal, troubleFrom, waitFrom } from './trouble';

/** A Sentry that is asked, by routes of its organisation only (https://docs.sentry.io/api/). Every read throws {@link AppError} `unavailable`. */
export interface Sentry {
  /** Where it is, for people. */
  readonly where: string;
  readonly organisation: string;
  readonly projects: readonly string[];
  readonly environments: readonly string[];
  readonly orgTag: string | null;
  /** The share of traces that it keeps; null where nobody said. */
  readonly sampled: number | null;
  readonly restsSince: number | null;
  issues(question: IssuesQuestion): Promise<Listed<IssueShape>>;
  /** By its number; null: not there. */
  issue(id: string, signal: AbortSignal): Promise<IssueShape | null>;
  /** `WEB-41`; null: not there. */
  issueIdOf(shortId: string, signal: AbortSignal): Promise<string | null>;
  /** The newest hundred events of an issue that a search means, without stacks. */
  issueEvents(id: string, query: string, signal: AbortSignal): Promise<readonly EventShape[]>;
  /** `latest`, or one by its 32 hex digits, in full; null where none is kept any more. */
  issueEvent(id: string, which: string, signal: AbortSignal): Promise<EventShape | null>;
  /** By its 32 hex digits; null: not there. */
  event(id: string, signal: AbortSignal): Promise<{ readonly event: EventShape; readonly project: string | null } | null>;
  /** A search among errors: a row has the fields that are asked for, at most 20. */
  rows(question: RowsQuestion): Promise<Listed<Row>>;
  /** Events a day of UTC, the days that have none left out. */
  days(question: {
    readonly query: string;
    readonly from: Instant;
    readonly to: Instant;
    readonly signal: AbortSignal;
  }): Promise<readonly Day[]>;
  /** The commonest values of an issue's tags. */
  tags(id: string, signal: AbortSignal): Promise<readonly z.output<typeof tagShape>[]>;
  /** Trees of spans, and errors that hang in them; empty: none are kept. */
  trace(id: string, signal: AbortSignal): Promise<readonly SpanShape[]>;
  /** How many spans there are of a trace; null where it does not say. @throws {SentryRefusal} where it knows no traces at all */
  traceSize(id: string, signal: AbortSignal): Promise<number | null>;
  /** How many replays there are of each of these issues. */
  replayCounts(ids: readonly string[], signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
  /** The replays in which an issue was seen, by their 32 hex digits. */
  replayIdsOf(issue: string, signal: AbortSignal): Promise<readonly string[]>;
  /** By its 32 hex digits; null: not there. */
  replay(id: string, signal: AbortSignal): Promise<ReplayShape | null>;
  /** Newest first, by what Sentry's search of replays means. */
  replays(question: Omit<Question, 'cursor'>): Promise<Listed<ReplayShape>>;
  projectList(signal: AbortSignal): Promise<readonly Project[]>;
  /** The newest, at most 200. */
  releases(signal: AbortSignal): Promise<readonly ReleaseShape[]>;
  environmentList(signal: AbortSignal): Promise<readonly string[]>;
  tagKeys(signal: AbortSignal): Promise<readonly string[]>;
  /** @throws {AppError} `unavailable` where the organisation is not there, or not for us. */
  check(signal: AbortSignal): Promise<void>;
  /** The address as Sentry tells it, if it may be shown. */
  permalink(told: string | null): string | null;
}

export interface Project {
  readonly id: string;
  readonly slug: string;
  /** Whether it ever sent a trace; null where that Sentry does not say. */
  readonly traces: boolean | null;
}

export interface Day {
  readonly day: string;
  readonly events: number;
}

/** `90d`, or a stretch of time; from included, to not. */
export type Window = string | { readonly from: Instant; readonly to: Instant };

interface Question {
  readonly query: string;
  readonly window: Window;
  /** Numbers; empty for all. */
  readonly projects: readonly string[];
  /** 1 to 100. */
  readonly size: number;
  readonly cursor: string | null;
  readonly signal: AbortSignal;
}

export interface IssuesQuestion extends Question {
  readonly sort: 'date' | 'new' | 'freq' | 'user';
}

export interface RowsQuestion extends Question {
  readonly fields: readonly string[];
  /** One of the fields, with a minus before it for the largest first. */
  readonly sort: string;
}

export interface Listed<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  /** How many there are, as far as they were counted; null where nobody says. */
  readonly hits: { readonly value: number; readonly capped: boolean } | null;
  /** Why there may be more than can be gone on to, in words; null where `next` says it all. */
  readonly cut: string | null;
}

const mostBytes = 8_000_000;
/** Sentry's own advice is five, of 25 that it admits. */
const mostAtOnce = 5;
const mostPerMinute = 240;
const mostProjects = 10;
/** What is asked for where 90 days take Sentry too long. */
const shortWindow = '14d';

export function sentry(address: SentryAddress): Sentry {
  const { base, organisation, token, projects: meant, environments, orgTag, sampled } = address;
  const service = upstream({ base, headers: { authorization: `Bearer ${token}` }, mostBytes, mostAtOnce, waitFrom });
  const spend = budget(mostPerMinute);
  const ending = new Set<string>();
  /** Whoever may not see all projects at once has to name them: once learned, it is not tried again. */
  let asksEachProject = false;
  let isKnownThere = false;
  let known: { readonly at: number; readonly projects: readonly Project[] } | null = null;

  async function asked<S extends z.ZodType>(shape: S, path: string, { params = {}, signal }: Asked): Promise<Answer<z.output<S>>> {
    spend();
    const route = `/api/0/organizations/${organisation}${path}`;
    const { json, headers } = await service.get({ path: route, params, signal }).catch((error: unknown) => {
      throw troubleFrom(error);
    });
    noteEnd(path, headers);
    const read = shape.safeParse(json);
    if (!read.success) throw malformedAnswer();
    isKnownThere = true;
    return { read: read.data, headers };
  }

  function noteEnd(path: string, headers: Headers): void {
    const route = path.replaceAll(/\/[^/]*\d[^/]*(?=\/)/g, '/…');
    if (headers.get('x-sentry-deprecation-date') === null || ending.has(route)) return;
    ending.add(route);
    log('warn', 'Sentry will take a route out of service', { route });
  }

  /** What is not there may be the organisation itself: then that is no answer. */
  async function orNull<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | null> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof SentryRefusal) || error.refusal !== 'not-there') throw error;
      if (!isKnownThere) await check(signal);
      return null;
    }
  }

  async function check(signal: AbortSignal): Promise<void> {
    try {
      await asked(rowOf, '/', { params: { detailed: '0' }, signal });
    } catch (error) {
      if (!(error instanceof SentryRefusal) || error.refusal !== 'not-there') throw error;
      const why = 'it knows no such organisation at this address; look at the organisation and the region in ISSUES_URL';
      throw new AppError('unavailable', `Sentry gives no answer: ${why}.`);
    }
  }

  async function listed<S extends z.ZodType<readonly unknown[]>>(
    shape: S,
    path: string,
    { question, params }: { question: Question; params: Params },
  ): Promise<Listed<z.output<S>[number]>> {
    const one = async (projects: readonly string[]): Promise<Listed<z.output<S>[number]>> => {
      const { cursor, signal } = question;
      const scope = { project: projects, environment: environments, ...(cursor === null ? {} : { cursor }) };
      const { answer, isShort } = await inTime(question.window, (window) =>
        asked(shape, path, { params: { ...params, ...scope, ...window }, signal }),
      );
      const hits = Number(answer.headers.get('x-hits') ?? Number.NaN);
      return {
        rows: answer.read,
        next: nextCursor(answer.headers.get('link')),
        hits: Number.isSafeInteger(hits) ? { value: hits, capped: hits >= Number(answer.headers.get('x-max-hits') ?? Infinity) } : null,
        cut: isShort ? `only the last ${shortWindow.replace('d', ' days')} were looked at: more took Sentry too long` : null,
      };
    };
    const projects = question.projects.length > 0 ? question.projects : meant;
    if (!asksEachProject || projects.length === 1) {
      try {
        return await one(projects);
      } catch (error) {
        const refusal = error instanceof SentryRefusal ? error.refusal : null;
        // A list is always there: its organisation is not.
        if (refusal === 'not-there') await check(question.signal);
        if (refusal !== 'many-projects' || projects.length === 1) throw error;
        asksEachProject = true;
      }
    }
    const named = projects.length > 0 ? projects : (await projectList(question.signal)).map(({ id }) => id);
    const each = await Promise.all(named.slice(0, mostProjects).map((project) => one([project])));
    const isCut = named.length > mostProjects || each.some(({ next }) => next !== null);
    return {
      rows: each.flatMap(({ rows }) => rows),
      next: null,
      hits: null,
      cut: isCut ? 'Sentry answers for one project at a time, and only the beginning of each was looked at' : (each[0]?.cut ?? null),
    };
  }

  async function projectList(signal: AbortSignal): Promise<readonly Project[]> {
    if (known !== null && performance.now() - known.at < 300_000) return known.projects;
    const found: Project[] = [];
    let cursor: string | null = null;
    do {
      const params: Params = { per_page: '100', ...(cursor === null ? {} : { cursor }) };
      const { read, headers }: Answer<z.output<typeof projectsShape>> = await asked(projectsShape, '/projects/', { params, signal });
      found.push(...read.map(({ id, slug, firstTransactionEvent: traces }) => ({ id, slug, traces: traces ?? null })));
      cursor = nextCursor(headers.get('link'));
    } while (cursor !== null && found.length < 500);
    known = { at: performance.now(), projects: found };
    return found;
  }

  const get = async <S extends z.ZodType>(shape: S, path: string, rest: Asked): Promise<z.output<S>> =>
    (await asked(shape, path, rest)).read;

  async function replayCount<S extends z.ZodType>(shape: S, { params, signal }: Asked): Promise<z.output<S>> {
    const whole = { ...params, statsPeriod: '90d', project: '-1' };
    for (const source of ['errors', 'events']) {
      try {
        return await get(shape, '/replay-count/', { params: { ...whole, data_source: source }, signal });
      } catch (error) {
        // What the events are called there has changed twice.
        if (!(error instanceof SentryRefusal) || error.refusal !== 'unknown-question') throw error;
      }
    }
    return get(shape, '/replay-count/', { params: { ...whole, data_source: 'discover' }, signal });
  }

  return {
    where: `${base.host}${base.pathname.replace(/\/$/, '')}`,
    organisation,
    projects: meant,
    environments,
    orgTag,
    sampled,
    get restsSince() {
      return service.restsSince;
    },
    issues(question) {
      const { query, sort, size } = question;
      return listed(issuesShape, '/issues/', { question, params: { query, sort, limit: String(size), groupStatsPeriod: '14d' } });
    },
    issue: (id, signal) => orNull(get(issueShape, `/issues/${id}/`, { signal }), signal),
    async issueIdOf(shortId, signal) {
      return (await orNull(get(shortIdShape, `/shortids/${encodeURIComponent(shortId)}/`, { signal }), signal))?.groupId ?? null;
    },
    async issueEvents(id, query, signal) {
      const params = { query, per_page: '100', statsPeriod: '90d' };
      return (await orNull(get(eventsShape, `/issues/${id}/events/`, { params, signal }), signal)) ?? [];
    },
    issueEvent: (id, which, signal) => orNull(get(eventShape, `/issues/${id}/events/${which}/`, { signal }), signal),
    async event(id, signal) {
      const found = await orNull(get(eventIdShape, `/eventids/${id}/`, { signal }), signal);
      return found && { event: { ...found.event, groupID: found.event.groupID ?? found.groupId }, project: found.projectSlug ?? null };
    },
    rows(question) {
      const { query, fields, sort, size } = question;
      const params = { dataset: 'errors', field: fields, query, sort, per_page: String(size) };
      return listed(
        rowsShape.transform(({ data }) => data as readonly Row[]),
        '/events/',
        { question, params },
      );
    },
    async days({ query, from, to, signal }) {
      const params = { dataset: 'errors', yAxis: 'count()', query, project: meant, environment: environments, ...written({ from, to }) };
      try {
        const { timeSeries } = await get(timeseriesShape, '/events-timeseries/', { params: { ...params, interval: '86400' }, signal });
        return daysFrom(timeSeries.flatMap(({ values }) => values.map(({ timestamp, value }) => [timestamp, value] as const)));
      } catch (error) {
        // Younger than many servers, and broken on some: its forerunner is asked, once.
        if (!(error instanceof AppError) || signal.aborted || service.restsSince !== null) throw error;
        const { data } = await get(statsShape, '/events-stats/', { params: { ...params, interval: '1d', partial: '1' }, signal });
        return daysFrom(data.flatMap(([seconds, counts]) => counts.map(({ count }) => [seconds * 1_000, count] as const)));
      }
    },
    async tags(id, signal) {
      const all = await orNull(get(tagsShape, `/issues/${id}/tags/`, { params: { limit: '10' }, signal }), signal);
      if (all) return all;
      // The route for all of them is in no document; the one for each is.
      const keys = ['environment', 'release', 'feature', 'surface'];
      const each = await Promise.all(keys.map((key) => orNull(get(tagShape, `/issues/${id}/tags/${key}/`, { signal }), signal)));
      return each.flatMap((one) => (one ? [one] : []));
    },
    async trace(id, signal) {
      const params = { statsPeriod: '90d', project: '-1', ...(orgTag === null ? {} : { additional_attributes: orgTag }) };
      return (await orNull(get(traceShape, `/trace/${id}/`, { params, signal }), signal)) ?? [];
    },
    async traceSize(id, signal) {
      const { spansCount, span_count: spans } = await get(traceMetaShape, `/trace-meta/${id}/`, { params: { statsPeriod: '90d' }, signal });
      return spansCount ?? spans ?? null;
    },
    replayCounts: (ids, signal) => replayCount(rowOf, { params: { query: `issue.id:[${ids.join(',')}]` }, signal }),
    async replayIdsOf(issue, signal) {
      const params = { query: `issue.id:[${issue}]`, returnIds: 'true' };
      return (await replayCount(replayIdsShape, { params, signal }))[issue] ?? [];
    },
    replay: async (id, signal) =>
      (await orNull(get(oneReplayShape, `/replays/${id}/`, { params: { statsPeriod: '90d' }, signal }), signal))?.data ?? null,
    replays(question) {
      const params = { query: question.query, sort: '-started_at', per_page: String(question.size) };
      return listed(
        replaysShape.transform(({ data }) => data),
        '/replays/',
        { question: { ...question, cursor: null }, params },
      );
    },
    async releases(signal) {
      const found: ReleaseShape[] = [];
      let cursor: string | null = null;
      do {
        const params: Params = { per_page: '100', project: meant, environment: environments, ...(cursor === null ? {} : { cursor }) };
        const { read, headers }: Answer<z.output<typeof releasesShape>> = await asked(releasesShape, '/releases/', { params, signal });
        found.push(...read);
        cursor = nextCursor(headers.get('link'));
      } while (cursor !== null && found.length < 200);
      return found;
    },
    projectList,
    environmentList: async (signal) => (await get(environmentsShape, '/environments/', { signal })).map(({ name }) => name),
    tagKeys: async (signal) =>
      (await get(tagKeysShape, '/tags/', { params: { statsPeriod: '14d', dataset: 'events' }, signal })).map(({ key }) => key),
    check,
    permalink: (told) => permalinkFrom(told, base),
  };
}

type Params = Readonly<Record<string, string | readonly string[]>>;

interface Asked {
  readonly params?: Params;
  readonly signal: AbortSignal;
}

interface Answer<T> {
  readonly read: T;
  readonly headers: Headers;
}

const rowOf = rowsShape.shape.data.element;

/** Sentry answers 400 where a search takes it too long: then less is asked for, once. */
async function inTime<T>(window: Window, ask: (params: Params) => Promise<T>): Promise<{ readonly answer: T; readonly isShort: boolean }> {
  try {
    return { answer: await ask(written(window)), isShort: false };
  } catch (error) {
    if (!(error instanceof SentryRefusal) || error.refusal !== 'timed-out' || typeof window !== 'string' || window === shortWindow)
      throw error;
    return { answer: await ask(written(shortWindow)), isShort: true };
  }
}

/** To the second, as every server reads it; wider rather than narrower. */
function written(window: Window): Params {
  if (typeof window === 'string') return { statsPeriod: window };
  const end = window.to.slice(0, 19) + (window.to.slice(20, 26) === '000000' ? '' : '.999999');
  return { start: window.from.slice(0, 19), end };
}

function daysFrom(counts: readonly (readonly [milliseconds: number, count: number])[]): readonly Day[] {
  const days = new Map<string, number>();
  for (const [at, count] of counts) {
    if (!(Math.abs(at) < 8e15) || count <= 0) continue;
    const day = new Date(at).toISOString().slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + count);
  }
  return [...days].map(([day, events]) => ({ day, events }));
}
