import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { type ExportRecord, recordFrom } from './export-record';
import { sweepExports } from './sweep-exports';

const { exports } = schema;

/** More than anybody reads. */
const mostListed = 500;

/**
 * All exports, the newest first, whoever made them: those that could hold nothing that this viewer may not see, and their own.
 *
 * @throws {AppError} `not-permitted`
 */
export async function listExports(viewer: Viewer): Promise<readonly ExportRecord[]> {
  assertMay(viewer, 'audit:export');
  await sweepExports();
  const rows = await database('screens')
    .select()
    .from(exports)
    .where(visibleTo(viewer))
    .orderBy(desc(exports.askedAt), desc(exports.id))
    .limit(mostListed);
  return rows.map(recordFrom);
}

/** One of them; null where it is not there, or not for this viewer. @throws {AppError} `not-permitted` */
export async function getExport(viewer: Viewer, id: string): Promise<ExportRecord | null> {
  assertMay(viewer, 'audit:export');
  await sweepExports();
  const [row] = await database('screens')
    .select()
    .from(exports)
    .where(and(eq(exports.id, id), visibleTo(viewer)));
  return row ? recordFrom(row) : null;
}

/** Exports that could hold nothing that this viewer may not see, and their own. */
export function visibleTo(viewer: Viewer): SQL {
  const scope = orgScope(viewer);
  if (scope === null) return sql`true`;
  const isOwn = sql`(${exports.viewerKind} = ${viewer.kind} and ${exports.viewerId} = ${viewer.id})`;
  return sql`(${isOwn} or (${exports.orgs} is not null and ${exports.orgs} <@ ${sql.param([...scope])}::text[]))`;
}
