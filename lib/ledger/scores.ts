import { type CostPart, costParts, type ValuePart, valueParts, type Weights } from '@/lib/address';
import type { FeatureUse } from '@/lib/usage';

/** How much of one part a feature has beside the feature that has most of it. */
export interface ScoredPart<Part extends string> {
  readonly part: Part;
  /** Null: nobody could tell. */
  readonly amount: number | null;
  /** 0 to 1. */
  readonly share: number | null;
}

export interface Score<Part extends string> {
  /** 0 to 100; null where no part that counts is known. */
  readonly score: number | null;
  readonly parts: readonly ScoredPart<Part>[];
}

export type Amounts<Part extends string> = Readonly<Record<Part, number | null>>;

/** The return counts people who came again, not their share of all: so one more person never makes a feature worth less. */
export function valueAmounts(use: FeatureUse | null): Amounts<ValuePart> {
  return {
    people: use?.users ?? null,
    orgs: use?.orgs ?? null,
    return: use?.returning_users ?? null,
    events: use?.events ?? null,
  };
}

export function mostOf<Part extends string>(parts: readonly Part[], all: readonly Amounts<Part>[]): Readonly<Record<Part, number>> {
  const most = (part: Part) => all.reduce((found, amounts) => Math.max(found, amounts[part] ?? 0), 0);
  return Object.fromEntries(parts.map((part) => [part, most(part)])) as Record<Part, number>;
}

export function valueScore(amounts: Amounts<ValuePart>, most: Readonly<Record<ValuePart, number>>, weights: Weights): Score<ValuePart> {
  return scoreOf(valueParts, { amounts, most, weights });
}

export function costScore(amounts: Amounts<CostPart>, most: Readonly<Record<CostPart, number>>, weights: Weights): Score<CostPart> {
  return scoreOf(costParts, { amounts, most, weights });
}

interface Weighed<Part extends string> {
  readonly amounts: Amounts<Part>;
  readonly most: Readonly<Record<Part, number>>;
  readonly weights: Readonly<Record<Part, number>>;
}

/** The weighted mean of the shares of what is known: what nobody can tell neither helps nor harms. */
function scoreOf<Part extends string>(names: readonly Part[], { amounts, most, weights }: Weighed<Part>): Score<Part> {
  const parts = names.map((part) => ({ part, amount: amounts[part], share: shareOf(amounts[part], most[part]) }));
  const known = parts.filter(({ part, share }) => share !== null && weights[part] > 0);
  const total = known.reduce((sum, { part }) => sum + weights[part], 0);
  const weighed = known.reduce((sum, { part, share }) => sum + weights[part] * (share ?? 0), 0);
  return { score: total === 0 ? null : (100 * weighed) / total, parts };
}

/** On a logarithmic scale: from 1 person to 10 is as far as from 100 to 1,000. */
function shareOf(amount: number | null, most: number): number | null {
  if (amount === null) return null;
  return most <= 0 || amount <= 0 ? 0 : Math.log1p(amount) / Math.log1p(most);
}
