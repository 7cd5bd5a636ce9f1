import { microsBetween } from '@/lib/time';
import type { SessionReplay } from './feature-use';

/** Where a recording is played from a moment on; from its beginning where nobody knows when that was. */
export function replayAt({ href, started_at: started }: SessionReplay, time: string): string {
  const second = started === null ? 0 : Math.floor(microsBetween(started, time) / 1_000_000);
  return second > 0 ? `${href}?t=${second}` : href;
}
