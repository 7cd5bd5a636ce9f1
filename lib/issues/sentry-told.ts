import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import type { Sentry } from '@/lib/sentry';
import { type About, issueFrom } from './from-sentry';
import type { Issue } from './issue';
import { mostListed, open, type Scope } from './sentry-scope';

const mostValues = 10;

type Issues = Awaited<ReturnType<Sentry['issues']>>['rows'];

/** With what their events say of features, releases and environments; for who sees some organisations also with how those call them. */
export async function issuesFrom(
  remote: Sentry,
  scope: Scope,
  shapes: Issues,
): Promise<{ readonly issues: readonly Issue[]; readonly caveats: readonly Caveat[] }> {
  if (shapes.length === 0) return { issues: [], caveats: [] };
  const isPart = scope.orgs !== null;
  let about: ReadonlyMap<string, About> = new Map();
  const caveats: Caveat[] = [];
  try {
    about = await aboutOf(
      remote,
      scope,
      shapes.map(({ id }) => id),
    );
  } catch (error) {
    if (!(error instanceof AppError) || isPart) throw error;
    caveats.push({ kind: 'truncated', why: 'which features, releases and environments are hit could not be looked up' });
  }
  return { issues: shapes.map((shape) => issueFrom(shape, about.get(shape.id) ?? null, { ...scope.reading, isPart })), caveats };
}

export async function aboutOf(remote: Sentry, scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, About>> {
  const query = [`issue.id:[${ids.join(',')}]`, ...scope.parts].join(' ');
  const fields = ['issue.id', 'title', 'tags[feature]', 'release', 'environment', 'count()', 'last_seen()'];
  const { rows } = await remote.rows({ ...open(scope), query, fields, sort: '-last_seen()', size: mostListed });
  const about = new Map<string, { features: string[]; releases: string[]; environments: string[]; title: string | null }>();
  for (const row of rows) {
    const id = String(row['issue.id'] ?? '');
    const known = about.get(id) ?? { features: [], releases: [], environments: [], title: null };
    about.set(id, known);
    known.title ??= typeof row.title === 'string' ? row.title : null;
    for (const [list, field] of [
      [known.features, 'tags[feature]'],
      [known.releases, 'release'],
      [known.environments, 'environment'],
    ] as const) {
      const value = row[field];
      if (typeof value === 'string' && value !== '' && !list.includes(value) && list.length < mostValues) list.push(value);
    }
  }
  return about;
}
