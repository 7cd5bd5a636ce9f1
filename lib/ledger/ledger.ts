import { type CostPart, costParts, type LedgerSort, type ValuePart, valueParts, type Weights } from '@/lib/address';
import { dayOf } from '@/lib/time';
import type { FeatureUse } from '@/lib/usage';
import { type Confidence, confidenceOf, sightOf } from './confidence';
import type { CostReading, Evidence, FeatureMark } from './evidence';
import { type Amounts, costScore, mostOf, type Score, valueAmounts, valueScore } from './scores';
import { type Verdict, verdictOf } from './verdict';

/** Where value and cost put a feature: much and little, much and much, little and little, little and much. */
export type Place = 'keep' | 'fix' | 'watch' | 'retire';

export interface LedgerRow {
  readonly feature: string;
  /** Null where no event has ever carried its name. */
  readonly use: FeatureUse | null;
  readonly verdict: Verdict;
  readonly mark: FeatureMark | null;
  /** Without a score where nothing is known, which is not nothing. */
  readonly value: Score<ValuePart>;
  readonly cost: Score<CostPart>;
  /** Null where value or cost is unknown, for what is being retired anyway, and for what was switched on and never used. */
  readonly place: Place | null;
  readonly confidence: Confidence;
}

export interface Ledger extends Pick<Evidence, 'from' | 'to' | 'coverage' | 'asOf'> {
  readonly rows: readonly LedgerRow[];
  /** Events without a feature, where there are any. */
  readonly untagged: FeatureUse | null;
  readonly costs: readonly CostReading[];
}

/** What is in the middle of a scale is much. */
const middle = 50;

/** Every feature that anything is known of, judged and in order. */
export function ledgerFrom(evidence: Evidence, { weights, sort }: { weights: Weights; sort: LedgerSort }): Ledger {
  const { from, to, zone, uses, coverage, asOf, costs, marks } = evidence;
  const useOf = new Map(uses.flatMap((use) => (use.feature === null ? [] : [[use.feature, use] as const])));
  const markOf = new Map(marks.map((mark) => [mark.feature, mark]));
  const features = [...new Set([...useOf.keys(), ...markOf.keys(), ...costs.flatMap(({ counts }) => [...counts.keys()])])];
  const isSeen = (dayOf(asOf, zone) ?? '') >= from;
  const judged = features.map((feature) => {
    const [use, mark] = [useOf.get(feature) ?? null, markOf.get(feature) ?? null];
    const verdict = verdictOf(use, { mark, isSeen });
    // Never heard of is not unused, unless somebody said that it is switched on.
    const isKnown = isSeen && (verdict === 'unused' || (use !== null && use.first_used !== null));
    const values: Amounts<ValuePart> = isKnown ? { ...nothing, ...(use ? valueAmounts(use) : {}) } : valueAmounts(null);
    return { feature, use, mark, verdict, values, costs: costAmounts(feature, costs) };
  });
  const mostValue = mostOf(
    valueParts,
    judged.map(({ values }) => values),
  );
  const mostCost = mostOf(
    costParts,
    judged.map((row) => row.costs),
  );
  const sight = sightOf({ from, to, zone, asOf, coverage, weights, usualPace: middleOf(uses.flatMap(paceOf)) });
  const rows = judged.map(({ values, ...row }): LedgerRow => {
    const value = valueScore(values, mostValue, weights);
    const cost = costScore(row.costs, mostCost, weights);
    const { feature, use, mark, verdict } = row;
    return { feature, use, verdict, mark, value, cost, place: placeOf({ verdict, value, cost }), confidence: confidenceOf(row, sight) };
  });
  return { from, to, coverage, asOf, rows: inOrder(rows, sort), untagged: uses.find(({ feature }) => feature === null) ?? null, costs };
}

const nothing: Amounts<ValuePart> = { people: 0, orgs: 0, return: 0, events: 0 };

function costAmounts(feature: string, costs: readonly CostReading[]): Amounts<CostPart> {
  const amountOf = (part: CostPart) => {
    const told = costs.find((cost) => cost.part === part);
    if (!told || (told.reading.verdict !== 'found' && told.reading.verdict !== 'none')) return null;
    return told.counts.get(feature) ?? (told.isWhole ? 0 : null);
  };
  return Object.fromEntries(costParts.map((part) => [part, amountOf(part)])) as Record<CostPart, number | null>;
}

function placeOf({ verdict, value, cost }: Pick<LedgerRow, 'verdict' | 'value' | 'cost'>): Place | null {
  if (value.score === null || cost.score === null || verdict === 'retired' || verdict === 'unused') return null;
  if (value.score >= middle) return cost.score < middle ? 'keep' : 'fix';
  return cost.score < middle ? 'watch' : 'retire';
}

function paceOf({ feature, users, events }: FeatureUse): readonly number[] {
  return feature !== null && users > 0 ? [events / users] : [];
}

function middleOf(numbers: readonly number[]): number | null {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;
}

/** Those that are being retired, were never used or are unknown stand apart, below the others: their order among them says nothing. */
function inOrder(rows: readonly LedgerRow[], sort: LedgerSort): readonly LedgerRow[] {
  return [...rows].sort((a, b) => groupOf(a) - groupOf(b) || compared(a, b, sort) || byName(a, b));
}

const apart: readonly Verdict[] = ['unused', 'retired', 'unknown'];

function groupOf({ verdict }: LedgerRow): number {
  return apart.indexOf(verdict) + 1;
}

function compared(a: LedgerRow, b: LedgerRow, sort: LedgerSort): number {
  if (sort === 'name') return 0;
  if (sort === 'last_used') return (b.use?.last_used ?? '').localeCompare(a.use?.last_used ?? '');
  return (keyOf(b, sort) ?? -Infinity) - (keyOf(a, sort) ?? -Infinity) || 0;
}

function keyOf({ use, value, cost }: LedgerRow, sort: Exclude<LedgerSort, 'name' | 'last_used'>): number | null {
  switch (sort) {
    case 'earns':
      return value.score === null ? null : value.score - (cost.score ?? 0);
    case 'value':
      return value.score;
    case 'cost':
      return cost.score;
    default:
      return use?.[sort] ?? null;
  }
}

/** As texts are compared everywhere, whatever language is set. */
function byName(a: LedgerRow, b: LedgerRow): number {
  return a.feature < b.feature ? -1 : 1;
}
