import { AppError } from '@/lib/errors';
import type { Row, Sentry } from '@/lib/sentry';
import { addDays, instantFrom } from '@/lib/time';
import { eventFrom, issueFrom, trendFrom } from './from-sentry';
import type { Issue, IssueDetail, TagCounts } from './issue';
import { isSeen, open, type Scope } from './sentry-scope';
import { aboutOf } from './sentry-told';

const mostHit = 20;
const mostValues = 10;

/** Null: no issue can be called so, or none is. */
export async function issueNumber(remote: Sentry, name: string, signal: AbortSignal): Promise<string | null> {
  if (/^\d{1,20}$/.test(name)) return name;
  if (!/^[A-Z0-9_]+(-[A-Z0-9_]+)+$/i.test(name) || name.length > 100) return null;
  const id = await remote.issueIdOf(name.toUpperCase(), signal);
  return id !== null && /^\d{1,20}$/.test(id) ? id : null;
}

export async function detailOf(remote: Sentry, scope: Scope, id: string): Promise<IssueDetail | null> {
  const { signal, reading, orgs } = scope;
  const isPart = orgs !== null;
  const own = [`issue.id:${id}`, ...scope.parts].join(' ');
  const [shape, theirs] = await Promise.all([
    remote.issue(id, signal),
    isPart ? remote.issueEvents(id, scope.parts.join(' '), signal) : null,
  ]);
  const seen = theirs?.filter((event) => isSeen(eventFrom(event, { ...reading, project: null }), scope)) ?? null;
  const newest = seen?.toSorted((a, b) => ((a.dateCreated ?? '') < (b.dateCreated ?? '') ? 1 : -1))[0];
  // An issue of which nothing is theirs is not there for them.
  if (!shape || (seen && !newest)) return null;
  const from = `${addDays(reading.today, -13)}T00:00:00.000000Z`;
  const to = `${addDays(reading.today, 1)}T00:00:00.000000Z`;
  const totals = { ...open(scope), query: own, fields: ['count()', 'count_unique(user)', 'last_seen()'], sort: '-count()', size: 1 };
  const [event, about, days, hit, tags, total] = await Promise.allSettled([
    remote.issueEvent(id, newest?.eventID ?? 'latest', signal),
    aboutOf(remote, scope, [id]),
    remote.days({ query: own, from, to, signal }),
    hitBy(remote, scope, own),
    seen ? countedTags(seen) : remote.tags(id, signal).then(tagsFrom),
    isPart ? remote.rows(totals) : null,
  ]);
  const lacks: string[] = [];
  const answerOf = <T>(result: PromiseSettledResult<T>, what: string): T | null => {
    if (result.status === 'fulfilled') return result.value;
    if (!(result.reason instanceof AppError)) throw result.reason;
    lacks.push(what);
    return null;
  };
  const full = answerOf(event, 'its newest event');
  const told = answerOf(about, 'its features and releases')?.get(id) ?? null;
  const trend = answerOf(days, 'its trend');
  const people = answerOf(hit, 'who was hit');
  const values = answerOf(tags, 'its tags');
  const counts = answerOf(total, 'how often it was seen')?.rows[0];
  const named = { ...(told ?? { features: [], releases: [], environments: [] }), title: newest?.title ?? told?.title ?? null };
  const issue = issueFrom(shape, named, { ...reading, isPart });
  const { project } = issue;
  const detail = full && eventFrom(full, { ...reading, project });
  return {
    ...issue,
    ...(isPart ? partOf(counts) : {}),
    trend: trend ? trendFrom(trend, reading.today) : issue.trend,
    event: detail && isSeen(detail, scope) ? { ...detail, short_id: issue.short_id } : null,
    tags: values ?? [],
    hit: people ?? [],
    caveats: lacks.length === 0 ? [] : [{ kind: 'truncated', why: `${lacks.join(', ')} could not be looked up` }],
  };
}

function partOf(counts: Row | undefined): Pick<Issue, 'events' | 'users' | 'last_seen'> {
  const events = Number(counts?.['count()'] ?? 0);
  const users = Number(counts?.['count_unique(user)'] ?? 0);
  const last = counts?.['last_seen()'];
  return {
    events: { value: events, capped: counts === undefined },
    users: users > 0 ? { value: users, capped: false } : null,
    last_seen: typeof last === 'string' ? instantFrom(last) : null,
  };
}

async function hitBy(remote: Sentry, scope: Scope, query: string): Promise<IssueDetail['hit']> {
  const { orgTag } = scope.reading;
  const org = orgTag === null ? [] : [`tags[${orgTag}]`];
  const fields = ['user.id', ...org, 'count()', 'last_seen()'];
  const asked = { ...open(scope), query: `${query} has:user.id`, fields, sort: '-count()', size: mostHit };
  const { rows } = await remote.rows(asked);
  return rows.flatMap((row) => {
    const user = row['user.id'];
    const last = typeof row['last_seen()'] === 'string' ? instantFrom(row['last_seen()']) : null;
    const orgId = orgTag === null ? null : row[`tags[${orgTag}]`];
    const hit = {
      user_id: String(user),
      org_id: typeof orgId === 'string' && orgId !== '' ? orgId : null,
      events: Number(row['count()'] ?? 0),
    };
    const isNamed = (typeof user === 'string' && user !== '') || typeof user === 'number';
    return isNamed && last !== null && isSeen(hit, scope) ? [{ ...hit, last_seen: last }] : [];
  });
}

/** Tell who somebody is, or are told elsewhere. */
const untold = new Set(['user', 'user.email', 'user.username', 'user.ip', 'level', 'request_id', 'trace', 'replayId', 'session_id']);

function tagsFrom(tags: Awaited<ReturnType<Sentry['tags']>>): readonly TagCounts[] {
  return tags.flatMap(({ key, topValues }) => {
    const values = topValues.flatMap(({ value, count }) => (value ? [{ value, events: count ?? 0 }] : []));
    return untold.has(key) || values.length === 0 ? [] : [{ key, values: values.slice(0, mostValues) }];
  });
}

function countedTags(events: Awaited<ReturnType<Sentry['issueEvents']>>): readonly TagCounts[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { key, value } of events.flatMap(({ tags }) => tags)) {
    if (untold.has(key)) continue;
    const values = counts.get(key) ?? new Map<string, number>();
    counts.set(key, values.set(value, (values.get(value) ?? 0) + 1));
  }
  return [...counts].map(([key, values]) => ({
    key,
    values: [...values]
      .map(([value, of]) => ({ value, events: of }))
      .toSorted((a, b) => b.events - a.events)
      .slice(0, mostValues),
  }));
}
