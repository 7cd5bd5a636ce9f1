import { and, desc, eq, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import { visibleTo } from './list-exports';

const { exports } = schema;

/** Each costs a bundle about a kilobyte. */
const mostLooked = 64;

/**
 * How large the log was in bundles that were handed over before, ascending: who has one of them has its checkpoint. As far as this viewer
 * may see them in the register.
 */
export async function earlierSizes(viewer: Viewer): Promise<readonly number[]> {
  const bundles = database('exports')
    .select({ manifest: exports.manifest })
    .from(exports)
    .where(and(eq(exports.format, 'bundle'), eq(exports.state, 'whole'), visibleTo(viewer)))
    .orderBy(desc(exports.askedAt), desc(exports.id))
    .limit(mostLooked)
    .as('bundles');
  const rows = await database('exports')
    .selectDistinct({ size: sql<string | null>`substring(${bundles.manifest} from ${statedSize})` })
    .from(bundles);
  return rows.flatMap(({ size }) => (size === null ? [] : [Number(size)])).sort((a, b) => a - b);
}

/** In JSON as JCS writes it no text can look like that, and the first one is the manifest's own. */
const statedSize = '"checkpoint":[{]"origin":"[^"]*","root":"[^"]*","size":"([0-9]{1,15})"[}]';
