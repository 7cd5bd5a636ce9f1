import { now } from '@/app/now';
import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import type { ReadOptions } from '@/lib/log-lines';
import { zoneFrom } from '@/lib/time';

/**
 * How the lines of a delivery are read: `zone` is that of times without an offset, `service` that of lines which name none.
 *
 * @throws {AppError} `malformed` for a zone that nobody knows
 */
export function readOptions(request: Request): ReadOptions {
  const { searchParams } = new URL(request.url);
  const asked = searchParams.get('zone');
  const zone = asked === null ? 'UTC' : zoneFrom(asked);
  if (zone === null) throw new AppError('malformed', 'zone is no time zone by its name, such as Europe/Berlin.');
  const service = searchParams.get('service')?.slice(0, 256);
  return { receivedAt: now(), zone, redactsEmails: config().logs.redactsEmails, ...(service ? { service } : {}) };
}
