import 'server-only';

/**
 * Sentry as a store of issues and events: how a filter becomes its search, what to ask it by routes of an organisation, and what servers
 * of several years answer. Knows its API and its limits, and nothing of viewers or screens. `docs/sentry.md` says what is asked.
 */
export { browserPlatform, carrying, inOrganisations, type Search, searchFrom, withTag } from './search';
export { type Listed, type Project, type Sentry, sentry, type Window } from './sentry';
export {
  type EventShape,
  exceptionsShape,
  type IssueShape,
  messageShape,
  type ReplayShape,
  type Row,
  requestShape,
  type SpanShape,
  spanFields,
  threadsShape,
} from './shapes';
export { SentryRefusal } from './trouble';
