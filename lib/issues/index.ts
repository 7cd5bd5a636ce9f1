import 'server-only';

/**
 * What broke: errors as SDKs report them, and the issues that they are. Knows our own tables, how a filter becomes SQL and what is counted,
 * and a Sentry in their place; knows nothing of how SDKs write. Every read takes the viewer and puts its organisations and its world into the statement, so that an
 * issue is called and counted by what that viewer may see. `docs/issues.md` says how errors are grouped and how long they are kept.
 */
export { type Appended, appendEvents, type EventPlace, type RefusedEvent } from './append-events';
export { carriedIds, errorsKept, eventsOfId, getErrorEvent, getIssue, hasRealEvents, listErrorEvents, listIssues } from './ask-store';
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
  Span,
  TagCounts,
} from './issue';
export { type EventListOptions, type EventsOfId, type IssueListOptions, type IssueSort, issueSorts } from './issue-store';
export { type Abilities, type RemoteIssues, remoteIssues } from './remote-issues';
