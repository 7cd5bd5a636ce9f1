import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { assertMay, type Viewer } from '@/lib/viewer';
import { hasRealEvents as hasKeptEvents } from './has-real-events';
import type { ReplayPage } from './issue';
import type { ErrorsByFeature, IssueDays, IssueStatus, IssueStore, NewRelease, Settled } from './issue-store';
import { postgresIssues } from './postgres-issues';
import { remoteIssueStore } from './remote-issues';
import { remoteDays } from './sentry-scope';

export const listIssues: IssueStore['list'] = async (viewer, options) => storeOf(viewer).list(viewer, options);
export const getIssue: IssueStore['get'] = async (viewer, id) => storeOf(viewer).get(viewer, id);
export const listErrorEvents: IssueStore['events'] = async (viewer, options) => storeOf(viewer).events(viewer, options);
export const getErrorEvent: IssueStore['event'] = async (viewer, id) => storeOf(viewer).event(viewer, id);
export const eventsOfId: IssueStore['ofId'] = async (viewer, id, options) => storeOf(viewer).ofId(viewer, id, options);
export const carriedIds: IssueStore['carried'] = async (viewer) => storeOf(viewer).carried(viewer);

/** Where issues are looked up instead of here, as people know it: `us.sentry.io/acme`. Null for our own tables. */
export function issuesPlace(viewer: Viewer): string | null {
  const sentry = isRemote(viewer) ? config().issues.sentry : null;
  return sentry && `${sentry.base.host}${sentry.base.pathname.replace(/\/$/, '')}/${sentry.organisation}`;
}

/** Null where the store has no replays at all. @throws {AppError} as {@link IssueStore} says */
export async function listReplays(
  viewer: Viewer,
  of: { readonly issue: string; readonly replay: string | null },
): Promise<ReplayPage | null> {
  return (await storeOf(viewer).replays?.(viewer, of)) ?? null;
}

/** Whether issues are resolved here, and not where a remote store shows them. */
export function settlesIssues(viewer: Viewer): boolean {
  return storeOf(viewer).settle !== undefined;
}

/** @throws {AppError} as {@link IssueStore} says; `not-implemented` where issues are resolved elsewhere, with where */
export async function settleIssue(viewer: Viewer, id: string, status: IssueStatus): Promise<Settled> {
  const store = storeOf(viewer);
  if (store.settle) return store.settle(viewer, id, status);
  assertMay(viewer, 'issues:resolve');
  const issue = await store.get(viewer, id);
  if (!issue) throw new AppError('not-found', 'There is no such issue.');
  const where = issue.permalink === null ? '' : `: ${issue.permalink}`;
  throw new AppError('not-implemented', `This issue is in Sentry, and is resolved, ignored and reopened there${where}`);
}

/** Null where the store cannot count by feature. @throws {AppError} as {@link IssueStore} says */
export async function errorsByFeature(viewer: Viewer, days: IssueDays): Promise<ErrorsByFeature | null> {
  return (await storeOf(viewer).byFeature?.(viewer, days)) ?? null;
}

/** Null where the store cannot tell. @throws {AppError} as {@link IssueStore} says */
export async function newReleases(
  viewer: Viewer,
  options: IssueDays & { readonly feature: string },
): Promise<readonly NewRelease[] | null> {
  return (await storeOf(viewer).newReleases?.(viewer, options)) ?? null;
}

/** Whether there is a store that real errors are looked for in. */
export async function hasRealEvents(): Promise<boolean> {
  return remoteIssueStore() !== null || hasKeptEvents();
}

/** For how long errors can be looked up. */
export function errorsKept(viewer: Viewer): { readonly what: string; readonly days: number } {
  return isRemote(viewer)
    ? { what: 'Sentry is asked', days: remoteDays }
    : { what: 'errors are kept', days: config().errors.retentionDays };
}

/** The sample is in our own tables wherever real errors are. */
function storeOf(viewer: Viewer): IssueStore {
  return (isRemote(viewer) ? remoteIssueStore() : null) ?? postgresIssues;
}

function isRemote({ sees }: Viewer): boolean {
  return sees !== 'sample' && remoteIssueStore() !== null;
}
