import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import { carrying, type Sentry } from '@/lib/sentry';
import { compareInstants } from '@/lib/time';
import { fieldsOf, spansFrom } from './from-sentry';
import type { ErrorEvent, Issue, Span } from './issue';
import type { EventsOfId } from './issue-store';
import { mostEncoded } from './sentry-question';
import { replaysById } from './sentry-replays';
import { cutOf, eventsFrom, isHex, isSeen, mostListed, open, type Scope, settled } from './sentry-scope';
import { issuesFrom } from './sentry-told';

const mostTraces = 3;
const mostReplays = 20;

export async function ofIdFrom(
  remote: Sentry,
  scope: Scope,
  { id, limit, hasTraces }: { readonly id: string; readonly limit: number; readonly hasTraces: () => Promise<boolean> },
): Promise<EventsOfId> {
  const query = [carrying(id), ...scope.parts].join(' ');
  if (encodeURIComponent(query).length > mostEncoded) throw new AppError('malformed', 'This ID is too long for Sentry.');
  if (scope.orgs?.length === 0) return { events: [], issues: [], spans: [], replays: [], caveats: [] };
  const trace = isHex(id) ? id.toLowerCase() : null;
  const [found, early] = await Promise.all([
    remote.rows({ ...open(scope), query, fields: fieldsOf(remote.orgTag), sort: '-timestamp', size: mostListed }),
    trace === null ? null : settled(spansOf(remote, scope, { ids: [trace], hasTraces })),
  ]);
  const events = eventsFrom(found.rows, scope)
    .filter((event) => carries(event, id))
    .toReversed();
  const traces = [...new Set(events.flatMap(({ trace_id }) => (trace_id === null || trace_id === trace ? [] : [trace_id])))];
  const named = [...new Set(events.flatMap(({ replay_id: replay }) => replay ?? []))].slice(0, mostReplays);
  const [issues, replays, late] = await Promise.all([
    settled(issuesOf(remote, scope, events)),
    settled(replaysById(remote, scope, named)),
    traces.length === 0 ? null : settled(spansOf(remote, scope, { ids: traces.slice(0, mostTraces), hasTraces })),
  ]);
  const traced = [...(early?.value ?? []), ...(late?.value ?? [])];
  const lacks = await settled(lacksOf(remote, scope, { traced, events }));
  // A hundred events are told; whoever asks for so many has a hundred more before them.
  const isCut = found.next !== null || events.length > limit;
  const untoldWhat = [issues.failed ? 'their issues' : null, early?.failed || late?.failed || lacks.failed ? 'spans' : null].filter(
    (one) => one !== null,
  );
  const caveats: Caveat[] = [
    ...cutOf(found),
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the newest ${Math.min(limit, events.length)} errors are told` }] : []),
    ...(untoldWhat.length > 0 ? [{ kind: 'truncated' as const, why: `${untoldWhat.join(' and ')} could not be looked up in Sentry` }] : []),
    ...(lacks.value ?? []),
  ];
  if (events.length === 0 && found.cut !== null) throw new AppError('unavailable', `Sentry gives no whole answer: ${found.cut}.`);
  return {
    events: events.slice(-limit),
    issues: issues.value ?? [],
    spans: traced.flatMap(({ spans }) => spans).slice(0, limit),
    replays: replays.value ?? [],
    caveats,
  };
}

/** However Sentry reads an ID: what does not hold it to the letter is not of it. */
function carries(
  { request_id: request, session_id: session, trace_id: trace, event_id: event, replay_id: replay }: ErrorEvent,
  id: string,
) {
  return request === id || session === id || (isHex(id) && [trace, event, replay].includes(id.toLowerCase()));
}

async function issuesOf(remote: Sentry, scope: Scope, events: readonly ErrorEvent[]): Promise<readonly Issue[]> {
  const ids = [...new Set(events.flatMap(({ issue_id: of }) => (of !== null && /^\d{1,20}$/.test(of) ? [of] : [])))].slice(0, mostListed);
  if (ids.length === 0) return [];
  const query = [`issue.id:[${ids.join(',')}]`, ...scope.parts].join(' ');
  const found = await remote.issues({ ...open(scope), query, sort: 'date', size: mostListed });
  const { issues } = await issuesFrom(remote, scope, found.rows);
  return issues.filter(({ id }) => ids.includes(id));
}

/** What is known of one trace. */
interface Traced {
  readonly trace: string;
  /** Those that the viewer may see. */
  readonly spans: readonly Span[];
  /** What Sentry keeps of it, where that is not all there was. */
  readonly lack: 'none' | 'a part' | null;
  /** How many more there are than are told. */
  readonly untold: number;
}

async function spansOf(
  remote: Sentry,
  scope: Scope,
  { ids, hasTraces }: { readonly ids: readonly string[]; readonly hasTraces: () => Promise<boolean> },
): Promise<readonly Traced[]> {
  if (!(await hasTraces())) return [];
  return Promise.all(
    ids.map(async (trace) => {
      const [trees, size] = await Promise.all([
        remote.trace(trace, scope.signal),
        // How many there are is told by servers of the last years only.
        remote.traceSize(trace, scope.signal).catch(() => null),
      ]);
      const spans = spansFrom(trees, { ...scope.reading, traceId: trace });
      const seen = spans.filter(({ orgId }) => isSeen({ org_id: orgId }, scope)).map(({ orgId: _org, ...span }): Span => span);
      const lack = spans.length === 0 ? 'none' : hasGap(spans) ? 'a part' : null;
      return { trace, spans: seen, lack, untold: Math.max(0, (size ?? 0) - spans.length) };
    }),
  );
}

/** Whether a span hangs in nothing. Not the first one: who called from outside need not report to this Sentry. */
function hasGap(spans: readonly Span[]): boolean {
  const known = new Set(spans.map(({ id }) => id));
  const [, ...loose] = spans
    .filter(({ parent_id: parent }) => parent === null || !known.has(parent))
    .toSorted((a, b) => compareInstants(a.time, b.time));
  return loose.some(({ parent_id: parent }) => parent !== null);
}

/**
 * Why what is told of traces may not be all: Sentry keeps a part of them. One of which it has nothing is missed only where an error names
 * it, because an ID of 32 digits need not be a trace's, and where the project of that error ever sent a trace.
 */
async function lacksOf(
  remote: Sentry,
  { signal }: Scope,
  { traced, events }: { readonly traced: readonly Traced[]; readonly events: readonly ErrorEvent[] },
): Promise<readonly Caveat[]> {
  const cut = traced.find(({ untold, lack }) => untold > 0 && lack !== 'none');
  const caveats: readonly Caveat[] = cut
    ? [{ kind: 'truncated', why: `${cut.untold.toLocaleString('en')} more spans of trace ${cut.trace} are not told` }]
    : [];
  const lacking = traced.filter(({ lack }) => lack !== null);
  const { sampled } = remote;
  if (lacking.length === 0 || sampled === 1) return caveats;
  const untraced = new Set((await remote.projectList(signal)).flatMap(({ slug, traces }) => (traces === false ? [slug] : [])));
  const isMissed = ({ trace, lack }: Traced) =>
    lack === 'a part' || events.some(({ trace_id, project }) => trace_id === trace && !untraced.has(project));
  const missed = lacking.find(isMissed);
  if (!missed) return caveats;
  const share = sampled === null ? 'a sample' : `${Math.round(sampled * 1_000) / 10} %`;
  return [...caveats, { kind: 'not-sampled', why: `Sentry keeps ${share} of all traces, and ${missed.lack} of this one` }];
}
