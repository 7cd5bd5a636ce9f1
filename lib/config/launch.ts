import { hostname } from 'node:os';
import { z } from 'zod';
import { ConfigError } from './config-error';

const schema = z.object({
  DATABASE_URL: z.string().optional(),
  NEXTAUTH_SECRET: z.string().optional(),
  NEXTAUTH_URL: z.string().optional(),
  PORT: z.coerce.number('must be a number').int().min(1).max(65_535).default(3000),
  HOSTNAME: z.string().default('127.0.0.1'),
  TRACEBOOK_DATA: z.string().optional(),
  MIGRATE_ON_START: z.stringbool('must be true or false').default(true),
  ADMIN_EMAIL: z.email('must be an e-mail address').optional(),
  SEAL_KEY: z.string().optional(),
  SEAL_KEY_PREVIOUS: z.string().optional(),
  SEAL_STATE: z.string().optional(),
});

/** What must be known before there is a database, and so before there is a {@link Config}. */
export interface Launch {
  readonly port: number;
  readonly host: string;
  /** The address people type. */
  readonly publicUrl: string;
  /** Absent: the embedded server is used. */
  readonly databaseUrl: string | undefined;
  readonly secret: string | undefined;
  /** Where the embedded server keeps its data, if not where it usually would. */
  readonly dataFolder: string | undefined;
  readonly migratesOnStart: boolean;
  readonly adminEmail: string | undefined;
  /** What is given of sealing; the embedded server has a key and a file of its own. */
  readonly sealing: { readonly key: string | undefined; readonly previousKey: string | undefined; readonly stateFile: string | undefined };
}

/** @throws {ConfigError} naming all that is wrong at once */
export function readLaunch(env: Readonly<Record<string, string | undefined>>, machine = hostname()): Launch {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  // Shells and containers put the machine's own name there: that is nobody's wish.
  if (given.HOSTNAME === machine) delete given.HOSTNAME;
  const result = schema.safeParse(given);
  if (!result.success) throw new ConfigError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  const { PORT: port, HOSTNAME: host, ...values } = result.data;
  if (!values.NEXTAUTH_URL && !isLoopback(host)) {
    throw new ConfigError([
      `NEXTAUTH_URL is missing: others can reach ${host}, so say by which address they do, like https://tracebook.example.com`,
    ]);
  }
  return {
    port,
    host,
    publicUrl: values.NEXTAUTH_URL ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    databaseUrl: values.DATABASE_URL,
    secret: values.NEXTAUTH_SECRET,
    dataFolder: values.TRACEBOOK_DATA,
    migratesOnStart: values.MIGRATE_ON_START,
    adminEmail: values.ADMIN_EMAIL,
    sealing: { key: values.SEAL_KEY, previousKey: values.SEAL_KEY_PREVIOUS, stateFile: values.SEAL_STATE },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
