import 'server-only';

/**
 * PostHog as a store of counts and events: every text of HogQL that it is asked, and its query API with its limits. Knows nothing of
 * viewers or screens, and keeps nothing. `docs/posthog.md` says what is asked.
 */
export { type Posthog, posthog, type Values } from './posthog';
export {
  type CohortRow,
  type CountedRow,
  type EventRow,
  type HourRow,
  mostSessions,
  type QuestionName,
  questions,
} from './questions';
