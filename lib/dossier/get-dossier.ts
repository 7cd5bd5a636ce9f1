import { setTimeout as pause } from 'node:timers/promises';
import { errorsKept, type Span } from '@/lib/issues';
import { completenessOf, type Reading, type SourceName } from '@/lib/reading';
import {
  type AccountLine,
  accountOf,
  type ClockOffset,
  type Ending,
  inOrder,
  type Lane,
  lanesOf,
  type Moment,
  type Story,
  splitStories,
  uncertainOrder,
  withClocksRight,
} from '@/lib/story';
import { addSeconds, compareInstants } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { type Answer, asked } from './ask';
import { askAudit } from './ask-audit';
import { askIssues } from './ask-issues';
import { askLogs } from './ask-logs';
import { askUsage } from './ask-usage';
import { clocksFor } from './clocks-for';

export interface Dossier {
  readonly id: string;
  readonly isComplete: boolean;
  /** Whether that is all, and why not, in one sentence. */
  readonly completeness: string;
  /** One for each source that has answered: in the end audit, logs, issues and usage, always. */
  readonly readings: readonly Reading[];
  /** Sources that are still being asked; none in the end. */
  readonly awaited: readonly SourceName[];
  /** More than one where the evidence cannot be of one request; none where nothing was found. */
  readonly stories: readonly DossierStory[];
  /** What is known of the work within the trace, in order. */
  readonly spans: readonly Span[];
}

export interface DossierStory extends Story {
  readonly summary: readonly AccountLine[];
  readonly ending: Ending;
  readonly lanes: readonly Lane[];
  /** In order. */
  readonly moments: readonly Moment[];
  /** Clocks that were put right. */
  readonly clocks: readonly ClockOffset[];
  /** Moments that may have come before the one before them. */
  readonly uncertain: ReadonlySet<string>;
}

interface DossierOptions {
  readonly now: string;
  readonly retentionDays: number;
}

/** All sources are asked at once; what one does not answer in time is said, and the rest stands. IDs ignore every range of time. */
export async function getDossier(viewer: Viewer, id: string, options: DossierOptions): Promise<Dossier> {
  const asking = askedAll(viewer, id);
  return dossierFrom({ viewer, id, options }, { answers: await Promise.all(Object.values(asking)), awaited: [] });
}

/** So long nothing is told: mostly all have answered by then, and what stays as it is reads better. */
const patienceMs = 300;

/** The same as it comes in: what was answered after a moment, again with each source that answers, and at last the whole. */
export async function* dossierStages(viewer: Viewer, id: string, options: DossierOptions): AsyncGenerator<Dossier, void> {
  const question = { viewer, id, options };
  const asking = askedAll(viewer, id);
  const answers: Partial<Record<SourceName, Answer>> = {};
  const pending = new Map(
    sourceNames.map((source) => {
      const told = asking[source].then((answer) => {
        answers[source] = answer;
        pending.delete(source);
      });
      return [source, told] as const;
    }),
  );
  await Promise.race([Promise.all(pending.values()), pause(patienceMs)]);
  while (true) {
    const [heard, awaited] = [sourceNames.flatMap((source) => answers[source] ?? []), [...pending.keys()]];
    yield dossierFrom(question, { answers: heard, awaited });
    if (awaited.length === 0) return;
    // Where one has answered meanwhile there is something new to tell, and nobody may be left to wait for.
    if (pending.size === awaited.length) await Promise.race(pending.values());
  }
}

const sourceNames = ['audit', 'logs', 'issues', 'usage'] as const satisfies readonly SourceName[];

function askedAll(viewer: Viewer, id: string): Readonly<Record<SourceName, Promise<Answer>>> {
  return {
    audit: asked('audit', askAudit(viewer, id)),
    logs: asked('logs', askLogs(viewer, id)),
    issues: asked('issues', askIssues(viewer, id)),
    usage: asked('usage', askUsage(viewer, id)),
  };
}

interface Heard {
  readonly answers: readonly Answer[];
  readonly awaited: readonly SourceName[];
}

async function dossierFrom(
  { viewer, id, options }: { viewer: Viewer; id: string; options: DossierOptions },
  { answers, awaited }: Heard,
): Promise<Dossier> {
  const { now, retentionDays } = options;
  const moments = answers.flatMap((answer) => answer.moments);
  const kept: Partial<Record<SourceName, Kept | null>> = {
    logs: { what: 'lines are kept', days: retentionDays },
    issues: errorsKept(viewer),
  };
  const readings = answers.map(({ reading }) => {
    const evidence = moments.filter(({ source }) => source !== reading.source);
    return withHorizon(reading, evidence, { now, kept: kept[reading.source] ?? null });
  });
  const { isComplete, words } = completenessOf(readings, awaited);
  const isLacking = awaited.length > 0 || readings.some(isSilentAbout);
  const clocks = await clocksFor(viewer, moments);
  const stories = splitStories(inOrder(withClocksRight(moments, clocks))).map((story) => {
    const { lines, ending } = accountOf(story.moments, { now, isLacking });
    const lanes = lanesOf(story.moments);
    const own = clocks.filter(({ service }) => lanes.some((lane) => lane.service === service));
    return { ...story, summary: lines, ending, lanes, clocks: own, uncertain: uncertainOrder(story.moments, own) };
  });
  return { id, isComplete, completeness: words, readings, awaited, stories, spans: answers.flatMap(({ spans = [] }) => spans) };
}

/** Whether it may hold more of what just happened than it told. */
function isSilentAbout({ verdict, caveats }: Reading): boolean {
  const isLate = (kind: string) => kind === 'lagging' || kind === 'truncated' || kind === 'unavailable';
  return isLate(verdict) || caveats.some(({ kind }) => isLate(kind));
}

interface Kept {
  /** In words, before "for 30 days". */
  readonly what: string;
  readonly days: number;
}

/** What happened before the oldest of what is kept may have been told and dropped. */
function withHorizon(reading: Reading, evidence: readonly Moment[], { now, kept }: { now: string; kept: Kept | null }): Reading {
  const horizon = kept && addSeconds(now, -kept.days * 86_400);
  const isOlder = horizon !== null && evidence.some(({ time }) => compareInstants(time, horizon) < 0);
  if (!kept || !isOlder || (reading.verdict !== 'found' && reading.verdict !== 'none')) return reading;
  const why = `${kept.what} for ${kept.days} days, and part of this is older`;
  if (reading.verdict === 'none') return { ...reading, verdict: 'beyond-retention', count: null, why, since: horizon };
  return { ...reading, caveats: [...reading.caveats, { kind: 'beyond-retention', why }] };
}
