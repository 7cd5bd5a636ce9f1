import { formatTimeInFull, localTime } from '@/lib/time';

/** The time of day, where the day is said above. On hover all of it, with UTC. */
export function ClockCell({ time, zone }: { time: string; zone: string }) {
  const inFull = formatTimeInFull(time, zone);
  return (
    <time dateTime={time} title={inFull} data-copy="">
      {localTime(time, zone)?.time.slice(0, 12) ?? time}
    </time>
  );
}
