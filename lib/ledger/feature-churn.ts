import { sql } from 'drizzle-orm';
import { schema } from '@/db';
import { askForScreen, database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, type Viewer } from '@/lib/viewer';
import type { FeatureChurn } from './count-churn';

const { featureChurn } = schema;

/** What was counted of one repository: all of its months from `since` on, so that what is not among the rows did not change. */
export interface ChurnReport {
  /** The name of the repository here. */
  readonly project: string;
  /** The first of the months, `2026-10`. */
  readonly since: string;
  readonly rows: readonly FeatureChurn[];
}

const mostRows = 50_000;

/**
 * Puts what was counted in place of what was known of the same months: told again, it changes nothing.
 *
 * @throws {AppError} `not-permitted`; `malformed` for months that are none and for too many rows
 */
export async function recordChurn(viewer: Viewer, { project, since, rows }: ChurnReport): Promise<{ readonly features: number }> {
  assertMay(viewer, 'usage:write');
  assertMay(viewer, 'org:*');
  if (project === '' || project.length > 200) throw new AppError('malformed', 'A repository has a name of 1 to 200 characters.');
  if (rows.length > mostRows) throw new AppError('malformed', `At most ${mostRows.toLocaleString('en')} rows are taken at once.`);
  const first = firstOf(since);
  const values = rows.map(({ month, ...row }) => ({ project, month: firstOf(month), ...row }));
  await database('system').transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`churn of ${project}`}, 0))`);
    await tx.delete(featureChurn).where(sql`project = ${project} and month >= ${first}::date`);
    for (let at = 0; at < values.length; at += 1_000) await tx.insert(featureChurn).values(values.slice(at, at + 1_000));
  });
  return { features: new Set(rows.map(({ feature }) => feature)).size };
}

function firstOf(month: string): string {
  if (!/^[12]\d{3}-(0[1-9]|1[0-2])$/.test(month)) throw new AppError('malformed', `${month} is no month, such as 2026-10.`);
  return `${month}-01`;
}

export interface CountedChurn {
  readonly feature: string;
  readonly commits: number;
  /** In the month that had most of them: people of several months are not told apart. */
  readonly authors: number;
  readonly lines: number;
}

/**
 * What was changed in whole months, of all repositories. Code belongs to no organisation, so that it is told to nobody who sees only some.
 *
 * @param months the first and the last one, `2026-10`
 * @throws {AppError} `not-permitted`
 */
export async function listChurn(viewer: Viewer, months: { readonly from: string; readonly to: string }): Promise<readonly CountedChurn[]> {
  assertMay(viewer, 'usage:read');
  assertMay(viewer, 'org:*');
  return askForScreen<CountedChurn & Record<string, unknown>>(sql`
    select c.feature, coalesce(sum(c.commits) filter (where ${within(months)}), 0)::int as commits,
      coalesce(max(c.authors) filter (where ${within(months)}), 0)::int as authors,
      coalesce(sum(c.added + c.removed) filter (where ${within(months)}), 0)::int as lines
    from feature_churn c where (c.project like 'sample/%') = ${viewer.sees === 'sample'} group by c.feature`);
}

function within({ from, to }: { readonly from: string; readonly to: string }) {
  return sql`c.month between ${firstOf(from)}::date and ${firstOf(to)}::date`;
}
