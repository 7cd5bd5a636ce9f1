import { startErrorReports, stopErrorReports } from './error-reports';
import { startUsage, stopUsage } from './usage';

/** A deploy must not wait for somebody else's dead server. */
const flushMs = 1_500;

/** Starts what is configured. */
export async function startTelemetry(): Promise<void> {
  await Promise.all([startErrorReports(), startUsage()]);
}

/** Sends what is still held, at the end of the process. Takes at most a second and a half. */
export async function stopTelemetry(): Promise<void> {
  await Promise.allSettled([stopErrorReports(flushMs), stopUsage(flushMs)]);
}
