import { addDays, dayOf, readTime, spanOf } from '@/lib/time';
import type { Filter } from './filter';
import { type UsageKey, type UsageRoot, usageGrammar } from './grammar';
import { type CommonParams, oneOf, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type ParamReader, type Params, paramReader, printParams } from './params';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';
import { mostWeight, parseWeights, printWeights, readWeight, usualWeights, type Weights, weightedParts } from './weights';

export type UsageFilter = Filter<UsageKey, UsageRoot>;

/** By what the ledger is sorted, the most first; `name` from A on. `earns` is value less cost. */
export const ledgerSorts = ['earns', 'value', 'cost', 'users', 'orgs', 'events', 'last_used', 'name'] as const;
export type LedgerSort = (typeof ledgerSorts)[number];

/** Which days are looked at. Absent ends are what {@link usageDays} makes of them. */
export interface UsageRange extends CommonParams {
  /** Calendar days of the zone, both included. */
  readonly from: string | null;
  readonly to: string | null;
  /** The day on which one looks: what came later takes no part. */
  readonly asof: string | null;
}

export interface UsageParams extends UsageRange {
  /** `q` */
  readonly filter: UsageFilter;
  readonly sort: LedgerSort;
  readonly weights: Weights;
  /** `rows=all`: a screen shows the first of many only. A program is told all of them. */
  readonly rows: 'all' | null;
}

/** `/usage`, and with the same parameters `GET /api/v1/usage/features`. */
export interface UsageAddress extends UsageParams {
  /** Of the answer to a program; a screen that is asked for a file gives it. */
  readonly format: 'json' | 'csv';
  readonly problems: readonly ParamProblem[];
}

export function parseUsageAddress(params: Params): UsageAddress {
  const reader = paramReader(params);
  return {
    ...readRange(reader),
    filter: parseFilter(reader.text('q') ?? '', usageGrammar),
    sort: reader.value('sort', {
      read: (text) => oneOf(ledgerSorts, text),
      fallback: 'earns',
      why: `sort is one of ${ledgerSorts.join(', ')}; earns is used.`,
    }),
    weights: readWeights(reader),
    rows: reader.value('rows', {
      read: (text) => oneOf(['all'] as const, text),
      fallback: null,
      why: 'rows is all or absent; it is left out.',
    }),
    format: reader.value('format', {
      read: (text) => oneOf(['json', 'csv'] as const, text),
      fallback: 'json',
      why: 'format is json or csv; json is used.',
    }),
    problems: reader.problems,
  };
}

/** All in one, and each under its own name, as a form sends them: these win. */
function readWeights(reader: ParamReader): Weights {
  const weights = reader.value('weights', {
    read: parseWeights,
    fallback: usualWeights,
    why: `weights are written like people:3,orgs:2;errors:3, each 0 to ${mostWeight}, of ${weightedParts.join(', ')}; the usual ones are used.`,
  });
  const own = weightedParts.map((part) => [
    part,
    reader.value(`w_${part}`, {
      read: readWeight,
      fallback: weights[part],
      why: `w_${part} is a number from 0 to ${mostWeight}; ${weights[part]} is used.`,
    }),
  ]);
  return { ...weights, ...Object.fromEntries(own) };
}

export function usageHref(address: Partial<UsageParams> = {}): `/usage${'' | `?${string}`}` {
  return `/usage${printUsage(address, { rows: address.rows })}`;
}

/** The same ledger from the API. */
export function usageApiHref({
  format,
  ...address
}: Partial<UsageParams & Pick<UsageAddress, 'format'>> = {}): `/api/v1/usage/features${'' | `?${string}`}` {
  return `/api/v1/usage/features${printUsage(address, { format: format === 'csv' ? 'csv' : null })}`;
}

function printUsage(
  { filter, sort, weights, rows: _, ...range }: Partial<UsageParams>,
  more: Readonly<Record<string, string | null | undefined>>,
) {
  return printParams({
    q: filter && printFilter(filter),
    ...printRange(range),
    sort: sort === 'earns' ? null : sort,
    weights: weights && printWeights(weights),
    ...more,
    ...printCommonParams(range),
  });
}

/** `/usage/feature?name=`, and with the same parameters `GET /api/v1/usage/feature`. */
export interface FeatureAddress extends UsageRange {
  readonly name: string | null;
  readonly filter: UsageFilter;
  /** A funnel: of those who did the first event, how many did the second within so many days. */
  readonly first: string | null;
  readonly second: string | null;
  readonly within: number;
  /** What became of a form that was sent. */
  readonly notice: string | null;
  readonly problems: readonly ParamProblem[];
}

const usualDaysWithin = 7;
const mostDaysWithin = 90;

export function parseFeatureAddress(params: Params): FeatureAddress {
  const reader = paramReader(params);
  return {
    name: reader.text('name'),
    filter: parseFilter(reader.text('q') ?? '', usageGrammar),
    ...readRange(reader),
    first: reader.text('first'),
    second: reader.text('second'),
    within: reader.value('within', {
      read: (text) => (/^[1-9]\d?$/.test(text) && Number(text) <= mostDaysWithin ? Number(text) : null),
      fallback: usualDaysWithin,
      why: `within is a number of days from 1 to ${mostDaysWithin}; ${usualDaysWithin} is used.`,
    }),
    notice: reader.text('notice'),
    problems: reader.problems,
  };
}

type FeatureParams = Partial<Omit<FeatureAddress, 'problems' | 'notice'>>;

export function featureHref(address: FeatureParams): `/usage/feature${'' | `?${string}`}` {
  return `/usage/feature${printFeature(address)}`;
}

/** The same feature from the API, without a funnel. */
export function featureApiHref({ first: _, second: __, within: ___, ...address }: FeatureParams) {
  return `/api/v1/usage/feature${printFeature(address)}` as const;
}

function printFeature({ name, filter, first, second, within, ...range }: FeatureParams) {
  return printParams({
    name,
    q: filter && printFilter(filter),
    ...printRange(range),
    first,
    second,
    within: within === usualDaysWithin ? null : within,
    ...printCommonParams(range),
  });
}

/** `GET /api/v1/usage/surfaces?feature=` */
export interface SurfacesAddress extends UsageRange {
  readonly filter: UsageFilter;
  readonly feature: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseSurfacesAddress(params: Params): SurfacesAddress {
  const reader = paramReader(params);
  const filter = parseFilter(reader.text('q') ?? '', usageGrammar);
  return { ...readRange(reader), filter, feature: reader.text('feature'), problems: reader.problems };
}

function readRange(reader: ParamReader): UsageRange {
  const common = readCommonParams(reader);
  const [from, to, asof] = (['from', 'to', 'asof'] as const).map((param) =>
    reader.value(param, {
      read: (text) => readDay(text, common.zone),
      fallback: null,
      why: `${param} is a day, such as 2026-10-31; it is left out.`,
    }),
  );
  return { ...common, from: from ?? null, to: to ?? null, asof: asof ?? null };
}

/** A moment stands for its day in the zone. */
function readDay(text: string, zone: string): string | null {
  const time = readTime(text);
  if (!time || time.unit === 'year' || time.unit === 'month') return null;
  return time.unit === 'day' && time.zone === undefined ? text : dayOf(spanOf(time, zone).from, zone);
}

function printRange({ from, to, asof }: Partial<UsageRange>) {
  return { from, to, asof };
}

export const usualUsageDays = 30;
const mostUsageDays = 400;

/** The days that are meant, both included: 30 up to the one on which one looks where nothing else is said, and never more than 400. */
export function usageDays({ from, to, asof }: Pick<UsageRange, 'from' | 'to' | 'asof'>, today: string): { from: string; to: string } {
  const seen = asof ?? today;
  const last = earlier(to ?? seen, asof ?? to ?? seen);
  const first = from ?? addDays(last, 1 - usualUsageDays);
  const end = later(first, last);
  return { from: later(first, addDays(end, 1 - mostUsageDays)), to: end };
}

function earlier(one: string, other: string): string {
  return [one, other].sort()[0] ?? one;
}

function later(one: string, other: string): string {
  return [one, other].sort()[1] ?? one;
}
