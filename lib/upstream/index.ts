import 'server-only';

/**
 * Asking services of others over HTTP: one deadline for all that one question needs, bounded answers, no redirects, few requests at a
 * time, and rest for a service that fails. Knows no vendor. `docs/operations.md` says what an operator sees of it.
 */
export { type Upstream, type UpstreamAnswer, type UpstreamOptions, upstream } from './upstream';
export { UpstreamError, type UpstreamTrouble } from './upstream-error';
