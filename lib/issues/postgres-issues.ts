import { errorsByFeature, newReleases } from './errors-by-feature';
import { carriedIds, eventsOfId } from './events-of-id';
import { getEvent } from './get-event';
import { getIssue } from './get-issue';
import type { IssueStore } from './issue-store';
import { listEvents } from './list-events';
import { listIssues } from './list-issues';
import { settleIssue } from './settle-issue';

/** Errors in our own tables. */
export const postgresIssues: IssueStore = {
  list: listIssues,
  get: getIssue,
  events: listEvents,
  event: getEvent,
  ofId: eventsOfId,
  carried: carriedIds,
  settle: settleIssue,
  byFeature: errorsByFeature,
  newReleases,
};
