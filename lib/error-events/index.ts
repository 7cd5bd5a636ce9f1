import 'server-only';

/**
 * What Sentry's SDKs send, as errors and transactions: events in every shape that they have had, envelopes around them. Knows their
 * shapes (`docs/sending-errors.md`), what must not be kept and what makes errors one issue, and nothing of where they are kept.
 */
export type {
  EventFlag,
  EventReadOptions,
  EventsRead,
  ReportedError,
  ReportedException,
  ReportedFrame,
  ReportedTransaction,
} from './kept-event';
export { keyIn } from './key-in';
export { readEnvelope, readEvents, readStored } from './read-envelope';
