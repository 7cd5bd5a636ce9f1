import { type CostPart, costParts, type Weights } from '@/lib/address';
import { addDays, dayOf, timeNoun } from '@/lib/time';
import type { FeatureUse, FeatureUsePage } from '@/lib/usage';
import type { Amounts } from './scores';
import type { Verdict } from './verdict';

/** How far a row of the ledger can be believed, and what it may not see. */
export interface Confidence {
  readonly level: 'high' | 'fair' | 'low';
  /** Sentences. */
  readonly blind_spots: readonly string[];
}

export interface Judged {
  readonly use: FeatureUse | null;
  readonly verdict: Verdict;
  readonly costs: Amounts<CostPart>;
}

export interface Seen {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly asOf: string;
  readonly coverage: FeatureUsePage['coverage'];
  readonly weights: Weights;
  /** Events a person, in the middle of all features. */
  readonly usualPace: number | null;
}

/** What is the same for all features of a ledger, reckoned once. */
export interface Sight {
  readonly seen: Seen;
  readonly seenUntil: string | null;
  /** The first of as many days before. */
  readonly comparedFrom: string;
  /** The share of events without a feature. */
  readonly untagged: number;
}

export function sightOf(seen: Seen): Sight {
  const { from, to, zone, asOf, coverage } = seen;
  const length = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  return {
    seen,
    seenUntil: dayOf(asOf, zone),
    comparedFrom: addDays(from, -length),
    untagged: share(coverage.events - coverage.with_feature, coverage.events),
  };
}

const fewPeople = 10;
const manyTimes = 20;

/** What makes a row doubtful: low where one thing alone may turn its verdict round. */
export function confidenceOf({ use, verdict, costs }: Judged, sight: Sight): Confidence {
  const doubts = [...doubtsOfUse(use, verdict, sight), ...doubtsOfCosts(costs, sight.seen.weights)];
  const level = doubts.some(({ isGrave }) => isGrave) ? 'low' : doubts.length > 0 ? 'fair' : 'high';
  return { level, blind_spots: doubts.map(({ words }) => words) };
}

interface Doubt {
  readonly words: string;
  readonly isGrave: boolean;
}

function doubtsOfUse(use: FeatureUse | null, verdict: Verdict, { seen, seenUntil, comparedFrom, untagged }: Sight): readonly Doubt[] {
  const { from, to, zone } = seen;
  const first = use?.first_used ? dayOf(use.first_used, zone) : null;
  const nobody = use ? share(use.events_without_user, use.events) : 0;
  const pace = use && use.users > 0 ? use.events / use.users : null;
  const found: (Doubt | false)[] = [
    (use === null || use.first_used === null) && {
      words: 'No event has ever carried its name: it may be used, and not say so.',
      isGrave: true,
    },
    seenUntil !== null &&
      seenUntil < to && {
        words: seenUntil < from ? 'None of these days has been counted yet.' : `Events are counted until ${timeNoun(seenUntil)} only.`,
        isGrave: seenUntil < from,
      },
    untagged >= 0.1 && {
      words: `${percent(untagged)} of all events carry no feature: some of them may be its own.`,
      isGrave: untagged >= 0.5,
    },
    nobody >= 0.2 && {
      words: `${percent(nobody)} of its events name nobody: people who are not signed in, or bots.`,
      isGrave: nobody >= 0.8,
    },
    pace !== null &&
      seen.usualPace !== null &&
      pace > manyTimes * seen.usualPace && {
        words: `${Math.round(pace).toLocaleString('en')} events a person are far more than elsewhere: a program may be behind it.`,
        isGrave: false,
      },
    use !== null &&
      verdict !== 'silent' &&
      use.first_used !== null &&
      use.users + use.before.users < fewPeople && {
        words: `Few people: ${use.users} in these days and ${use.before.users} in those before, so that one more or less changes much.`,
        isGrave: use.users + use.before.users <= 2,
      },
    first !== null &&
      first > comparedFrom && {
        words: `A short history: its first use that is kept was on ${timeNoun(first)}, so that there is ${first >= from ? 'nothing' : 'little'} to compare with.`,
        isGrave: false,
      },
  ];
  return found.filter((doubt) => doubt !== false);
}

const costNouns: Readonly<Record<CostPart, string>> = {
  errors: 'errors',
  hit: 'people hit',
  lines: 'error lines',
  slow: 'slow requests',
  actions: 'actions by hand',
  churn: 'changes to its code',
};

function doubtsOfCosts(costs: Amounts<CostPart>, weights: Weights): readonly Doubt[] {
  const counted = costParts.filter((part) => weights[part] > 0);
  const unknown = counted.filter((part) => costs[part] === null);
  if (unknown.length === 0) return [];
  const words =
    unknown.length === counted.length
      ? 'Nothing is known of what it costs.'
      : `Unknown, not zero: ${listed(unknown.map((part) => costNouns[part]))}.`;
  return [{ words, isGrave: unknown.length === counted.length }];
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
