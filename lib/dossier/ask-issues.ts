import { AppError } from '@/lib/errors';
import { carriedIds, type ErrorEvent, eventsOfId, hasRealEvents, type Issue, type Replay, replayHref, type Span } from '@/lib/issues';
import type { Caveat, Reading } from '@/lib/reading';
import type { Moment, MomentError } from '@/lib/story';
import { compareInstants } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { type Answer, silent } from './ask';

const most = 500;

/** Error events and spans that carry the ID as their request, trace, session, replay or event. */
export async function askIssues(viewer: Viewer, id: string): Promise<Answer> {
  const found = await eventsOfId(viewer, id, { limit: most + 1 }).catch((error: unknown) => refused(viewer, error));
  if ('reading' in found) return found;
  if (found.events.length === 0 && found.spans.length === 0) {
    const instead = await silence(viewer, id);
    if (instead) return instead;
  }
  const isCut = found.events.length > most || found.spans.length > most;
  const [events, spans] = [found.events.slice(0, most), found.spans.slice(0, most)];
  const issues = new Map(found.issues.map((issue) => [issue.id, issue]));
  const moments = [
    ...events.map((event, place) => momentFrom(event, { place, issue: issues.get(event.issue_id ?? '') ?? null, replays: found.replays })),
    ...outermost(spans).map((span, place) => momentFromSpan(span, place)),
  ];
  const caveats: Caveat[] = [
    ...found.caveats,
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the first ${most.toLocaleString('en')} errors and spans are told` }] : []),
  ];
  return { reading: readingOf(moments.length, { isCut, caveats }), moments, spans };
}

/** Of what is not there nobody says that it may not be seen, and a store that cannot tell whose an event is carries nothing for some. */
async function refused(viewer: Viewer, error: unknown): Promise<Answer> {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'not-implemented') return silent('issues', error.message.replace(/\.$/, ''), 'not-recorded');
  const absent = error.code === 'not-permitted' ? await absence(viewer) : null;
  if (!absent) throw error;
  return absent;
}

async function absence({ sees }: Viewer): Promise<Answer | null> {
  if (sees !== 'real' || (await hasRealEvents())) return null;
  return silent('issues', 'no error was ever sent here, and no Sentry is set up', 'not-configured');
}

/** Why nothing was found, where that does not mean that nothing is there. */
async function silence(viewer: Viewer, id: string): Promise<Answer | null> {
  const absent = await absence(viewer);
  if (absent) return absent;
  const carried = await carriedIds(viewer);
  if (!carried) return null;
  const isTraceLike = /^[0-9a-f]{32}$/i.test(id);
  const carries = carried.requests > 0 || (isTraceLike && carried.traces > 0);
  if (carries) return null;
  const why = `of ${carried.events.toLocaleString('en')} errors as of late none names a request${isTraceLike ? ' or a trace' : ''}`;
  return silent('issues', why, 'not-recorded');
}

/** Where a part of the traces was never sent, finding nothing means little. */
function readingOf(count: number, { isCut, caveats }: { isCut: boolean; caveats: readonly Caveat[] }): Reading {
  const unsent = caveats.find(({ kind }) => kind === 'not-sampled');
  if (count === 0 && unsent)
    return {
      source: 'issues',
      verdict: 'not-sampled',
      count: null,
      caveats: [],
      why: caveats.map(({ why }) => why).join(', '),
      since: null,
    };
  return {
    source: 'issues',
    verdict: count > 0 ? 'found' : 'none',
    count: { value: count, capped: isCut },
    caveats,
    why: null,
    since: null,
  };
}

interface Told {
  readonly place: number;
  readonly issue: Issue | null;
  readonly replays: readonly Replay[];
}

function momentFrom(event: ErrorEvent, { place, issue, replays }: Told): Moment {
  return {
    ref: `error:${event.id}`,
    time: event.time,
    toldTime: null,
    source: 'issues',
    place,
    service: event.project.replace(/^sample\//, ''),
    level: event.level ?? 'error',
    text: titleOf(event),
    requestId: event.request_id,
    userId: event.user_id,
    orgId: event.org_id,
    method: null,
    route: null,
    status: null,
    durationMs: null,
    action: null,
    error: errorFrom(event, { issue, replays }),
    use: null,
  };
}

/** An SDK's message may say its type already. */
function titleOf({ type, message }: ErrorEvent): string {
  return type === null || message.startsWith(type) ? message : [type, message].filter(Boolean).join(': ');
}

function errorFrom(event: ErrorEvent, { issue, replays }: Omit<Told, 'place'>): MomentError {
  return {
    issueId: event.issue_id,
    shortId: event.short_id ?? issue?.short_id ?? null,
    hit: issue?.users ?? null,
    firstSeen: issue?.first_seen ?? null,
    news: issue && newsOf(event, issue),
    trust: event.trust,
    replayHref: issue && replayHref(issue, event, replays),
  };
}

function newsOf({ time }: ErrorEvent, { first_seen: first, substatus }: Issue): MomentError['news'] {
  if (first !== null && compareInstants(time, first) <= 0) return 'first';
  return substatus === 'new' ? 'new' : substatus === 'regressed' ? 'regression' : null;
}

/** Transactions, and what nothing else of the trace encloses: the others stand within these. */
function outermost(spans: readonly Span[]): readonly Span[] {
  const known = new Set(spans.map(({ id }) => id));
  return spans.filter(({ is_transaction: isWhole, parent_id: parent }) => isWhole || parent === null || !known.has(parent));
}

function momentFromSpan({ id, time, project, description, op, duration_ms: durationMs }: Span, place: number): Moment {
  return {
    ref: `span:${id}`,
    time,
    toldTime: null,
    source: 'issues',
    place,
    service: project.replace(/^sample\//, ''),
    level: null,
    text: [op, description].filter(Boolean).join(' '),
    requestId: null,
    userId: null,
    orgId: null,
    method: null,
    route: null,
    status: null,
    durationMs,
    action: null,
    error: null,
    use: null,
  };
}
