import 'server-only';

/**
 * What broke: errors as SDKs report them, and the issues that they are. Knows our own tables, how a filter becomes SQL and what is counted,
 * and a Sentry in their place; knows nothing of how SDKs write. Every read takes the viewer and puts its organisations and its world into
 * the question, so that an issue is called and counted by what that viewer may see. `docs/issues.md` says how errors are grouped and how
 * long they are kept, `docs/sentry.md` what a Sentry is asked.
 */
export { type Appended, appendEvents, type EventPlace, type RefusedEvent } from './append-events';
export {
  carriedIds,
  errorsByFeature,
  errorsKept,
  eventsOfId,
  getErrorEvent,
  getIssue,
  hasRealEvents,
  issuesPlace,
  listErrorEvents,
  listIssues,
  listReplays,
  newReleases,
  settleIssue,
  settlesIssues,
} from './ask-store';
export type {
  ErrorEvent,
  ErrorEventDetail,
  ErrorEventPage,
  ExceptionValue,
  Frame,
  Issue,
  IssueDetail,
  IssueLevel,
  IssuePage,
  Replay,
  ReplayPage,
  Span,
  TagCounts,
} from './issue';
export {
  type ErrorsByFeature,
  type EventListOptions,
  type EventsOfId,
  type FeatureErrors,
  type IssueListOptions,
  type IssueSort,
  type IssueStatus,
  issueSorts,
  issueStatuses,
  type NewRelease,
} from './issue-store';
export { keepEvents } from './keep-events';
export { type Abilities, type RemoteIssues, remoteIssues } from './remote-issues';
export { replayHref } from './replay-href';
export { type ErrorReceipt, mostEventBytes, takeEvents } from './take-events';
