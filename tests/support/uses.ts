import { createHash } from 'node:crypto';
import type { ReportedUse } from '@/lib/product-events';

/** A product event of which only what matters is named; its id is that of what was given. */
export function reportedUse(given: Partial<ReportedUse> & { time: string }): ReportedUse {
  return {
    eventId: createHash('sha256').update(JSON.stringify(given)).digest('hex').slice(0, 32),
    event: 'opened',
    userId: null,
    sessionId: null,
    feature: null,
    surface: null,
    orgId: null,
    requestId: null,
    properties: {},
    flags: [],
    ...given,
  };
}

/** What is counted of one feature, by plain code. */
export interface PlainCount {
  readonly events: number;
  readonly events_without_user: number;
  readonly users: number;
  readonly returning_users: number;
  readonly orgs: number;
  readonly surfaces: number;
  readonly before: { readonly events: number; readonly users: number };
  readonly trend: Readonly<Record<string, readonly [events: number, users: number]>>;
}

export interface PlainUse {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly org: string | null;
  readonly user: string | null;
}

/** Counts by days of a zone, as Node's calendar has them; nothing of this is shared with what it tests. */
export function plainCounts(uses: readonly PlainUse[], { zone, from, to }: { zone: string; from: string; to: string }) {
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const length = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const start = new Date(Date.parse(from) - length * 86_400_000).toISOString().slice(0, 10);
  const counts = new Map<string | null, PlainCount>();
  const placed = uses.map((use) => ({ ...use, day: calendar.format(use.at), person: use.user && JSON.stringify([use.org, use.user]) }));
  for (const feature of new Set(uses.map((use) => use.feature))) {
    const all = placed.filter((use) => use.feature === feature);
    const now = all.filter(({ day }) => day >= from && day <= to);
    const old = all.filter(({ day }) => day >= start && day < from);
    const people = (some: readonly { person: string | null }[]) => new Set(some.flatMap(({ person }) => person ?? []));
    const days = [...new Set(now.map(({ day }) => day))].sort();
    const daysOf = (person: string) => new Set(now.filter((use) => use.person === person).map(({ day }) => day)).size;
    counts.set(feature, {
      events: now.length,
      events_without_user: now.filter(({ user }) => user === null).length,
      users: people(now).size,
      returning_users: [...people(now)].filter((person) => daysOf(person) > 1).length,
      orgs: new Set(now.flatMap(({ org }) => org ?? [])).size,
      surfaces: new Set(now.flatMap(({ surface }) => surface ?? [])).size,
      before: { events: old.length, users: people(old).size },
      trend: Object.fromEntries(
        days.map((day) => {
          const of = now.filter((use) => use.day === day);
          return [day, [of.length, people(of).size]];
        }),
      ),
    });
  }
  return counts;
}
