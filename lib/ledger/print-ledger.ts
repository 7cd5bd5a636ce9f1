import { type CostPart, costParts, type Weights } from '@/lib/address';
import type { CostReading } from './evidence';
import { findingOf } from './finding';
import type { FeatureSheet } from './get-feature-sheet';
import type { ToldLedger } from './get-ledger';
import type { LedgerRow } from './ledger';

/** A row as the API tells it. What is unknown is null, never 0. */
function ledgerRowJson({ feature, use, verdict, place, value, cost, mark, confidence }: LedgerRow) {
  return {
    feature,
    events: use?.events ?? null,
    events_without_user: use?.events_without_user ?? null,
    users: use?.users ?? null,
    returning_users: use?.returning_users ?? null,
    orgs: use?.orgs ?? null,
    surfaces: use?.surfaces ?? null,
    first_used: use?.first_used ?? null,
    last_used: use?.last_used ?? null,
    before: use?.before ?? null,
    trend: use?.trend ?? [],
    verdict,
    place,
    value: rounded(value.score),
    cost: { score: rounded(cost.score), ...amountsOf(cost.parts) },
    mark,
    confidence,
  };
}

export function ledgerJson(ledger: ToldLedger, weights: Weights) {
  const { rows, from, to, asOf, costsAsOf, coverage, untagged, costs, caveats } = ledger;
  return {
    rows: rows.map(ledgerRowJson),
    next: null,
    finding: findingOf(ledger),
    from,
    to,
    as_of: asOf,
    costs_as_of: costsAsOf,
    coverage,
    untagged,
    weights,
    readings: readingsJson(costs),
    caveats,
  };
}

/** A sheet as the API tells it; what only events tell is empty where no event carries the name. */
export function featureJson({ row, detail, markers, sharing, churn, from, to, asOf, costs, costsAsOf, caveats }: FeatureSheet) {
  return {
    ...ledgerRowJson(row),
    surfaces_used: detail?.surfaces_used ?? [],
    orgs_using: detail?.orgs_using ?? [],
    events_by_name: detail?.events_by_name ?? [],
    cohorts: detail?.cohorts ?? [],
    sharing,
    markers,
    churn: churn && { commits: churn.commits, authors: churn.authors, lines: churn.lines },
    from,
    to,
    as_of: asOf,
    costs_as_of: costsAsOf,
    readings: readingsJson(costs),
    caveats,
  };
}

/** What came of asking for each part of the costs. */
function readingsJson(costs: readonly CostReading[]) {
  return Object.fromEntries(costs.map(({ part, reading }) => [part, reading]));
}

function amountsOf(parts: LedgerRow['cost']['parts']): Record<CostPart, number | null> {
  return Object.fromEntries(costParts.map((part) => [part, parts.find((one) => one.part === part)?.amount ?? null])) as Record<
    CostPart,
    number | null
  >;
}

function rounded(score: number | null): number | null {
  return score === null ? null : Math.round(score * 10) / 10;
}

const columns = [
  'feature',
  'verdict',
  'place',
  'value',
  'cost',
  'users',
  'users_before',
  'orgs',
  'returning_users',
  'events',
  'events_without_user',
  'surfaces',
  'first_used',
  'last_used',
  ...costParts.map((part) => `cost_${part}`),
  'mark',
  'mark_reason',
  'confidence',
  'blind_spots',
] as const;

/** The same as CSV (RFC 4180), for spreadsheets: what is unknown is an empty cell, and nothing begins a formula. */
export function ledgerCsv({ rows }: Pick<ToldLedger, 'rows'>): string {
  const lines = rows.map((row) => {
    const { cost, value, before, mark, confidence, ...told } = ledgerRowJson(row);
    const { score, ...parts } = cost;
    const cells: Readonly<Record<string, string | number | null>> = {
      ...{ ...told, trend: null, value, cost: score, users_before: before?.users ?? null },
      ...Object.fromEntries(Object.entries(parts).map(([part, amount]) => [`cost_${part}`, amount])),
      ...{ mark: mark?.kind ?? null, mark_reason: mark?.reason ?? null },
      ...{ confidence: confidence.level, blind_spots: confidence.blind_spots.join(' ') },
    };
    return columns.map((column) => cell(cells[column] ?? null)).join(',');
  });
  return [columns.join(','), ...lines, ''].join('\r\n');
}

/** A spreadsheet takes what begins like these for a formula, also behind blanks. */
const formula = /^\s*[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
