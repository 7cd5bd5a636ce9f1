import { dayOf } from '@/lib/time';

/** An event as PostHog keeps it. */
export interface FakeUse {
  readonly uuid: string;
  readonly event: string;
  /** RFC 3339, to the millisecond. */
  readonly time: string;
  readonly distinctId: string;
  /** Several distinct ids may be one person; the distinct id itself unless given. */
  readonly person?: string;
  readonly isAnonymous?: boolean;
  readonly properties: Readonly<Record<string, string>>;
}

export interface FakeReplay {
  readonly session: string;
  readonly began: string;
  /** 60 unless given. */
  readonly seconds?: number;
}

export type Values = Readonly<Record<string, string | number | readonly string[]>>;

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

interface Memory {
  readonly uses: readonly FakeUse[];
  readonly replays: readonly FakeReplay[];
}

/** What each of our questions means, in plain code: whatever the text says, this is what was meant by it. */
export const answers: Readonly<Record<string, (memory: Memory, values: Values) => Table>> = {
  hours({ uses }, values) {
    const groups = grouped(within(uses, values), (use) => [Math.floor(secondsOf(use) / 3_600), ...tags(use, values)]);
    const rows = [...groups].map(([key, those]) => [
      ...key,
      those.length,
      those.filter(isNobody).length,
      those.filter((use) => tag(use, values.request_tag) !== '').length,
      ...ends(those),
    ]);
    const columns = ['hour', 'feature', 'surface', 'org', 'events', 'nobody', 'requests', 'first_at', 'last_at'];
    return { columns, rows: paged(rows, 4, [values.after_hour, values.after_feature, values.after_surface, values.after_org], values) };
  },
  by_feature: counted(() => ''),
  by_surface: counted((use, { surface_tag: name }) => tag(use, name)),
  by_event: counted(({ event }) => event),
  by_day: counted((use, { zone }) => dayOf(use.time, String(zone)) ?? ''),
  cohorts({ uses }, values) {
    const rows = new Map<string, number>();
    const known = within(uses, values).filter((use) => !isNobody(use));
    for (const [[feature = '', org = ''], those] of grouped(known, (use) => [
      tag(use, values.feature_tag),
      tag(use, values.org_tag),
      personOf(use),
    ])) {
      const weeks = [...new Set(those.map((use) => mondayOf(dayOf(use.time, String(values.zone)) ?? '')))].sort();
      const [first = ''] = weeks;
      if (first < String(values.since)) continue;
      for (const week of weeks) {
        const key = JSON.stringify([feature, `${first}/${week}`, org]);
        rows.set(key, (rows.get(key) ?? 0) + 1);
      }
    }
    const all = [...rows].map(([key, people]) => [...(JSON.parse(key) as string[]), people]);
    return {
      columns: ['feature', 'key', 'org', 'people'],
      rows: paged(all, 3, [values.after_feature, values.after_key, values.after_org], values),
    };
  },
  events_of_id({ uses }, values) {
    const found = between(uses, values)
      .filter((use) => [tag(use, values.request_tag, 1e6), use.properties.$session_id ?? ''].includes(String(values.id)))
      .filter((use) => isSeen(use, values));
    const rows = found.map((use) => [
      Date.parse(use.time),
      use.uuid,
      use.event,
      use.distinctId,
      isNobody(use) ? 1 : 0,
      use.properties.$session_id ?? '',
      ...tags(use, values),
      tag(use, values.request_tag, 1e6),
    ]);
    return {
      columns: ['at', 'id', 'event', 'distinct_id', 'nobody', 'session', 'feature', 'surface', 'org', 'request'],
      rows: paged(rows, 2, [values.after_at, values.after_id], values),
    };
  },
  funnel({ uses }, values) {
    const { first, second, feature, to, until, within_ms: withinMs } = values;
    const known = between(uses, { ...values, to: until ?? 0 }).filter(
      (use) => !isNobody(use) && isSeen(use, values) && tag(use, values.feature_tag) === feature,
    );
    let [did, went] = [0, 0];
    for (const [, those] of grouped(known, (use) => [tag(use, values.org_tag), personOf(use)])) {
      const begins = those
        .filter(({ event, time }) => event === first && Date.parse(time) < Number(to) * 1_000)
        .map(({ time }) => Date.parse(time));
      const later = those.filter(({ event }) => event === second).map(({ time }) => Date.parse(time));
      if (begins.length > 0) did += 1;
      if (begins.some((begin) => later.some((at) => at > begin && at <= begin + Number(withinMs)))) went += 1;
    }
    return { columns: ['first', 'second'], rows: [[did, went]] };
  },
  replays({ replays }, { sessions, from, to }) {
    const began = (one: FakeReplay) => Date.parse(one.began);
    const found = replays.filter(
      (one) =>
        Array.isArray(sessions) && sessions.includes(one.session) && began(one) / 1_000 >= Number(from) && began(one) / 1_000 < Number(to),
    );
    const groups = [...new Set(found.map(({ session }) => session))].toSorted().map((session) => {
      const parts = found.filter((one) => one.session === session);
      return [session, Math.min(...parts.map(began)), Math.max(...parts.map((one) => began(one) + (one.seconds ?? 60) * 1_000))];
    });
    return { columns: ['session', 'began_at', 'ended_at'], rows: groups };
  },
  sessions_of_feature({ uses }, values) {
    const meant = within(uses, values)
      .filter((use) => tag(use, values.feature_tag) === values.feature && (use.properties.$session_id ?? '') !== '')
      .filter((use) => isSeen(use, values));
    const rows = [...grouped(meant, (use) => [use.properties.$session_id ?? ''])].map(([[session = ''], those]) => {
      const named = those.filter((use) => !isNobody(use)).toSorted((a, b) => (a.time < b.time ? -1 : 1));
      return [session, Math.min(...those.map(({ time }) => Date.parse(time))), named.at(-1)?.distinctId ?? ''];
    });
    return { columns: ['session', 'used_at', 'distinct_id'], rows: rows.toSorted((a, b) => Number(b[1]) - Number(a[1])) };
  },
  check: () => ({ columns: ['one'], rows: [[1]] }),
};

function counted(keyOf: (use: FakeUse, values: Values) => string) {
  return ({ uses }: Memory, values: Values): Table => {
    const groups = grouped(within(uses, values), (use) => [tag(use, values.feature_tag), keyOf(use, values), tag(use, values.org_tag)]);
    const rows = [...groups].map(([key, those]) => {
      const people = [
        ...grouped(
          those.filter((use) => !isNobody(use)),
          (use) => [personOf(use)],
        ).values(),
      ];
      const days = people.map((uses) => new Set(uses.map(({ time }) => dayOf(time, String(values.zone)))).size);
      const counts = [those.length, those.filter(isNobody).length, people.length, days.filter((count) => count >= 2).length];
      return [...key, ...counts, ...ends(those)];
    });
    return {
      columns: ['feature', 'key', 'org', 'events', 'nobody', 'people', 'came_back', 'first_at', 'last_at'],
      rows: paged(rows, 3, [values.after_feature, values.after_key, values.after_org], values),
    };
  };
}

function within(uses: readonly FakeUse[], values: Values): readonly FakeUse[] {
  return between(uses, values).filter(({ event }) => !event.startsWith('$'));
}

function between(uses: readonly FakeUse[], { from, to }: Values): readonly FakeUse[] {
  return uses.filter((use) => secondsOf(use) >= Number(from) && secondsOf(use) < Number(to));
}

function secondsOf({ time }: FakeUse): number {
  return Date.parse(time) / 1_000;
}

function personOf({ person, distinctId }: FakeUse): string {
  return person ?? distinctId;
}

function isNobody({ distinctId, isAnonymous }: FakeUse): boolean {
  return distinctId === '' || isAnonymous === true;
}

function isSeen(use: FakeUse, { sees_all: all, orgs, org_tag: name }: Values): boolean {
  return all === 1 || (Array.isArray(orgs) && orgs.includes(tag(use, name)));
}

function tag({ properties }: FakeUse, name: Values[string] | undefined, most = 150): string {
  return [...(properties[String(name)] ?? '')].slice(0, most).join('');
}

function tags(use: FakeUse, { feature_tag: feature, surface_tag: surface, org_tag: org }: Values): readonly string[] {
  return [tag(use, feature), tag(use, surface), tag(use, org)];
}

function ends(uses: readonly FakeUse[]): readonly number[] {
  const times = uses.map(({ time }) => Date.parse(time));
  return [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
}

function grouped<Key extends readonly (string | number)[]>(uses: readonly FakeUse[], keyOf: (use: FakeUse) => Key): Map<Key, FakeUse[]> {
  const groups = new Map<string, [Key, FakeUse[]]>();
  for (const use of uses) {
    const key = keyOf(use);
    const name = JSON.stringify(key);
    const group = groups.get(name) ?? [key, []];
    group[1].push(use);
    groups.set(name, group);
  }
  return new Map(groups.values());
}

/** In ClickHouse's order, after the place that is meant. */
function paged(
  rows: readonly (readonly (string | number)[])[],
  keys: number,
  after: readonly (Values[string] | undefined)[],
  { is_first: isFirst }: Values,
) {
  const sorted = rows.toSorted((a, b) => inOrder(a.slice(0, keys), b.slice(0, keys)));
  return isFirst === 1 ? sorted : sorted.filter((row) => inOrder(row.slice(0, keys), after as readonly (string | number)[]) > 0);
}

function inOrder(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [place, left] of a.entries()) {
    const right = b[place] ?? '';
    const order = typeof left === 'number' ? left - Number(right) : Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
    if (order !== 0) return order;
  }
  return 0;
}

function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}
