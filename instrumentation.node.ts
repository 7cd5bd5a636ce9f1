import type { Instrumentation } from 'next';
import { recordAction } from '@/lib/audit';
import { type AuthEvent, onAuthEvent, viewerOf } from '@/lib/auth';
import { config } from '@/lib/config';
import { sweepExports } from '@/lib/export';
import { keepEvents } from '@/lib/issues';
import { keepDays } from '@/lib/logs';
import { expireByItself } from '@/lib/retention';
import { Refusal, sealLog, verifyNightly } from '@/lib/seal';
import { log, notePageFailure, reportError, startTelemetry } from '@/lib/telemetry';
import { keepUse, syncUsage } from '@/lib/usage';

/** Reads the configuration first: an incomplete one ends the process before anything is served. */
export async function start(): Promise<void> {
  config();
  onAuthEvent(recordAuthEvent);
  await startTelemetry();
  startKeepingDays();
  startSweepingExports();
  startReadingUsage();
  startSealing();
  startRetention();
}

/** A start has other things to do, and days are made ahead: a line that finds none makes its own. */
const firstMs = 600_000;
const hourMs = 3_600_000;

/** Every instance does, at its own minute: what one has done the next finds done. */
function startKeepingDays(): void {
  const keep = () => Promise.all([keepDaysOfLines(), keepErrors(), keepProductEvents()]);
  setTimeout(keep, firstMs * (1 + Math.random())).unref();
  setInterval(keep, hourMs).unref();
}

async function keepDaysOfLines(): Promise<void> {
  try {
    const dropped = await keepDays({ retentionDays: config().logs.retentionDays });
    if (dropped.length > 0) log('info', 'days of log lines dropped', { count: dropped.length });
  } catch (error) {
    log('error', 'the days of log lines were not kept', { error });
  }
}

async function keepErrors(): Promise<void> {
  try {
    const { dropped } = await keepEvents({ retentionDays: config().errors.retentionDays });
    if (dropped > 0) log('info', 'errors beyond retention dropped', { count: dropped });
  } catch (error) {
    log('error', 'errors beyond retention were not dropped', { error });
  }
}

async function keepProductEvents(): Promise<void> {
  try {
    const { dropped } = await keepUse({ retentionDays: config().usage.retentionDays, now: new Date().toISOString() });
    if (dropped > 0) log('info', 'product events beyond retention dropped', { count: dropped });
  } catch (error) {
    log('error', 'product events were not kept as they should be', { error });
  }
}

/** An export of a process that died is told as interrupted within a minute, by whichever instance looks first. */
const sweepMs = 15_000;

function startSweepingExports(): void {
  const sweep = () => sweepExports().catch((error: unknown) => log('error', 'exports were not swept', { error }));
  setTimeout(sweep, sweepMs / 3).unref();
  setInterval(sweep, sweepMs).unref();
}

/** A start has other things to do. */
const firstSyncMs = 30_000;
const longestSyncMs = 3_000_000;

/** Every instance tries, at its own minute: a lock lets one of them. */
function startReadingUsage(): void {
  if (config().usage.posthog === null) return;
  const sync = () =>
    syncUsage({ now: new Date().toISOString().replace('Z', '000Z'), signal: AbortSignal.timeout(longestSyncMs) }).then(
      (found) => found?.outcome === 'partly' && log('warn', 'use was not read whole from PostHog', { reason: found.why ?? '' }),
      (error: unknown) => log('error', 'use was not read from PostHog', { error }),
    );
  setTimeout(sync, firstSyncMs * (1 + Math.random())).unref();
  setInterval(sync, hourMs).unref();
}

const sealEveryMs = 10_000;
/** The first time there may be years to seal. */
const longestSealMs = 6 * hourMs;

/** Every instance tries: a lock lets one of them. What keeps it from sealing stands on `/evidence`; the log has it once. */
function startSealing(): void {
  if (config().seal.key === null) return;
  let isBusy = false;
  let told = '';
  const seal = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await sealLog({ signal: AbortSignal.timeout(longestSealMs) });
      told = '';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== told) log('error', error instanceof Refusal ? 'nothing is sealed' : 'sealing failed', { error, reason });
      told = reason;
    } finally {
      isBusy = false;
    }
  };
  setTimeout(seal, sealEveryMs * Math.random()).unref();
  setInterval(seal, sealEveryMs).unref();
  setInterval(verifyAtNight, hourMs / 2).unref();
}

async function verifyAtNight(): Promise<void> {
  try {
    const done = await verifyNightly({ now: new Date().toISOString().replace('Z', '000Z'), signal: AbortSignal.timeout(longestSealMs) });
    if (done && done.outcome !== 'as-sealed')
      log('error', 'verification does not find what was sealed', { reason: done.outcome ?? '', count: done.findings });
  } catch (error) {
    log('error', 'the nightly verification failed', { error });
  }
}

const longestExpiryMs = 3_000_000;

/** Every instance tries, at its own minute: a lock lets one of them. How it went stands on `/settings/retention`. */
function startRetention(): void {
  if (config().seal.key === null) return;
  setTimeout(takeOutExpired, firstMs * (1 + Math.random())).unref();
  setInterval(takeOutExpired, hourMs).unref();
}

async function takeOutExpired(): Promise<void> {
  try {
    const now = new Date().toISOString().replace('Z', '000Z');
    for (const { source, rows, trouble } of await expireByItself({ now, signal: AbortSignal.timeout(longestExpiryMs) })) {
      if (rows > 0) log('info', 'actions beyond retention taken out', { count: rows, reason: `source ${source}` });
      if (trouble !== null) log('warn', 'not all actions beyond retention could be taken out', { reason: `source ${source}: ${trouble}` });
    }
  } catch (error) {
    log('error', 'actions beyond retention were not taken out', { error });
  }
}

export async function report(
  ...[error, { headers: given, method }, { routePath }]: Parameters<Instrumentation.onRequestError>
): Promise<void> {
  notePageFailure(error);
  const headers = new Headers(
    Object.entries(given).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one])),
  );
  const requestId = headers.get('x-request-id') ?? undefined;
  log('error', 'a page failed', { error, method, route: routePath, ...(requestId ? { request_id: requestId } : {}) });
  reportError(error, { requestId, route: routePath, viewerId: await viewerIdIn(headers) });
}

async function recordAuthEvent({ action, person, means, requestId }: AuthEvent): Promise<void> {
  const own = {
    action,
    feature: 'accounts',
    surface: means === 'token' ? '/api' : '/sign-in',
    outcome: action === 'auth.failed' ? 'failure' : 'success',
    request_id: requestId,
    metadata: JSON.stringify({ means }),
  } as const;
  await recordAction(person, own, { now: new Date().toISOString() });
}

/** Where even that cannot be told, the report goes without. */
async function viewerIdIn(headers: Headers): Promise<string | undefined> {
  headers.delete('authorization');
  return viewerOf(new Request('http://here.invalid', { headers })).then(
    (viewer) => viewer.id,
    () => undefined,
  );
}
