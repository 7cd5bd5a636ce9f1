import { countsOf } from './sentry-bodies';
import { Refusal, timeout } from './sentry-faults';
import { type Asked, type FakeEvent, type Memory, offset, present, projectOf, tagsOf } from './sentry-memory';
import { readSearch, type Searched, UnreadableSearch } from './sentry-search';

/** Of the events of a question: its projects, its environments, its time and its search. */
export function matching(
  params: URLSearchParams,
  { memory, settings }: Asked,
  about: 'issues' | 'events' = 'events',
): readonly FakeEvent[] {
  const projects = params.getAll('project').filter((project) => project !== '-1');
  if (settings.wantsProject && projects.length !== 1) throw new Refusal(400, { detail: 'You cannot view events from multiple projects.' });
  const window = windowOf(params);
  if ((window.to - window.from) / 86_400_000 > settings.slowBeyondDays) throw timeout;
  const environments = params.getAll('environment');
  const filters = readSearch(params.get('query') ?? 'is:unresolved', { takesBooleans: about === 'events' });
  const ofIssue = new Set(['is', 'firstSeen', 'lastSeen']);
  if (about === 'events' && filters.some(({ key }) => ofIssue.has(key))) throw new UnreadableSearch('Invalid key for this search');
  const test = (event: FakeEvent, of: (key: string) => boolean) =>
    filters.filter(({ key }) => of(key)).every((filter) => filter.test(searched(event, memory)));
  return memory.events.filter((event) => {
    const at = Date.parse(event.time);
    const isThere = projects.length === 0 || projects.includes(String(memory.projects.get(projectOf(event))));
    const isIn = environments.length === 0 || environments.includes(event.tags?.environment ?? '');
    return isThere && isIn && at >= window.from && at <= window.to && test(event, () => true);
  });
}

function windowOf(params: URLSearchParams): { readonly from: number; readonly to: number } {
  const [, amount, unit = ''] = /^(\d+)([hdw])$/.exec(params.get('statsPeriod') ?? '') ?? [];
  const [start, end] = [params.get('start'), params.get('end')];
  if (amount !== undefined) {
    if (start !== null || end !== null) throw new Refusal(400, { detail: 'statsPeriod excludes start and end' });
    const ms = { h: 3_600_000, d: 86_400_000, w: 604_800_000 }[unit] ?? 0;
    return { from: Date.now() - Number(amount) * ms, to: Date.now() + 60_000 };
  }
  if ((start === null) !== (end === null)) throw new Refusal(400, { detail: 'start and end are both required' });
  if (start === null || end === null) return { from: Date.now() - 90 * 86_400_000, to: Date.now() + 60_000 };
  if (![start, end].every((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/.test(text)))
    throw new Refusal(400, { detail: 'Invalid date' });
  return { from: Date.parse(`${start}Z`), to: Date.parse(`${end}Z`) - (end.includes('.') ? 0 : 1) };
}

function searched(event: FakeEvent, memory: Memory): Searched {
  const counts = () => countsOf(memory.events.filter(({ issue }) => issue === event.issue));
  return {
    values(key) {
      const tag = /^tags\[(.+)\]$/.exec(key)?.[1];
      if (tag !== undefined) return present(tagsOf(event).get(tag));
      if (key === 'is') return [memory.resolved.has(event.issue) ? 'resolved' : 'unresolved', 'ongoing'];
      if (key === 'firstSeen' || key === 'lastSeen') return present(counts()[key]);
      if (key === 'message') return [`${event.type}: ${event.value}`, event.transaction ?? ''];
      return present(fieldOf(event, key, memory));
    },
  };
}

export function fieldOf(event: FakeEvent, field: string, memory: Memory): unknown {
  const tag = /^tags\[(.+)\]$/.exec(field)?.[1];
  if (tag !== undefined) return tagsOf(event).get(tag) ?? null;
  switch (field) {
    case 'id':
      return event.id;
    case 'issue':
      return event.issue;
    case 'issue.id':
      return memory.issues.get(event.issue);
    case 'title':
      return `${event.type}: ${event.value}`;
    case 'project':
    case 'project.name':
      return projectOf(event);
    case 'timestamp':
      return offset(event.time);
    case 'trace':
      return event.trace ?? null;
    case 'user.id':
      return event.user ?? null;
    case 'replayId':
      return event.replay ?? null;
    case 'error.type':
      return [event.type];
    case 'platform.name':
      return event.platform ?? 'node';
    case 'level':
      return event.level ?? 'error';
    case 'transaction':
      return event.transaction ?? null;
    case 'release':
    case 'environment':
      return event.tags?.[field] ?? null;
    default:
      throw new Refusal(400, { detail: `Invalid key: ${field}` });
  }
}
