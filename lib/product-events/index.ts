import 'server-only';

/**
 * What PostHog's SDKs send, as product events: in every shape and packing that they have had. Knows their shapes
 * (`docs/sending-usage.md`) and what must not be kept, and nothing of where they are kept.
 */
export type { ReportedUse, UseFlag, UseReadOptions, UsesRead } from './kept-use';
export { type Delivery, readDelivery, readRecords, unpackDelivery } from './read-delivery';
