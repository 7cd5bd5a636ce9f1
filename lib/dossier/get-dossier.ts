import { completenessOf, type Reading } from '@/lib/reading';
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
import { asked, silent } from './ask';
import { askAudit } from './ask-audit';
import { askLogs } from './ask-logs';
import { clocksFor } from './clocks-for';

export interface Dossier {
  readonly id: string;
  readonly isComplete: boolean;
  /** Whether that is all, and why not, in one sentence. */
  readonly completeness: string;
  /** One for each source, always: audit, logs, issues, usage. */
  readonly readings: readonly Reading[];
  /** More than one where the evidence cannot be of one request; none where nothing was found. */
  readonly stories: readonly DossierStory[];
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
export async function getDossier(viewer: Viewer, id: string, { now, retentionDays }: DossierOptions): Promise<Dossier> {
  const [audit, logs] = await Promise.all([asked('audit', askAudit(viewer, id)), asked('logs', askLogs(viewer, id))]);
  const horizon = addSeconds(now, -retentionDays * 86_400) ?? now;
  const readings = [
    audit.reading,
    withHorizon(logs.reading, audit.moments, { horizon, retentionDays }),
    silent('issues', 'no source of errors is set up', 'not-configured').reading,
    silent('usage', 'no source of product events is set up', 'not-configured').reading,
  ];
  const { isComplete, words } = completenessOf(readings);
  const isLacking = readings.some(isSilentAbout);
  const told = [...audit.moments, ...logs.moments];
  const clocks = await clocksFor(viewer, told);
  const stories = splitStories(inOrder(withClocksRight(told, clocks))).map((story) => {
    const { lines, ending } = accountOf(story.moments, { now, isLacking });
    const lanes = lanesOf(story.moments);
    const own = clocks.filter(({ service }) => lanes.some((lane) => lane.service === service));
    return { ...story, summary: lines, ending, lanes, clocks: own, uncertain: uncertainOrder(story.moments, own) };
  });
  return { id, isComplete, completeness: words, readings, stories };
}

/** Whether it may hold more of what just happened than it told. */
function isSilentAbout({ verdict, caveats }: Reading): boolean {
  const isLate = (kind: string) => kind === 'lagging' || kind === 'truncated' || kind === 'unavailable';
  return isLate(verdict) || caveats.some(({ kind }) => isLate(kind));
}

/** What happened before the oldest line that is kept may have been logged and dropped. */
function withHorizon(
  reading: Reading,
  evidence: readonly Moment[],
  { horizon, retentionDays }: { horizon: string; retentionDays: number },
): Reading {
  const isOlder = evidence.some(({ time }) => compareInstants(time, horizon) < 0);
  if (!isOlder || (reading.verdict !== 'found' && reading.verdict !== 'none')) return reading;
  const why = `lines are kept for ${retentionDays} days, and part of this is older`;
  if (reading.verdict === 'none') return { ...reading, verdict: 'beyond-retention', count: null, why, since: horizon };
  return { ...reading, caveats: [...reading.caveats, { kind: 'beyond-retention', why }] };
}
