import type { Instant } from '@/lib/time';

/** The clock of this server, asked once a page and handed down: lib never asks it. */
export function now(): Instant {
  return new Date().toISOString().replace('Z', '000Z');
}
