import 'server-only';

/** The only room that reads the environment. Knows names and forms, not what anybody does with them. */
export type { AuditSource, MappedColumn } from './audit-sources';
export { ConfigError } from './config-error';
export { config, launch, programEnvironment, settleConfig } from './current';
export type { LokiAddress } from './loki-address';
export type { PosthogAddress } from './posthog-address';
export type { Config } from './read';
export type { SealPlaces, Witness } from './seal-places';
export type { SentryAddress } from './sentry-address';
export { version } from './version';
