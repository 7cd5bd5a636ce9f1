import type { Command } from 'commander';
import { type DatabaseInUse, migrate, openDatabaseInUse } from '@/bin/database-in-use';
import { isUnreachable } from '@/bin/failure';
import { type Reporter, reporterFor } from '@/bin/reporter';
import { sourceWords } from '@/bin/source-words';
import { untilStopped } from '@/bin/stop-signals';
import { verb } from '@/bin/verb';
import { openWebServer } from '@/bin/web-server';
import { createSignInLink, hasAdministrator } from '@/lib/accounts';
import { config, launch } from '@/lib/config';
import { inspect } from '@/lib/foreign-tables';
import { loadSample, sampleState } from '@/lib/sample';
import { log, stopTelemetry } from '@/lib/telemetry';
import { systemViewer } from '@/lib/viewer';

export function addStart(program: Command): void {
  verb(program, 'start', 'serve the app until Ctrl-C or SIGTERM, as npm start does').action((options) => start(reporterFor(options)));
}

/** Whatever was begun is ended in the opposite order, however far it came. */
async function start(reporter: Reporter): Promise<void> {
  const began = performance.now();
  const { host, port, publicUrl } = launch();
  const stopping = untilStopped();
  // An error that nobody waits for is no reason to end everybody else's requests.
  process.on('unhandledRejection', (error) => log('error', 'Something failed that nobody waited for', { error }));
  // Whoever reads what we print may be gone before us: that ends nobody's request either, and does not fail anew with every line.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const web = await openWebServer(host, port);
  let inUse: DatabaseInUse | undefined;
  try {
    inUse = await openDatabaseInUse('app', `process ${process.pid}`, reporter);
    if (inUse.embedded) reporter.say(told(inUse.embedded));
    await prepareDatabase(reporter, stopping.isAsked);
    if (inUse.embedded) await showSample(reporter);
    if (!stopping.isAsked()) {
      await web.serve();
      void tellSources(reporter);
      reporter.say(`Tracebook answers at ${publicUrl} (after ${((performance.now() - began) / 1000).toFixed(1)} s); Ctrl-C stops it.`);
      void offerFirstSignIn(reporter, stopping.isAsked);
      await stopping.asked;
    }
    reporter.say('Stopping: running requests get 30 s, a second Ctrl-C none.');
  } finally {
    await web.stop(stopping.hurry());
    await Promise.all([inUse?.close(), stopTelemetry()]);
  }
  reporter.say('Stopped.');
  // Timers of libraries must not keep alive what has ended.
  process.exit();
}

function told({
  was,
  port,
  folder,
}: {
  readonly was: 'running' | 'started' | 'made';
  readonly port: number;
  readonly folder: string;
}): string {
  const what = { made: 'A new database was made', started: 'The database was started', running: 'The database runs already' }[was];
  return `${what} (Postgres on 127.0.0.1:${port}, data in ${folder})`;
}

const patienceMs = 30_000;

/** A database elsewhere may still be starting too. */
async function prepareDatabase(reporter: Reporter, isAsked: () => boolean): Promise<void> {
  if (!launch().migratesOnStart) return;
  for (const deadline = Date.now() + patienceMs; !isAsked(); ) {
    try {
      return await migrate(config().databaseUrl);
    } catch (error) {
      if (!isUnreachable(error) || Date.now() > deadline) throw error;
      reporter.say('The database does not answer yet, trying again');
      await new Promise((done) => setTimeout(done, 1_000));
    }
  }
}

/** How other teams' tables are doing. None of them keeps anybody from the rest, so nobody waits. */
async function tellSources(reporter: Reporter): Promise<void> {
  for (const report of await inspect()) reporter.say(sourceWords(report));
}

/** Before anybody has an account, and never again: something to look at. */
async function showSample(reporter: Reporter): Promise<void> {
  if ((await hasAdministrator()) || (await sampleState()) !== 'absent') return;
  reporter.say('Loading the sample, a month of an invented company');
  await loadSample(systemViewer('npm start'), new Date().toISOString());
}

/** Again and again until it is known: what answers already must not end because its database does not. */
async function offerFirstSignIn(reporter: Reporter, isAsked: () => boolean): Promise<void> {
  for (let failures = 0; !isAsked(); failures += 1) {
    try {
      return await tellFirstLink(reporter);
    } catch (error) {
      if (failures === 0) log('error', 'whether anybody administers it could not be looked up, trying again', { error });
      await new Promise((done) => setTimeout(done, 1_000));
    }
  }
}

/** The one-time link to the first account; afterwards there is none to offer. */
async function tellFirstLink(reporter: Reporter): Promise<void> {
  if (await hasAdministrator()) return;
  const { adminEmail, publicUrl } = launch();
  const path = await createSignInLink({ kind: 'first', ...(adminEmail ? { email: adminEmail } : {}), role: 'admin', orgs: ['*'] });
  reporter.say(
    `Nobody administers it yet. This link makes the first administrator, once, within 15 minutes:\n\n  ${new URL(path, publicUrl).href}\n`,
  );
}
