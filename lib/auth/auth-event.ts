import { RateLimiterMemory } from 'rate-limiter-flexible';
import { log } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

/** Something that belongs into the audit log. Carries ids only: what was typed may be a password in the wrong field. */
export interface AuthEvent {
  readonly action: 'auth.signed_in' | 'auth.signed_out' | 'auth.failed';
  /** Null where nobody proved to be anybody. */
  readonly person: Viewer | null;
  readonly means: 'password' | 'token' | 'session';
  readonly requestId: string | null;
}

type Listener = (event: AuthEvent) => Promise<void>;

/** On `globalThis`, because a server bundle may hold this module more than once. */
const home = globalThis as typeof globalThis & { tracebookAuthListener?: Listener };

/** Whoever keeps the audit log says here how an event gets into it: this room lies below that one. */
export function onAuthEvent(listener: Listener): void {
  home.tracebookAuthListener = listener;
}

/** Strangers cost a row each when they fail, in a table that nobody can delete from. Beyond this rate they are only logged. */
const failures = new RateLimiterMemory({ points: 120, duration: 60 });

export async function tell(event: AuthEvent): Promise<void> {
  const isFailure = event.action === 'auth.failed';
  log(isFailure ? 'warn' : 'info', event.action, { reason: event.means, ...(event.person ? { viewer_id: event.person.id } : {}) });
  if (isFailure && !(await isWithinRate())) return;
  await home.tracebookAuthListener?.(event);
}

async function isWithinRate(): Promise<boolean> {
  return failures.consume('all').then(
    () => true,
    () => false,
  );
}
