import { config } from '@/lib/config';
import { type CursorContext, openCursor, sealCursor } from '@/lib/paging';
import type { Viewer } from '@/lib/viewer';
import { type Counted, type CountedFeature, featureUseFrom } from './count-features';
import type { FeatureUsePage } from './feature-use';
import { readyCounts } from './ready-counts';
import { assertStretch } from './stretch';
import type { FeatureListOptions, UsageSort } from './usage-store';

/**
 * Every feature that was ever used, with its use in these days, a page at a time. Over many events the answer may be some minutes old:
 * `as_of` says from when it is.
 *
 * @throws {AppError} `not-permitted`; `malformed` for days that are none and for a cursor that is none of ours; `needs-narrowing`
 */
export async function listFeatures(viewer: Viewer, options: FeatureListOptions): Promise<FeatureUsePage> {
  assertStretch(options);
  return featurePage(viewer, options, await readyCounts(viewer, options));
}

/** A page of what was counted, wherever. @throws {AppError} `malformed` for a cursor that is none of ours */
export function featurePage(viewer: Viewer, options: FeatureListOptions, { features, bots, as_of }: Counted): FeatureUsePage {
  const { filter, zone, from, to, sort = 'events', limit = 50, after } = options;
  const context: CursorContext = {
    list: `features by ${sort}, ${from} ${to}`,
    filter,
    order: 'desc',
    zone,
    viewer,
    secret: config().secret,
  };
  const start = after ? openCursor(after, context)[0] : undefined;
  const places = features.map((feature) => placeOf(feature, sort)).sort(inOrder);
  const rest = start ? places.filter((place) => inOrder(place, { value: valueFrom(start.createdAt, sort), name: start.key }) > 0) : places;
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  const shown = rest.slice(0, size);
  const last = rest.length > size ? shown.at(-1) : undefined;
  const sum = (of: (feature: CountedFeature) => number) => features.reduce((total, feature) => total + of(feature), 0);
  return {
    rows: shown.flatMap(({ feature }) => (feature ? [featureUseFrom(feature, { from, to })] : [])),
    next: last ? sealCursor([{ source: 'usage', createdAt: String(last.value), key: last.name }], context) : null,
    previous: null,
    as_of,
    coverage: {
      events: sum(({ events }) => events),
      with_feature: sum(({ feature, events }) => (feature === '' ? 0 : events)),
      with_user: sum(({ events, without }) => events - without),
      ...(bots === undefined ? {} : { bots }),
    },
    caveats: [],
  };
}

interface Place {
  readonly value: number | string;
  readonly name: string;
  readonly feature?: CountedFeature;
}

function placeOf(feature: CountedFeature, sort: UsageSort): Place {
  return { value: sort === 'last_used' ? (feature.last ?? '') : feature[sort], name: feature.feature, feature };
}

function valueFrom(text: string, sort: UsageSort): number | string {
  return sort === 'last_used' ? text : Number(text);
}

/** The greatest first, and of the same ones by their names. */
function inOrder(a: Place, b: Place): number {
  if (a.value !== b.value) return a.value > b.value ? -1 : 1;
  return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}
