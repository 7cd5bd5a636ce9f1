import { durationWords, formatTime, type Instant, microsBetween, relativeTime, zoneWords } from '@/lib/time';

/** What is known of an issue, as far as it is told: a group of errors that are one mistake. */
export interface Broken {
  readonly status: string;
  readonly substatus: string | null;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly events: Counted;
  /** Null where nobody is named. */
  readonly users: Counted | null;
  readonly trust: 'server' | 'client';
}

interface Counted {
  readonly value: number;
  readonly capped: boolean;
}

/** How often, to how many, since when, and whether it is over, in that order, each a sentence that could stand alone. */
export function issueSentence(issue: Broken, { now, zone }: { readonly now: Instant; readonly zone: string }): string {
  const { events, users, first_seen: first, trust } = issue;
  const often = events.value === 1 && !events.capped ? 'Happened once' : `Happened ${counted(events)} times`;
  const whom = users === null || users.value === 0 ? ', nobody is named' : `, to ${counted(users)} ${people(users)}`;
  const since = first === null ? '' : `, ${events.value === 1 && !events.capped ? 'at' : 'since'} ${sinceWords(first, zone)}`;
  const who = trust === 'client' ? ', reported by the browser' : '';
  return `${often}${whom}${since}${who}. ${overWords(issue, now)}`;
}

/** To the second: what is first and last is told to all of its digits elsewhere. */
function sinceWords(time: string, zone: string): string {
  return `${formatTime(time, zone).replace(/\.\d{3}$/, '')} (${zoneWords(zone)})`;
}

/** A silence of which nobody knows whether it means anything is not called an end. */
function overWords({ status, substatus, last_seen: last }: Broken, now: Instant): string {
  const seen = last === null ? '' : `, last seen ${relativeTime(last, now)}`;
  if (status === 'resolved') return `Marked as resolved${seen}.`;
  if (status === 'ignored') return `Ignored${seen}.`;
  const told = substatus === 'regressed' ? 'It came back after it was resolved' : substatus === 'new' ? 'It is new' : null;
  const silenceMs = last === null ? 0 : microsBetween(last, now) / 1_000;
  if (silenceMs > longSilenceMs)
    return `${told === null ? 'Nothing' : `${told}; nothing`} was seen of it for ${durationWords(silenceMs)}, and nobody marked it as resolved.`;
  return `${told ?? 'It is not over'}${seen}.`;
}

const longSilenceMs = 7 * 86_400_000;

function counted({ value, capped }: Counted): string {
  return `${value.toLocaleString('en')}${capped ? '+' : ''}`;
}

function people({ value, capped }: Counted): string {
  return value === 1 && !capped ? 'person' : 'people';
}
