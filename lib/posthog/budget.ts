import { AppError } from '@/lib/errors';

export interface Spending {
  /** A person waits for it. @throws {AppError} `unavailable` where there are no more questions */
  readonly now: () => void;
  /** Nobody waits for it: the next minute is waited for, and less of each is taken. @throws {AppError} `unavailable` where the hour has no more */
  readonly inTime: (signal: AbortSignal) => Promise<void>;
}

interface Most {
  readonly aMinute: number;
  readonly anHour: number;
}

/** So many questions a minute and an hour and no more, counted in this process: all keys of one project share what PostHog admits. */
export function budget(most: Most, mostInTime: Most): Spending {
  const minute = { ms: 60_000, name: 'minute', at: 0, asked: 0 };
  const hour = { ms: 3_600_000, name: 'hour', at: 0, asked: 0 };
  const spent = (span: typeof minute, mostAsked: number): number => {
    const now = Date.now();
    const at = Math.floor(now / span.ms);
    if (at !== span.at) [span.at, span.asked] = [at, 0];
    return span.asked < mostAsked ? 0 : (at + 1) * span.ms - now;
  };
  const refuse = (span: typeof minute, mostAsked: number): void => {
    const waitMs = spent(span, mostAsked);
    if (waitMs === 0) return;
    const why = `PostHog was asked ${mostAsked.toLocaleString('en')} questions within one ${span.name}, and is asked no more before the next.`;
    throw new AppError('unavailable', why, { retryAfterSeconds: Math.ceil(waitMs / 1_000) });
  };
  const count = () => {
    minute.asked += 1;
    hour.asked += 1;
  };
  return {
    now() {
      refuse(minute, most.aMinute);
      refuse(hour, most.anHour);
      count();
    },
    async inTime(signal) {
      refuse(hour, mostInTime.anHour);
      for (let waitMs = spent(minute, mostInTime.aMinute); waitMs > 0; waitMs = spent(minute, mostInTime.aMinute))
        await pause(waitMs, signal);
      count();
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
