import { sql } from 'drizzle-orm';
import { schema } from '@/db';
import { askForScreen, database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { instantText } from '@/lib/filter-sql';
import { assertMay, may, type Viewer } from '@/lib/viewer';
import type { FeatureMark } from './evidence';

const { featureMarks } = schema;

const markKinds = ['vital', 'enabled', 'retired'] as const satisfies readonly FeatureMark['kind'][];

/**
 * What people said of features, each with its reason. It belongs to no organisation, so that only who sees all of them is told.
 *
 * @throws {AppError} `not-permitted`
 */
export async function listMarks(viewer: Viewer): Promise<readonly FeatureMark[]> {
  assertMay(viewer, 'usage:read');
  if (!may(viewer, 'org:*')) return [];
  return askForScreen<FeatureMark & Record<string, unknown>>(sql`
    select m.feature, m.kind, m.reason, m.marked_by, ${instantText(sql`m.marked_at`)} as marked_at
    from feature_marks m where m.world = ${viewer.sees} order by m.feature`);
}

export interface MarkInput {
  readonly feature: string;
  /** Null takes the mark away. */
  readonly kind: string | null;
  readonly reason: string;
}

const longest = { feature: 200, reason: 500 };

/**
 * Marks a feature, or takes its mark away, and says what stood there before.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a mark that is none, and without a reason
 */
export async function markFeature(
  viewer: Viewer,
  given: MarkInput,
): Promise<{ readonly before: Pick<FeatureMark, 'kind' | 'reason'> | null; readonly after: Pick<FeatureMark, 'kind' | 'reason'> | null }> {
  assertMay(viewer, 'usage:mark');
  const { feature, kind, reason } = readMark(given);
  // It is told to those who see all organisations, and said by them.
  assertMay(viewer, 'org:*');
  const before = (await listMarks(viewer)).find((mark) => mark.feature === feature) ?? null;
  const key = sql`world = ${viewer.sees} and feature = ${feature}`;
  if (kind === null) await database('screens').delete(featureMarks).where(key);
  else {
    const mark = { kind, reason, markedBy: viewer.label, markedAt: sql`now()` };
    await database('screens')
      .insert(featureMarks)
      .values({ world: viewer.sees, feature, ...mark })
      .onConflictDoUpdate({ target: [featureMarks.world, featureMarks.feature], set: mark });
  }
  return { before: before && { kind: before.kind, reason: before.reason }, after: kind === null ? null : { kind, reason } };
}

function readMark({ feature, kind, reason }: MarkInput) {
  const known = kind === null ? null : markKinds.find((one) => one === kind);
  const said = reason.trim();
  if (feature === '' || feature.length > longest.feature) throw refused('name', 'This is no name of a feature.');
  if (known === undefined) throw refused('kind', `A mark is one of ${markKinds.join(', ')}.`);
  if (known !== null && said === '') throw refused('reason', 'A mark wants its reason: somebody will ask.');
  if (said.length > longest.reason) throw refused('reason', `A reason has at most ${longest.reason} characters.`);
  return { feature, kind: known, reason: said };
}

function refused(at: string, message: string): AppError {
  return new AppError('malformed', message, { errors: [{ at, message }] });
}
