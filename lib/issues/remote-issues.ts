import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { type Sentry, SentryRefusal, sentry } from '@/lib/sentry';
import { reportError } from '@/lib/telemetry';
import { assertMay, type Viewer } from '@/lib/viewer';
import type { IssueStore } from './issue-store';
import { keepAnswer, keptAnswer, keyOf } from './kept-answers';
import { keptIssues } from './kept-issues';
import { sentryIssues } from './sentry-issues';

/** A Sentry instead of our own tables, and whether it answers. */
export interface RemoteIssues {
  readonly where: string;
  readonly organisation: string;
  /** Numbers; empty for all that the token sees. */
  readonly projects: readonly string[];
  readonly environments: readonly string[];
  readonly orgTag: string | null;
  readonly sampled: number | null;
  /** Since when it is left alone because it fails. */
  readonly restsSince: string | null;
  /** Null where it answered just now. */
  readonly why: string | null;
  /** What it was found to be able to; null where that could not be found out. */
  readonly abilities: Abilities | null;
}

/** What a Sentry of this age and set-up answers at all. Null: it gave no answer to that. */
export interface Abilities {
  readonly asked_at: string;
  /** By their slugs, at most 500. */
  readonly projects: readonly string[] | null;
  readonly environments: readonly string[] | null;
  /** Of errors, as they are searched by an ID. */
  readonly events: boolean | null;
  readonly traces: boolean | null;
  readonly replays: boolean | null;
  /** Keys that events of the last fortnight carried. */
  readonly tags: readonly string[] | null;
}

/** For one look at everything, and for how long what was found is believed. */
const probeMs = 2_000;
const probeSeconds = 3_600;

/** Null where issues are in our own tables. @throws {AppError} `not-permitted` */
export async function remoteIssues(viewer: Viewer): Promise<RemoteIssues | null> {
  assertMay(viewer, 'settings:manage');
  const known = remoteStore();
  if (!known) return null;
  const { remote, name } = known;
  const why = await remote.check(AbortSignal.timeout(probeMs)).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const abilities = (await keptAbilities(name)) ?? (why === null ? await probe(known) : null);
  const { where, organisation, projects, environments, orgTag, sampled, restsSince } = remote;
  const since = restsSince === null ? null : new Date(restsSince).toISOString();
  return { where, organisation, projects, environments, orgTag, sampled, restsSince: since, why, abilities };
}

/** The store that stands in the place of our own; null where none does. */
export function remoteIssueStore(): IssueStore | null {
  return remoteStore()?.store ?? null;
}

interface Remote {
  readonly name: string;
  readonly remote: Sentry;
  readonly store: IssueStore;
}

/** One for each address, so that what it learned of its failures stays known; a server bundle that holds this module again learns anew. */
const known = new Map<string, Remote>();

function remoteStore(): Remote | null {
  const address = config().issues.sentry;
  if (!address) return null;
  // Never with the token: the name becomes part of what is kept.
  const { token: _token, ...place } = address;
  const name = keyOf(['sentry', { ...place, base: place.base.href }]);
  const found = known.get(name);
  if (found) return found;
  const remote = sentry(address);
  const made: Remote = {
    name,
    remote,
    store: keptIssues(
      sentryIssues(remote, () => hasTraces(made)),
      name,
    ),
  };
  known.set(name, made);
  return made;
}

/** Looks once an hour what that Sentry is able to; until that is known, it is thought to be. */
async function hasTraces(store: Remote): Promise<boolean> {
  const found = await keptAbilities(store.name);
  if (found) return found.traces !== false;
  probe(store).catch(reportError);
  return true;
}

function abilitiesKey(name: string): string {
  return keyOf([name, 'abilities']);
}

async function keptAbilities(name: string): Promise<Abilities | null> {
  const found = await keptAnswer<Omit<Abilities, 'asked_at'>>(abilitiesKey(name), { seconds: probeSeconds });
  return found && { asked_at: found.asked_at, ...found.value };
}

async function probe({ remote, name }: Remote): Promise<Abilities | null> {
  const signal = AbortSignal.timeout(probeMs);
  const nobody = '0'.repeat(32);
  const rows = { query: `id:${nobody}`, window: '1h', projects: [], fields: ['id'], sort: '-id', size: 1, cursor: null, signal };
  const [projects, environments, events, traces, replays, tags] = await Promise.all([
    told(remote.projectList(signal).then((all) => all.map(({ slug }) => slug))),
    told(remote.environmentList(signal)),
    isAble(remote.rows(rows)),
    isAble(remote.traceSize(nobody, signal)),
    isAble(remote.replayCounts(['1'], signal)),
    told(remote.tagKeys(signal)),
  ]);
  const found = { projects, environments, events, traces, replays, tags };
  if (projects === null) return null;
  await keepAnswer(abilitiesKey(name), found);
  return keptAbilities(name);
}

async function told<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return null;
  }
}

/** A refusal says that it cannot; silence says nothing. */
async function isAble(answer: Promise<unknown>): Promise<boolean | null> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error instanceof SentryRefusal ? false : null;
  }
}
