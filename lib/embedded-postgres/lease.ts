import postgres from 'postgres';
import { AppError } from '@/lib/errors';
import { ours } from './cluster';

/** Any two numbers. Whoever uses the server shares the first; only one app at a time holds the second. */
const inUse = 7_221_947;
const isApp = 7_221_948;

/** Who uses the server: the app, of which there is one a server, or a command that runs for a moment. */
export type User = { readonly kind: 'app' | 'command'; readonly label: string };

/**
 * A claim on the running server, held by a session of it: so it ends with the process that holds it, however that dies, and
 * the last one to leave knows that it is the last. No file could promise either.
 */
export interface Lease {
  /** False: the server has gone, or went on without this session. */
  isHeld(): boolean;
  /** True when nobody else uses the server, whom from now on nobody can join. */
  isLast(): Promise<boolean>;
  end(): Promise<void>;
}

/** Null when the server is on its way out. @throws {AppError} when another app holds it, or the password is not the server's. */
export async function takeLease(port: number, password: string, user: User): Promise<Lease | null> {
  let isOpen = true;
  const sql = postgres({
    host: '127.0.0.1',
    port,
    user: ours,
    password,
    database: 'postgres',
    max: 1,
    // A claim must not lapse because its connection grew old.
    max_lifetime: null,
    connect_timeout: 5,
    onnotice: () => undefined,
    onclose: () => {
      isOpen = false;
    },
    connection: { application_name: `tracebook ${user.kind} ${user.label}`.slice(0, 63) },
  });
  const end = () => sql.end({ timeout: 1 });
  try {
    const [shared] = await sql<{ ok: boolean }[]>`select pg_try_advisory_lock_shared(${inUse}) as ok`;
    if (!shared?.ok) return await end().then(() => null);
    if (user.kind === 'app') await becomeTheApp(sql);
    await assertChecksums(sql);
    await makeDatabase(sql);
  } catch (error) {
    await end();
    if (error instanceof AppError) throw error;
    return refusal(error);
  }
  return {
    isHeld: () => isOpen,
    isLast: async () => isOpen && ((await sql<{ ok: boolean }[]>`select pg_try_advisory_lock(${inUse}) as ok`)[0]?.ok ?? false),
    end,
  };
}

async function becomeTheApp(sql: postgres.Sql): Promise<void> {
  // The session of an app that was just killed needs a moment to notice.
  for (let tries = 0; tries < 30; tries++) {
    const [taken] = await sql<{ ok: boolean }[]>`select pg_try_advisory_lock(${isApp}) as ok`;
    if (taken?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  const [other] = await sql<{ application_name: string }[]>`
    select application_name from pg_stat_activity where application_name like 'tracebook app %' and pid <> pg_backend_pid()`;
  throw new AppError(
    'conflict',
    `Tracebook already runs on this data (${other?.application_name.slice('tracebook app '.length) ?? 'elsewhere'}).`,
  );
}

async function assertChecksums(sql: postgres.Sql): Promise<void> {
  const [setting] = await sql<{ data_checksums: string }[]>`show data_checksums`;
  if (setting?.data_checksums !== 'on')
    throw new AppError('unavailable', 'This data was made without checksums, so that a failing disk would go unnoticed.');
}

async function makeDatabase(sql: postgres.Sql): Promise<void> {
  const found = await sql`select 1 from pg_database where datname = ${ours}`;
  if (found.length > 0) return;
  await sql`create database ${sql(ours)}`.catch((error: postgres.PostgresError) => {
    // Two that find it missing both make it; one of them is late.
    if (!['42P04', '23505'].includes(error.code)) throw error;
  });
}

/** What passes by itself is answered by null. */
function refusal(error: unknown): null {
  const code = (error as { code?: string }).code ?? '';
  if (code === '28P01') throw new AppError('unavailable', 'The password in secrets.json is not the one that this data was made with.');
  // Starting, stopping or crashed; gone; or cut in between.
  if (['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT'].includes(code))
    return null;
  throw error;
}
