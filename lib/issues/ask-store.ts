import { config } from '@/lib/config';
import type { Viewer } from '@/lib/viewer';
import { hasRealEvents as hasKeptEvents } from './has-real-events';
import type { IssueStore } from './issue-store';
import { postgresIssues } from './postgres-issues';
import { remoteIssueStore } from './remote-issues';
import { remoteDays } from './sentry-issues';

export const listIssues: IssueStore['list'] = async (viewer, options) => storeOf(viewer).list(viewer, options);
export const getIssue: IssueStore['get'] = async (viewer, id) => storeOf(viewer).get(viewer, id);
export const listErrorEvents: IssueStore['events'] = async (viewer, options) => storeOf(viewer).events(viewer, options);
export const getErrorEvent: IssueStore['event'] = async (viewer, id) => storeOf(viewer).event(viewer, id);
export const eventsOfId: IssueStore['ofId'] = async (viewer, id, options) => storeOf(viewer).ofId(viewer, id, options);
export const carriedIds: IssueStore['carried'] = async (viewer) => storeOf(viewer).carried(viewer);

/** Whether there is a store that real errors are looked for in. */
export async function hasRealEvents(): Promise<boolean> {
  return remoteIssueStore() !== null || hasKeptEvents();
}

/** For how long errors can be looked up, where that ends before anything else does; null where it does not. */
export function errorsKept({ sees }: Viewer): { readonly what: string; readonly days: number } | null {
  return sees === 'sample' || remoteIssueStore() === null ? null : { what: 'Sentry is asked', days: remoteDays };
}

/** The sample is in our own tables wherever real errors are. */
function storeOf({ sees }: Viewer): IssueStore {
  return (sees === 'sample' ? null : remoteIssueStore()) ?? postgresIssues;
}
