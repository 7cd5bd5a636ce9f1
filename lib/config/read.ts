import { z } from 'zod';
import { type AuditSource, readAuditSources } from './audit-sources';
import { ConfigError } from './config-error';
import { type LokiAddress, readLokiAddress } from './loki-address';
import { type PosthogAddress, readPosthogAddress } from './posthog-address';
import { readSealPlaces, type SealPlaces } from './seal-places';
import { readSentryAddress, type SentryAddress } from './sentry-address';

const schema = z.object({
  NODE_ENV: z.string().default('production'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }),
  NEXTAUTH_SECRET: z
    .string({ error: 'is missing; make one with: openssl rand -hex 32' })
    .min(32, 'must be at least 32 characters; make one with: openssl rand -hex 32'),
  NEXTAUTH_URL: z.url({ protocol: /^https?$/, error: 'must be the address people type, like https://tracebook.example.com' }),
  TRACEBOOK_EMBEDDED: z.stringbool().default(false),
  TRUSTED_PROXIES: z.coerce.number('must be a number').int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SENTRY_DSN: z.url().optional(),
  SENTRY_ENVIRONMENT: z.string().optional(),
  POSTHOG_KEY: z.string().optional(),
  TRACEBOOK_SOURCES: z.string().optional(),
  EXPORTS_AT_ONCE: z.coerce.number('must be a number').int().min(1).max(1_000).default(20),
  EXPORTS_PER_VIEWER: z.coerce.number('must be a number').int().min(1).max(1_000).default(2),
  EXPORTS_WANT_REASON: z.stringbool().default(false),
  LOGS_RETENTION_DAYS: z.coerce.number('must be a number').int().min(1).max(3_650).default(30),
  ERRORS_RETENTION_DAYS: z.coerce.number('must be a number').int().min(1).max(3_650).default(395),
  USAGE_RETENTION_DAYS: z.coerce.number('must be a number').int().min(1).max(3_650).default(395),
  USAGE_PROPERTIES: z.string().default(''),
  LOGS_REDACT_EMAILS: z.stringbool().default(false),
  LOGS_URL: z.string().optional(),
  LOGS_TOKEN: z.string().optional(),
  ISSUES_URL: z.string().optional(),
  ISSUES_TOKEN: z.string().optional(),
  USAGE_URL: z.string().optional(),
  USAGE_TOKEN: z.string().optional(),
  SEAL_KEY: z.string().optional(),
  SEAL_KEY_PREVIOUS: z.string().optional(),
  SEAL_STATE: z.string().optional(),
  SEAL_PUBLISH_FOLDER: z.string().optional(),
  SEAL_PUBLISH_GIT: z.string().optional(),
  SEAL_WITNESSES: z.string().optional(),
  VERCEL_DRAIN_SECRET: z.string().optional(),
  VERCEL_DRAIN_VERIFY: z.string().optional(),
  POSTHOG_RELAY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be up to 40 letters, digits, _ and -')
    .optional(),
  POSTHOG_RELAY_ADDRESS: z.stringbool().default(false),
  POSTHOG_HOST: z.url().default('https://us.i.posthog.com'),
});

/** Everything that the environment decides. `docs/configuration.md` explains each name. */
export interface Config {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly publicUrl: URL;
  readonly isEmbedded: boolean;
  /** How many proxies of one's own stand before the app. */
  readonly trustedProxies: number;
  readonly isDevelopment: boolean;
  readonly logLevel: string;
  readonly sentry: { readonly dsn: string; readonly environment: string } | null;
  readonly posthog: { readonly key: string; readonly host: string } | null;
  /** Under which name of ours browsers reach PostHog; null where they do not. */
  readonly relay: {
    readonly name: string;
    readonly host: string;
    /** Where its scripts are. */
    readonly assetsHost: string;
    /** Whether PostHog is told the addresses of browsers. */
    readonly tellsAddress: boolean;
  } | null;
  /** Audit tables of other teams. */
  readonly auditSources: readonly AuditSource[];
  readonly exports: {
    /** How many may run at a time, in all and for one viewer. */
    readonly atOnce: number;
    readonly perViewer: number;
    readonly wantReason: boolean;
  };
  readonly errors: { readonly retentionDays: number };
  readonly usage: {
    /** Where the use of features is looked up instead of our own database. */
    readonly posthog: PosthogAddress | null;
    readonly retentionDays: number;
    /** Properties of product events that are kept besides those that every event has. */
    readonly properties: readonly string[];
  };
  readonly logs: {
    readonly retentionDays: number;
    readonly redactsEmails: boolean;
    /** Where lines are looked up instead of our own database. */
    readonly loki: LokiAddress | null;
    /** Of a Vercel drain: what its deliveries are signed with, and what it wants to hear before it sends any. */
    readonly drainSecret: string | null;
    readonly drainVerify: string | null;
  };
  readonly issues: {
    /** Where issues are looked up instead of our own database. */
    readonly sentry: SentryAddress | null;
  };
  readonly seal: SealPlaces;
}

/** @throws {ConfigError} naming every variable that is missing or malformed, never a value. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const values = result.data;
  return {
    databaseUrl: values.DATABASE_URL,
    secret: values.NEXTAUTH_SECRET,
    publicUrl: new URL(values.NEXTAUTH_URL),
    isEmbedded: values.TRACEBOOK_EMBEDDED,
    trustedProxies: values.TRUSTED_PROXIES,
    isDevelopment: values.NODE_ENV === 'development',
    logLevel: values.LOG_LEVEL,
    sentry: values.SENTRY_DSN ? { dsn: values.SENTRY_DSN, environment: values.SENTRY_ENVIRONMENT ?? values.NODE_ENV } : null,
    posthog: values.POSTHOG_KEY ? { key: values.POSTHOG_KEY, host: values.POSTHOG_HOST } : null,
    relay:
      values.POSTHOG_KEY && values.POSTHOG_RELAY
        ? {
            name: values.POSTHOG_RELAY,
            host: values.POSTHOG_HOST,
            assetsHost: values.POSTHOG_HOST.replace(/^https:\/\/(us|eu)\.i\.posthog\.com/, 'https://$1-assets.i.posthog.com'),
            tellsAddress: values.POSTHOG_RELAY_ADDRESS,
          }
        : null,
    auditSources: values.TRACEBOOK_SOURCES ? readAuditSources(values.TRACEBOOK_SOURCES, env) : [],
    exports: { atOnce: values.EXPORTS_AT_ONCE, perViewer: values.EXPORTS_PER_VIEWER, wantReason: values.EXPORTS_WANT_REASON },
    errors: { retentionDays: values.ERRORS_RETENTION_DAYS },
    usage: {
      posthog: values.USAGE_URL ? readPosthogAddress(values.USAGE_URL, values.USAGE_TOKEN ?? null) : null,
      retentionDays: values.USAGE_RETENTION_DAYS,
      properties: values.USAGE_PROPERTIES.split(',').flatMap((name) => name.trim() || []),
    },
    logs: {
      retentionDays: values.LOGS_RETENTION_DAYS,
      redactsEmails: values.LOGS_REDACT_EMAILS,
      loki: values.LOGS_URL ? readLokiAddress(values.LOGS_URL, values.LOGS_TOKEN ?? null) : null,
      drainSecret: values.VERCEL_DRAIN_SECRET ?? null,
      drainVerify: values.VERCEL_DRAIN_VERIFY ?? null,
    },
    issues: { sentry: values.ISSUES_URL ? readSentryAddress(values.ISSUES_URL, values.ISSUES_TOKEN ?? null) : null },
    seal: readSealPlaces(values),
  };
}
