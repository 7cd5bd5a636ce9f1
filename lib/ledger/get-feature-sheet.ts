import { daysTerm, parseFilter, type UsageFilter, usualWeights } from '@/lib/address';
import { listActions } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { newReleases } from '@/lib/issues';
import { dayOf } from '@/lib/time';
import { type FeatureDetail, getFeature, listSurfaces, type SurfaceUse } from '@/lib/usage';
import { may, type Viewer } from '@/lib/viewer';
import { type CountedChurn, listChurn } from './feature-churn';
import { getLedger, type ToldLedger } from './get-ledger';
import type { LedgerRow } from './ledger';
import type { Days } from './read-costs';

/** Something that may have changed how much a feature is used. */
export interface TrendMarker {
  readonly day: string;
  readonly kind: 'deploy' | 'release';
  readonly words: string;
}

/** What has to be known before a feature is kept or taken away. */
export interface FeatureSheet extends Pick<ToldLedger, 'from' | 'to' | 'asOf' | 'costs' | 'costsAsOf' | 'caveats'> {
  readonly row: LedgerRow;
  /** Null where no event has ever carried its name. */
  readonly detail: FeatureDetail | null;
  readonly markers: readonly TrendMarker[];
  /** Uses of its surfaces by other features: what is left of a surface when this one goes. */
  readonly sharing: readonly SurfaceUse[];
  /** Null where its code was never counted, or may not be seen. */
  readonly churn: CountedChurn | null;
}

export interface SheetQuestion extends Days {
  readonly filter: UsageFilter;
  readonly now: string;
}

/**
 * Null: never heard of, and not for this viewer, are the same answer.
 *
 * @throws {AppError} `not-permitted`; `needs-narrowing`; `unavailable`
 */
export async function getFeatureSheet(viewer: Viewer, feature: string, { now, ...question }: SheetQuestion): Promise<FeatureSheet | null> {
  const { from, to, zone } = question;
  const whole = { ...question, filter: { terms: [] } };
  const [detail, ledger, deploys, releases, churn] = await Promise.all([
    getFeature(viewer, feature, question),
    getLedger(viewer, { ...whole, weights: usualWeights, sort: 'earns', now }),
    deploysIn(viewer, question),
    orNone(may(viewer, 'issues:read') ? newReleases(viewer, { feature, from, to, zone }) : null),
    may(viewer, 'org:*') ? listChurn(viewer, { from: from.slice(0, 7), to: to.slice(0, 7) }) : [],
  ]);
  const row = ledger.rows.find((one) => one.feature === feature);
  if (!row) return null;
  const markers = [
    ...deploys,
    ...(releases ?? []).map(
      ({ day, release }): TrendMarker => ({ day, kind: 'release', words: `release ${release} first seen in an error` }),
    ),
  ];
  return {
    ...{ row, detail, from, to, asOf: ledger.asOf, costs: ledger.costs, costsAsOf: ledger.costsAsOf },
    caveats: detail?.caveats ?? ledger.caveats,
    markers: markers.sort((a, b) => a.day.localeCompare(b.day)),
    sharing: detail ? await sharingWith(viewer, detail, whole) : [],
    churn: churn.find((one) => one.feature === feature) ?? null,
  };
}

const mostMarkers = 50;

async function deploysIn(viewer: Viewer, { from, to, zone }: Days): Promise<readonly TrendMarker[]> {
  if (!may(viewer, 'audit:read')) return [];
  const filter = { terms: [...parseFilter('action:deploy,release').terms, daysTerm(from, to)] };
  const page = await orNone(listActions(viewer, { filter, zone, limit: mostMarkers }));
  return (page?.rows ?? []).map(({ created_at: at, action, subject_label: label, subject_id: id }) => ({
    day: dayOf(at, zone) ?? from,
    kind: 'deploy',
    words: [action, label ?? id].filter((part) => part !== null).join(' '),
  }));
}

/** A curve without its markers is still a curve. */
async function orNone<T>(reading: Promise<T> | null): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AppError && ['unavailable', 'needs-narrowing', 'not-implemented', 'malformed'].includes(error.code)) return null;
    throw error;
  }
}

const mostSurfaces = 20;

async function sharingWith(
  viewer: Viewer,
  { feature, surfaces_used: used }: FeatureDetail,
  question: Days & { readonly filter: UsageFilter },
) {
  const [first, ...others] = used.flatMap(({ surface: text }) => (text === null ? [] : [{ kind: 'is', text } as const]));
  if (!first) return [];
  const values = [first, ...others.slice(0, mostSurfaces - 1)] as const;
  const terms = [{ kind: 'field', isNegated: false, field: { key: 'surface' }, values } as const];
  const shared = await listSurfaces(viewer, { ...question, filter: { terms }, limit: 200 });
  return shared.filter((use) => use.feature !== feature && use.feature !== null);
}
