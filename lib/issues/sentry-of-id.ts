import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import { carrying, type Sentry } from '@/lib/sentry';
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
  const spans = [early, late].flatMap((one) => (one?.value ? [one.value] : []));
  const isTrace = events.some(({ trace_id }) => trace_id === trace) || (early?.value?.spans.length ?? 0) > 0;
  // A hundred events are told; whoever asks for so many has a hundred more before them.
  const isCut = found.next !== null || events.length > limit;
  const untoldWhat = [
    issues.failed ? 'their issues' : null,
    replays.failed ? 'at which second of their replays they are' : null,
    early?.failed || late?.failed ? 'spans' : null,
  ].filter((one) => one !== null);
  const caveats: Caveat[] = [
    ...cutOf(found),
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the newest ${Math.min(limit, events.length)} errors are told` }] : []),
    ...(untoldWhat.length > 0 ? [{ kind: 'truncated' as const, why: `${untoldWhat.join(' and ')} could not be looked up in Sentry` }] : []),
    // An ID of 32 digits need not be one of a trace: only what is known to be one is missed.
    ...spans
      .filter((one) => one !== early?.value || isTrace)
      .flatMap(({ caveats: of }) => of.slice(0, 1))
      .slice(0, 1),
  ];
  if (events.length === 0 && found.cut !== null) throw new AppError('unavailable', `Sentry gives no whole answer: ${found.cut}.`);
  return {
    events: events.slice(-limit),
    issues: issues.value ?? [],
    spans: spans.flatMap((one) => one.spans).slice(0, limit),
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

/** Spans of traces, and whether they are all there were: a trace of which Sentry keeps none, or a part, was not sampled. */
async function spansOf(
  remote: Sentry,
  scope: Scope,
  { ids, hasTraces }: { readonly ids: readonly string[]; readonly hasTraces: () => Promise<boolean> },
): Promise<{ readonly spans: readonly Span[]; readonly caveats: readonly Caveat[] }> {
  if (!(await hasTraces())) return { spans: [], caveats: [] };
  const traces = await Promise.all(
    ids.map(async (id) => {
      const [trees, size] = await Promise.all([
        remote.trace(id, scope.signal),
        // How many there are is told by servers of the last years only.
        remote.traceSize(id, scope.signal).catch(() => null),
      ]);
      const spans = spansFrom(trees, { ...scope.reading, traceId: id });
      const known = new Set(spans.map((span) => span.id));
      const isPart = spans.length < (size ?? 0) || spans.some(({ parent_id }) => parent_id !== null && !known.has(parent_id));
      return { spans, lack: spans.length === 0 ? 'none' : isPart ? 'a part' : null };
    }),
  );
  const lack = traces.find((trace) => trace.lack !== null)?.lack ?? null;
  const { sampled } = remote;
  const share = sampled === null ? 'a sample' : `${Math.round(sampled * 1_000) / 10} %`;
  const caveat: Caveat = { kind: 'not-sampled', why: `Sentry keeps ${share} of all traces, and ${lack ?? ''} of this one` };
  return {
    spans: traces.flatMap(({ spans }) =>
      spans.filter(({ orgId }) => isSeen({ org_id: orgId }, scope)).map(({ orgId: _org, ...span }): Span => span),
    ),
    caveats: lack === null || sampled === 1 ? [] : [caveat],
  };
}
