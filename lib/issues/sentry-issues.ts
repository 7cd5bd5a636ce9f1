import { config } from '@/lib/config';
import { type CursorContext, openCursor, sealCursor } from '@/lib/paging';
import type { Sentry } from '@/lib/sentry';
import { compareInstants } from '@/lib/time';
import { eventFrom, fieldsOf } from './from-sentry';
import type { Issue } from './issue';
import type { IssueSort, IssueStore } from './issue-store';
import { detailOf, issueNumber } from './sentry-detail';
import { featuresOf, releasesOf } from './sentry-features';
import { ofIdFrom } from './sentry-of-id';
import { questionOf } from './sentry-question';
import { replaysOfIssue } from './sentry-replays';
import { cutOf, eventsFrom, isHex, isSeen, mostListed, open, scopeOf } from './sentry-scope';
import { issuesFrom } from './sentry-told';

/**
 * Issues and events of a Sentry. It is asked for what is meant, in its own search, and for what the viewer may see: each event that it
 * gives is held against the viewer's organisations here once more. Of an issue, which is everybody's, who sees some organisations is told
 * only what their own events say.
 *
 * @param hasTraces whether that Sentry is known to keep no spans at all
 */
export function sentryIssues(remote: Sentry, hasTraces: () => Promise<boolean> = async () => true): IssueStore {
  return {
    async list(viewer, { filter, zone, sort = 'last', limit = 25, after }) {
      const scope = scopeOf(remote, viewer);
      const asked = await questionOf(remote, scope, { filter, zone, about: 'issues' });
      const context: CursorContext = { list: `sentry-issues-${sort}`, filter, order: 'desc', zone, viewer, secret: config().secret };
      const cursor = after ? (openCursor(after, context)[0]?.key ?? null) : null;
      if (!asked) return { rows: [], next: null, previous: null, count: { value: 0, capped: false }, caveats: [] };
      const size = sizeOf(limit);
      const found = await remote.issues({ ...asked, sort: sorts[sort], size, cursor });
      const told = await issuesFrom(remote, scope, found.rows);
      const rows = found.rows.length > size ? told.issues.toSorted(orders[sort]).slice(0, size) : told.issues;
      const next = found.next === null ? null : sealCursor([{ source: 'sentry', createdAt: '', key: found.next }], context);
      return { rows, next, previous: null, count: found.hits, caveats: [...cutOf(found), ...told.caveats] };
    },

    async get(viewer, name) {
      const scope = scopeOf(remote, viewer);
      if (scope.orgs?.length === 0) return null;
      const id = await issueNumber(remote, name, scope.signal);
      return id === null ? null : detailOf(remote, scope, id);
    },

    async events(viewer, { filter, zone, limit = 25, after }) {
      const scope = scopeOf(remote, viewer);
      const asked = await questionOf(remote, scope, { filter, zone, about: 'events' });
      const context: CursorContext = { list: 'sentry-events', filter, order: 'desc', zone, viewer, secret: config().secret };
      const cursor = after ? (openCursor(after, context)[0]?.key ?? null) : null;
      if (!asked) return { rows: [], next: null, previous: null, caveats: [] };
      const size = sizeOf(limit);
      const found = await remote.rows({ ...asked, fields: fieldsOf(remote.orgTag), sort: '-timestamp', size, cursor });
      const rows = eventsFrom(found.rows, scope).slice(0, size);
      const next = found.next === null ? null : sealCursor([{ source: 'sentry', createdAt: '', key: found.next }], context);
      return { rows, next, previous: null, caveats: cutOf(found) };
    },

    async event(viewer, id) {
      const scope = scopeOf(remote, viewer);
      if (!isHex(id)) return null;
      const found = await remote.event(id.toLowerCase(), scope.signal);
      const event = found && eventFrom(found.event, { ...scope.reading, project: found.project });
      return event && isSeen(event, scope) ? event : null;
    },

    ofId: async (viewer, id, { limit }) => ofIdFrom(remote, scopeOf(remote, viewer), { id, limit, hasTraces }),

    replays: async (viewer, of) => replaysOfIssue(remote, scopeOf(remote, viewer), of),

    byFeature: async (viewer, days) => featuresOf(remote, scopeOf(remote, viewer), days),
    newReleases: async (viewer, options) => releasesOf(remote, scopeOf(remote, viewer), options),

    async carried(viewer) {
      const scope = scopeOf(remote, viewer);
      if (scope.orgs?.length === 0) return null;
      const countOf = async (part: string) => {
        const query = [part, ...scope.parts].filter(Boolean).join(' ');
        const { rows } = await remote.rows({ ...open(scope), query, window: '14d', fields: ['count()'], sort: '-count()', size: 1 });
        return Number(rows[0]?.['count()'] ?? 0);
      };
      const wanted = ['', 'has:user.id', 'has:tags[request_id]', 'has:trace'];
      const [events = 0, users = 0, requests = 0, traces = 0] = await Promise.all(wanted.map(countOf));
      return events === 0 ? null : { events, users, requests, traces };
    },
  };
}

const sorts = { last: 'date', first: 'new', events: 'freq', users: 'user' } as const satisfies Record<IssueSort, string>;

const byTime = (a: string | null, b: string | null) => compareInstants(b ?? '-infinity', a ?? '-infinity');
/** Where Sentry answers for each project on its own. */
const orders: Readonly<Record<IssueSort, (a: Issue, b: Issue) => number>> = {
  last: (a, b) => byTime(a.last_seen, b.last_seen),
  first: (a, b) => byTime(a.first_seen, b.first_seen),
  events: (a, b) => b.events.value - a.events.value,
  users: (a, b) => (b.users?.value ?? 0) - (a.users?.value ?? 0),
};

function sizeOf(limit: number): number {
  return Math.min(Math.max(Math.trunc(limit) || 1, 1), mostListed);
}
