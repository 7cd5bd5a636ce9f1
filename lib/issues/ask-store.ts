import { config } from '@/lib/config';
import type { Viewer } from '@/lib/viewer';
import type { IssueStore } from './issue-store';
import { postgresIssues } from './postgres-issues';

export const listIssues: IssueStore['list'] = async (viewer, options) => storeOf(viewer).list(viewer, options);
export const getIssue: IssueStore['get'] = async (viewer, id) => storeOf(viewer).get(viewer, id);
export const listErrorEvents: IssueStore['events'] = async (viewer, options) => storeOf(viewer).events(viewer, options);
export const getErrorEvent: IssueStore['event'] = async (viewer, id) => storeOf(viewer).event(viewer, id);
export const eventsOfId: IssueStore['ofId'] = async (viewer, id, options) => storeOf(viewer).ofId(viewer, id, options);
export const carriedIds: IssueStore['carried'] = async (viewer) => storeOf(viewer).carried(viewer);

/** For how long errors can be looked up. */
export function errorsKept(_viewer: Viewer): { readonly what: string; readonly days: number } {
  return { what: 'errors are kept', days: config().errors.retentionDays };
}

/** The sample is in our own tables wherever real errors are. */
function storeOf(_viewer: Viewer): IssueStore {
  return postgresIssues;
}
