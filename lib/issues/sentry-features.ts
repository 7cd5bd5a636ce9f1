import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import { type Listed, type Row, type Sentry, withTag } from '@/lib/sentry';
import { addSeconds, compareInstants, dayOf, resolveTimeRange } from '@/lib/time';
import { instantOf } from './from-sentry';
import type { ErrorsByFeature, FeatureErrors, IssueDays, NewRelease } from './issue-store';
import { cutOf, mostListed, now, open, remoteDays, type Scope } from './sentry-scope';

const mostPages = 5;
const feature = 'tags[feature]';

/** What errors there were in each feature, and how many people they hit, as Sentry counts them. */
export async function featuresOf(remote: Sentry, scope: Scope, days: IssueDays): Promise<ErrorsByFeature> {
  if (scope.orgs?.length === 0) return { rows: [], carriesFeatures: false, caveats: [] };
  const asked = { ...open(scope), query: ['has:tags[feature]', ...scope.parts].join(' ') };
  const fields = [feature, 'count()', 'count_unique(user)'];
  const rows: FeatureErrors[] = [];
  let page: Listed<Row> | null = null;
  do {
    const cursor: string | null = page?.next ?? null;
    page = await remote.rows({ ...asked, window: windowOf(days), fields, sort: '-count()', size: mostListed, cursor });
    rows.push(...page.rows.flatMap((row) => errorsIn(row) ?? []));
  } while (page.next !== null && rows.length < mostPages * mostListed);
  const caveats: readonly Caveat[] = [
    ...cutOf(page),
    ...(page.next === null ? [] : cutOf({ cut: `only the ${rows.length} features with most errors were counted` })),
  ];
  return { rows: [...added(rows).values()], carriesFeatures: rows.length > 0 || (await everCarried(remote, asked)), caveats };
}

/** Releases in the errors of a feature that Sentry saw for the first time within these days, oldest first. */
export async function releasesOf(
  remote: Sentry,
  scope: Scope,
  { feature: name, ...days }: IssueDays & { readonly feature: string },
): Promise<readonly NewRelease[]> {
  if (scope.orgs?.length === 0) return [];
  const query = [withTag('feature', name), 'has:release', ...scope.parts].join(' ');
  const asked = { ...open(scope), query, window: windowOf(days), fields: ['release', 'count()'], sort: '-count()', size: mostListed };
  const [seen, known] = await Promise.all([remote.rows(asked), remote.releases(scope.signal)]);
  const meant = new Set(seen.rows.map(({ release }) => release));
  return known
    .flatMap(({ version, firstEvent, dateReleased, dateCreated }): NewRelease[] => {
      const time = instantOf(firstEvent ?? dateReleased ?? dateCreated);
      const day = time === null ? null : dayOf(time, days.zone);
      return day !== null && meant.has(version) && day >= days.from && day <= days.to ? [{ release: version, day }] : [];
    })
    .toSorted((a, b) => a.day.localeCompare(b.day) || a.release.localeCompare(b.release));
}

/** @throws {AppError} `unavailable` for days that are further back than Sentry looks: half of them would be no count */
function windowOf({ from, to, zone }: IssueDays) {
  const range = resolveTimeRange({ kind: 'range', from, to }, zone);
  if (!range?.from || !range.to) throw new AppError('malformed', 'Errors are counted over days, such as 2026-10-01.');
  const oldest = addSeconds(now(), -remoteDays * 86_400) ?? '';
  if (compareInstants(range.from, oldest) < 0) {
    throw new AppError('unavailable', `Sentry looks back ${remoteDays} days, and these begin before that.`);
  }
  return { from: range.from, to: range.to };
}

function errorsIn(row: Row): FeatureErrors | null {
  const name = row[feature];
  const users = Number(row['count_unique(user)'] ?? 0);
  if (typeof name !== 'string' || name === '') return null;
  return { feature: name, events: Number(row['count()'] ?? 0), users: users > 0 ? users : null };
}

/** Where Sentry answers for each project on its own, a feature is in several rows; the same people may be in all of them. */
function added(rows: readonly FeatureErrors[]): ReadonlyMap<string, FeatureErrors> {
  const all = new Map<string, FeatureErrors>();
  for (const { feature: name, events, users } of rows) {
    const known = all.get(name);
    const most = Math.max(known?.users ?? 0, users ?? 0);
    all.set(name, { feature: name, events: events + (known?.events ?? 0), users: most > 0 ? most : null });
  }
  return all;
}

async function everCarried(remote: Sentry, asked: ReturnType<typeof open>): Promise<boolean> {
  const { rows } = await remote.rows({ ...asked, fields: ['count()'], sort: '-count()', size: 1 });
  return Number(rows[0]?.['count()'] ?? 0) > 0;
}
