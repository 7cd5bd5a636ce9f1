import { byDay, countsOf, eventOf, issueOf, replayOf, seriesOf, summaryOf, treesOf } from './sentry-bodies';
import { notFound, Refusal } from './sentry-faults';
import { fieldOf, matching } from './sentry-matching';
import {
  type Asked,
  distinctOf,
  type FakeEvent,
  fakeOrganisation,
  firstOf,
  offset,
  projectNamed,
  projectOf,
  tagKeys,
  tagsOf,
} from './sentry-memory';

export interface Answer {
  /** As the contract names it. */
  readonly route: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answerTo(way: string, params: URLSearchParams, asked: Asked): Answer {
  const { memory, settings } = asked;
  const blank = (route: string) => (memory.contract?.blank(route) ?? {}) as Readonly<Record<string, unknown>>;
  const [, first = '', second = '', third = '', fourth = ''] = way.split('/');
  switch (first) {
    case '':
      return { route: '/', body: { ...blank('/'), id: '1', slug: fakeOrganisation, name: 'Acme' } };
    case 'projects': {
      const item = firstOf(blank('/projects/'));
      return paged(
        [...memory.projects].map(([slug, id]) => ({
          ...item,
          id: String(id),
          slug,
          name: slug,
          firstTransactionEvent: !memory.untraced.has(slug),
        })),
        { route: '/projects/', way, params, asked },
      );
    }
    case 'environments':
      return {
        route: '/environments/',
        body: [...distinctOf(memory, 'environment')].map((name, place) => ({ id: String(place + 1), name })),
      };
    case 'tags':
      return {
        route: '/tags/',
        body: tagKeys(memory.events).map((key) => ({
          key,
          name: key,
          totalValues: memory.events.filter((event) => tagsOf(event).has(key)).length,
        })),
      };
    case 'issues':
      if (second === '') return listIssues(params, asked, way);
      return issueRoute({ id: second, what: third, which: fourth, params }, asked);
    case 'shortids': {
      const number = memory.issues.get(decodeURIComponent(second));
      if (number === undefined) throw notFound;
      const name = decodeURIComponent(second);
      const group = { ...(blank('/shortids/{issue_id}/').group as object), ...issueOf(name, asked) };
      return {
        route: '/shortids/{issue_id}/',
        body: { organizationSlug: fakeOrganisation, projectSlug: projectNamed(name), groupId: String(number), shortId: name, group },
      };
    }
    case 'eventids': {
      const event = memory.events.find(({ id }) => id === second);
      if (!event) throw notFound;
      const route = '/eventids/{event_id}/';
      const shape = blank(route).event as Readonly<Record<string, unknown>> | undefined;
      return {
        route,
        body: {
          organizationSlug: fakeOrganisation,
          projectSlug: projectOf(event),
          groupId: String(memory.issues.get(event.issue)),
          eventId: event.id,
          event: eventOf(event, { memory, blank: shape ?? {} }),
        },
      };
    }
    case 'events':
      return searchEvents(params, asked, way);
    case 'events-timeseries': {
      if (params.get('dataset') !== 'errors') throw new Refusal(400, { dataset: ['Invalid'] });
      const days = byDay(matching(params, asked));
      const values = days.map(([day, value]) => ({ timestamp: Date.parse(`${day}T00:00:00Z`), value, incomplete: false }));
      const meta = { valueType: 'integer', valueUnit: null, interval: 86_400_000 };
      return {
        route: '/events-timeseries/',
        body: { meta: { dataset: 'errors', start: 0, end: 0 }, timeSeries: [{ yAxis: 'count()', values, meta }] },
      };
    }
    case 'events-stats': {
      const days = byDay(matching(params, asked));
      return {
        route: '/events-stats/',
        body: { data: days.map(([day, count]) => [Date.parse(`${day}T00:00:00Z`) / 1_000, [{ count }]]), start: 0, end: 0 },
      };
    }
    case 'trace':
      return { route: '/trace/{trace_id}/', body: treesOf(memory.spans.filter(({ trace }) => trace === second)) };
    case 'trace-meta': {
      const spans = memory.spans.filter(({ trace }) => trace === second).length;
      const errors = memory.events.filter(({ trace }) => trace === second).length;
      const counts = { errorsCount: errors, logsCount: 0, metricsCount: 0, performanceIssuesCount: 0, spansCount: spans };
      const old = { errors, logs: 0, performance_issues: 0, span_count: spans, transaction_child_count_map: [], span_count_map: {} };
      return {
        route: '/trace-meta/{trace_id}/',
        body: settings.drift === 'old-server' ? old : { ...counts, transactionChildCountMap: [], spansCountMap: {}, uptimeCount: 0 },
      };
    }
    case 'replay-count': {
      if (settings.drift === 'old-server' && params.get('data_source') !== 'discover') throw new Refusal(400, { data_source: ['Invalid'] });
      const numbers = /issue\.id:\[([\d,]+)\]/.exec(params.get('query') ?? '')?.[1]?.split(',') ?? [];
      const counts = numbers.map((number) => {
        const of = memory.events.filter(({ issue, replay }) => replay !== undefined && String(memory.issues.get(issue)) === number);
        return [number, [...new Set(of.flatMap(({ replay }) => replay ?? []))]] as const;
      });
      // What it says of ids stands in no contract of theirs.
      if (params.get('returnIds') === 'true') return { route: '', body: Object.fromEntries(counts) };
      return { route: '/replay-count/', body: Object.fromEntries(counts.map(([number, ids]) => [number, ids.length])) };
    }
    case 'releases': {
      const item = firstOf(blank('/releases/'));
      const rows = [...distinctOf(memory, 'release')].map((version) => {
        const times = memory.events.filter(({ tags }) => tags?.release === version).map(({ time }) => time);
        return { ...item, version, shortVersion: version, firstEvent: times.toSorted()[0] ?? null, dateCreated: '2020-01-01T00:00:00Z' };
      });
      return paged(rows, { route: '/releases/', way, params, asked });
    }
    case 'replays': {
      const route = second === '' ? '/replays/' : '/replays/{replay_id}/';
      const item = (blank('/replays/{replay_id}/').data ?? {}) as Readonly<Record<string, unknown>>;
      const all = [...memory.replays.values()].map((replay) => ({ ...item, ...replayOf(replay, memory) }));
      if (second !== '') {
        const one = all.find(({ id }) => id.replaceAll('-', '') === second);
        if (!one) throw notFound;
        return { route, body: { data: one } };
      }
      const ids = /^id:\[([0-9a-f,]+)\]$/.exec(params.get('query') ?? '')?.[1]?.split(',');
      if (!ids) throw new Refusal(400, { detail: 'Error parsing search query' });
      const rows = all.filter(({ id }) => ids.includes(id.replaceAll('-', ''))).toSorted((a, b) => (a.started_at < b.started_at ? 1 : -1));
      return paged(rows, { route, way, params, asked, wrap: (data) => ({ data }) });
    }
    default:
      throw notFound;
  }
}

/** With both places to go on to, as Sentry always says them. */
function paged(
  rows: readonly unknown[],
  {
    route,
    way,
    params,
    asked,
    wrap,
  }: { route: string; way: string; params: URLSearchParams; asked: Asked; wrap?: (rows: readonly unknown[]) => unknown },
): Answer {
  const size = Number(params.get('per_page') ?? params.get('limit') ?? 100);
  if (!(size >= 1 && size <= 100)) throw new Refusal(400, { per_page: ['Invalid per_page value. Must be between 1 and 100.'] });
  const start = Number(params.get('cursor')?.split(':')[1] ?? 0);
  const host = asked.settings.elsewhere ?? asked.address;
  const place = (at: number, rel: string, has: boolean) => {
    const rest = new URLSearchParams([...params].filter(([name]) => name !== 'cursor'));
    rest.set('cursor', `0:${at}:0`);
    return `<${host}/api/0/organizations/${fakeOrganisation}${way}?${rest}>; rel="${rel}"; results="${has}"; cursor="0:${at}:0"`;
  };
  const link = [place(Math.max(0, start - size), 'previous', start > 0), place(start + size, 'next', rows.length > start + size)].join(
    ', ',
  );
  const shown = rows.slice(start, start + size);
  return { route, body: wrap ? wrap(shown) : shown, headers: { link, 'x-hits': String(rows.length), 'x-max-hits': '1000' } };
}

function listIssues(params: URLSearchParams, asked: Asked, way: string): Answer {
  const { memory } = asked;
  const found = matching(params, asked, 'issues');
  const names = [...new Set(found.map(({ issue }) => issue))];
  const item = firstOf(memory.contract?.blank('/issues/') ?? {});
  const isPart = (params.get('query') ?? '').includes('tags[');
  const rows = names.map((name) => {
    const mine = found.filter(({ issue }) => issue === name);
    return { ...item, ...issueOf(name, asked), filtered: isPart ? { ...countsOf(mine), stats: { '14d': seriesOf(mine) } } : null };
  });
  const by: Readonly<Record<string, (row: (typeof rows)[number]) => number>> = {
    date: ({ lastSeen }) => Date.parse(lastSeen),
    new: ({ firstSeen }) => Date.parse(firstSeen),
    freq: ({ count }) => Number(count),
    user: ({ userCount }) => userCount,
  };
  const rank = by[params.get('sort') ?? 'date'];
  if (!rank) throw new Refusal(400, { sort: ['Invalid'] });
  return paged(
    rows.toSorted((a, b) => rank(b) - rank(a)),
    { route: '/issues/', way, params, asked },
  );
}

function issueRoute(
  { id, what, which, params }: { id: string; what: string; which: string; params: URLSearchParams },
  asked: Asked,
): Answer {
  const { memory, settings } = asked;
  const name = [...memory.issues].find(([, number]) => String(number) === id)?.[0];
  if (name === undefined) throw notFound;
  const blank = (route: string) => (memory.contract?.blank(route) ?? {}) as Readonly<Record<string, unknown>>;
  const mine = memory.events.filter(({ issue }) => issue === name).toSorted((a, b) => (a.time < b.time ? 1 : -1));
  if (what === '') return { route: '/issues/{issue_id}/', body: { ...blank('/issues/{issue_id}/'), ...issueOf(name, asked) } };
  if (what === 'events' && which === '') {
    const found = matching(params, asked).filter(({ issue }) => issue === name);
    const item = firstOf(blank('/issues/{issue_id}/events/'));
    return {
      route: '/issues/{issue_id}/events/',
      body: found.map((event) => ({ ...item, ...summaryOf(event, memory) })).toSorted((a, b) => (a.dateCreated < b.dateCreated ? 1 : -1)),
    };
  }
  if (what === 'events') {
    const event = ['latest', 'recommended'].includes(which) ? mine[0] : mine.find((one) => one.id === which);
    if (!event) throw notFound;
    const route = '/issues/{issue_id}/events/{event_id}/';
    return { route, body: { ...eventOf(event, { memory, blank: blank(route) }), nextEventID: null, previousEventID: null } };
  }
  if (what !== 'tags') throw notFound;
  if (which === '' && settings.drift === 'old-server') throw notFound;
  const all = tagKeys(mine).map((key) => {
    const counts = new Map<string, number>();
    for (const event of mine) {
      const value = tagsOf(event).get(key);
      if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const topValues = [...counts]
      .toSorted(([, a], [, b]) => b - a)
      .map(([value, count]) => ({ key, name: value, value, count, firstSeen: mine.at(-1)?.time ?? null, lastSeen: mine[0]?.time ?? null }));
    return { key, name: key, totalValues: mine.length, topValues };
  });
  if (which === '') return { route: '/issues/{issue_id}/tags/', body: all };
  const one = all.find(({ key }) => key === which);
  if (!one) throw notFound;
  return { route: '/issues/{issue_id}/tags/{key}/', body: one };
}

function searchEvents(params: URLSearchParams, asked: Asked, way: string): Answer {
  const fields = params.getAll('field');
  if (!['errors'].includes(params.get('dataset') ?? '')) throw new Refusal(400, { detail: 'dataset must be one of: errors, spans' });
  if (fields.length === 0 || fields.length > 20) throw new Refusal(400, { detail: 'You can view up to 20 fields at a time.' });
  const sort = params.get('sort') ?? '';
  if (sort !== '' && !fields.includes(sort.replace(/^-/, '')))
    throw new Refusal(400, { detail: 'Invalid sort: orderby must also be in the selected columns' });
  const found = matching(params, asked);
  const plain = fields.filter((field) => !field.includes('('));
  const isGrouped = plain.length < fields.length;
  const groups = new Map<string, FakeEvent[]>();
  for (const event of found) {
    const name = isGrouped ? JSON.stringify(plain.map((field) => fieldOf(event, field, asked.memory))) : event.id;
    groups.set(name, [...(groups.get(name) ?? []), event]);
  }
  // An aggregate over nothing is a row all the same.
  if (isGrouped && plain.length === 0 && groups.size === 0) groups.set('', []);
  const rows = [...groups.values()].map((events) =>
    Object.fromEntries(
      fields.map((field) => [
        field,
        field.includes('(') ? aggregate(field, events) : events[0] ? fieldOf(events[0], field, asked.memory) : null,
      ]),
    ),
  );
  const key = sort.replace(/^-/, '');
  const order = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) => {
    const [left, right] = [a[key], b[key]];
    const isLess = typeof left === 'number' && typeof right === 'number' ? left < right : String(left ?? '') < String(right ?? '');
    return left === right ? 0 : isLess === sort.startsWith('-') ? 1 : -1;
  };
  const meta = { fields: Object.fromEntries(fields.map((field) => [field, 'string'])), isMetricsData: false, dataset: 'errors' };
  return paged(sort === '' ? rows : rows.toSorted(order), { route: '/events/', way, params, asked, wrap: (data) => ({ data, meta }) });
}

function aggregate(field: string, events: readonly FakeEvent[]): unknown {
  if (field === 'count()') return events.length;
  if (field === 'count_unique(user)') return new Set(events.flatMap(({ user }) => user ?? [])).size;
  if (field === 'last_seen()')
    return (
      events
        .map(({ time }) => offset(time))
        .toSorted()
        .at(-1) ?? null
    );
  throw new Refusal(400, { detail: `Invalid function: ${field}` });
}
