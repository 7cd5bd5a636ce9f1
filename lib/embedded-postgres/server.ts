import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import { assertOwnMajor, hasCluster, makeCluster, ours } from './cluster';
import { type Lease, takeLease, type User } from './lease';
import { findPlace, type Place } from './place';
import { findPostmaster, PostmasterDied, startPostmaster, stopPostmaster, untilReady } from './postmaster';
import { findPrograms, type Programs } from './programs';
import { type Secrets, secretsIn } from './secrets';

export interface OpenOptions {
  /** The project's folder, whose `.data` is the usual place. */
  readonly project: string;
  /** Another place (TRACEBOOK_DATA). */
  readonly folder?: string;
  readonly user: User;
  /** One line for people, as things happen. */
  readonly say: (line: string) => void;
  /** Settings of the server beyond its own, in the form `fsync=off`. */
  readonly settings?: readonly string[];
}

export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly secrets: Secrets;
  /** How it was come by: it ran already, or was started on old or on new data. */
  readonly was: 'running' | 'started' | 'made';
  /** The process id of the server as it is now; null while it is down. */
  pid(): number | null;
  /** Leaves it. Who leaves last stops it. */
  close(): Promise<void>;
}

/**
 * The project's own server, running and in use by the caller: adopted if it runs, else started, on a new cluster if there is
 * none. Until `close` it is watched, and started again on the same port should it die.
 *
 * @throws {AppError} in words for people: another app has it, the data is of another version, the disk is full, …
 */
export async function openEmbeddedPostgres(options: OpenOptions): Promise<EmbeddedPostgres> {
  const place = findPlace(options.project, options.folder);
  if (place.remark) options.say(place.remark);
  const { lease, pid, port, was } = await claim(place, options);
  const watch = keepRunning(place, options, { lease, pid, port });
  const secrets = secretsIn(place.folder);
  return {
    url: `postgresql://${ours}:${secrets.databasePassword}@127.0.0.1:${port}/${ours}`,
    port,
    folder: place.folder,
    secrets,
    was,
    pid: () => findPostmaster(place)?.pid ?? null,
    close: () => watch.stop(),
  };
}

interface Claim {
  readonly lease: Lease;
  readonly pid: number;
  readonly port: number;
  readonly was: EmbeddedPostgres['was'];
}

const patienceMs = 60_000;

/** Another process may start or stop the server at any moment between two lines here, so everything is tried again until it holds. */
async function claim(place: Place, options: OpenOptions, port?: number): Promise<Claim> {
  const programs = findPrograms(place);
  const { databasePassword } = secretsIn(place.folder);
  let was: Claim['was'] = 'running';
  for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
    if (Date.now() > deadline) throw new AppError('unavailable', `Postgres cannot be reached; its log is ${place.log}.`);
    const found = await untilReady(place, options.say);
    if (found) {
      const lease = await takeLease(found.port, databasePassword, options.user);
      if (lease) return { lease, was, pid: found.pid, port: found.port };
      continue;
    }
    was = hasCluster(place) ? 'started' : 'made';
    await start(place, programs, { ...options, port: port ?? (await freePort()) });
  }
}

async function start(place: Place, programs: Programs, options: OpenOptions & { port: number }): Promise<void> {
  if (!hasCluster(place)) {
    options.say('Making the database');
    await makeCluster(place, programs, secretsIn(place.folder).databasePassword);
  }
  assertOwnMajor(place, programs);
  try {
    await startPostmaster(place, programs, options);
  } catch (error) {
    if (!(error instanceof PostmasterDied)) throw error;
    if (!error.mayPass) throw new AppError('unavailable', `Postgres does not start: ${error.message}; its log is ${place.log}.`);
  }
}

/** Looks after the server every half second: starts it when it died, claims it again when the claim was cut. */
function keepRunning(place: Place, options: OpenOptions, { lease: first, port, pid }: Omit<Claim, 'was'>) {
  let lease = first;
  let isOpen = true;
  let round = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(look);
  }, 500);
  timer.unref();

  async function look(): Promise<void> {
    if (!isOpen || (lease.isHeld() && findPostmaster(place)?.pid === pid)) return;
    try {
      await lease.end();
      const again = await claim(place, options, port);
      if (again.pid !== pid) options.say(`Postgres had stopped and runs again (process ${again.pid})`);
      ({ lease, pid } = again);
    } catch (error) {
      options.say(`Postgres had stopped and cannot be started, trying on: ${(error as Error).message}`);
      await sleep(2_000);
    }
  }

  async function stop(): Promise<void> {
    isOpen = false;
    clearInterval(timer);
    await round;
    // A server that does not answer cannot be asked who else is there: it stays, and the next start adopts it.
    const isLast = await Promise.race([lease.isLast().catch(() => false), sleep(5_000, null, { ref: false })]);
    if (isLast) await stopPostmaster(place, pid);
    else if (isLast === null) options.say('Postgres does not answer and is left as it is.');
    await lease.end();
  }

  return { stop };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
