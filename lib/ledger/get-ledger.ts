import type { LedgerSort, UsageFilter, Weights } from '@/lib/address';
import type { Caveat } from '@/lib/reading';
import { type FeatureUse, type FeatureUsePage, listFeatures } from '@/lib/usage';
import { may, orgScope, type Viewer } from '@/lib/viewer';
import type { CostReading } from './evidence';
import { listMarks } from './feature-marks';
import { type Ledger, ledgerFrom } from './ledger';
import { type Days, readCosts } from './read-costs';

export interface LedgerQuestion extends Days {
  readonly filter: UsageFilter;
  readonly weights: Weights;
  readonly sort: LedgerSort;
  readonly now: string;
}

export interface ToldLedger extends Ledger {
  readonly caveats: readonly Caveat[];
  /** When the costs were counted. */
  readonly costsAsOf: string;
}

/**
 * The ledger of these days: what every feature is worth, beside what it costs. A filter narrows down whose use is counted and which
 * features are listed; costs are always those of a feature as a whole.
 *
 * @throws {AppError} `not-permitted`; `needs-narrowing`; `unavailable` where use cannot be asked
 */
export async function getLedger(viewer: Viewer, question: LedgerQuestion): Promise<ToldLedger> {
  const { filter, from, to, zone, now } = question;
  const [use, costs, marks] = await Promise.all([
    allFeatures(viewer, { filter, from, to, zone }),
    rememberedCosts(viewer, { from, to, zone }, now),
    listMarks(viewer),
  ]);
  const isListed = filter.terms.length === 0 ? () => true : listedIn(use.rows);
  const evidence = {
    ...{ from, to, zone, uses: use.rows, coverage: use.coverage, asOf: use.as_of },
    costs: costs.readings.map((reading) => ({ ...reading, counts: new Map([...reading.counts].filter(([feature]) => isListed(feature))) })),
    marks: marks.filter(({ feature }) => isListed(feature)),
  };
  return { ...ledgerFrom(evidence, question), caveats: use.caveats, costsAsOf: costs.at };
}

function listedIn(uses: readonly FeatureUse[]): (feature: string) => boolean {
  const features = new Set(uses.map(({ feature }) => feature));
  return (feature) => features.has(feature);
}

const pageSize = 1_000;
/** Beyond so many names, what stands in their place is no feature: an address, perhaps, with an ID in it. */
const mostFeatures = 5_000;

async function allFeatures(viewer: Viewer, question: Days & { readonly filter: UsageFilter }): Promise<FeatureUsePage> {
  let page = await listFeatures(viewer, { ...question, limit: pageSize });
  while (page.next !== null && page.rows.length < mostFeatures) {
    const further = await listFeatures(viewer, { ...question, limit: pageSize, after: page.next });
    page = { ...page, rows: [...page.rows, ...further.rows], next: further.next };
  }
  if (page.next === null) return page;
  const caveat: Caveat = { kind: 'truncated', why: `only the ${mostFeatures.toLocaleString('en')} most used features are listed` };
  return { ...page, caveats: [...page.caveats, caveat] };
}

interface Remembered {
  readonly at: string;
  readonly readings: readonly CostReading[];
}

/** Costs of whole days move slowly, and are counted over many rows. */
const rememberMs = 60_000;
const mostRemembered = 200;
const remembered = new Map<string, Remembered>();

/** Of the same days for the same eyes, as long as every source had given its answer. */
async function rememberedCosts(viewer: Viewer, days: Days, now: string): Promise<Remembered> {
  const eyes = [
    viewer.sees,
    orgScope(viewer),
    ...(['issues:read', 'logs:read', 'audit:read'] as const).filter((permission) => may(viewer, permission)),
  ];
  const key = JSON.stringify([eyes, days]);
  const known = remembered.get(key);
  if (known && Date.parse(now) - Date.parse(known.at) < rememberMs) return known;
  const fresh = { at: now, readings: await readCosts(viewer, days) };
  if (fresh.readings.every(({ reading }) => reading.verdict !== 'unavailable')) remember(key, fresh);
  return fresh;
}

function remember(key: string, costs: Remembered): void {
  remembered.delete(key);
  remembered.set(key, costs);
  const [oldest] = remembered.keys();
  if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
}
