const dayMs = 86_400_000;

/** A day of the month that is told, by its midnight in UTC. */
export interface Day {
  readonly startMs: number;
  readonly isWorkday: boolean;
}

/** The 31 days before the day on which `now` falls, oldest first: the month ends yesterday. */
export function monthBefore(now: string): Day[] {
  const todayMs = Math.floor(Date.parse(now) / dayMs) * dayMs;
  return Array.from({ length: 31 }, (_, index) => {
    const startMs = todayMs - (31 - index) * dayMs;
    const weekday = new Date(startMs).getUTCDay();
    return { startMs, isWorkday: weekday !== 0 && weekday !== 6 };
  });
}

/** @param workdaysAgo 0 is the last working day of the month */
export function workdayOf(month: readonly Day[], workdaysAgo: number): Day {
  const day = month.filter(({ isWorkday }) => isWorkday).at(-1 - workdaysAgo);
  if (!day) throw new RangeError(`The month has no working day ${workdaysAgo} before its last.`);
  return day;
}

/** @param clock like `10:12:07`, in UTC. @returns microseconds since 1970 */
export function momentOf(day: Day, clock: string): number {
  return Date.parse(`${new Date(day.startMs).toISOString().slice(0, 11)}${clock}Z`) * 1000;
}

/** Microseconds since 1970 as RFC 3339 text with six decimals. */
export function printMoment(us: number): string {
  return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, 23)}${String(us % 1000).padStart(3, '0')}Z`;
}
