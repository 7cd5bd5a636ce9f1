import { and, eq, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import type { Viewer } from '@/lib/viewer';
import type { ExportRecord } from './export-record';
import { getExport } from './list-exports';

/**
 * Ends an export before its end: its process notices within seconds and breaks the transfer off. Whoever asked for it may, and who sees
 * every organisation.
 *
 * @throws {AppError} `not-permitted`; `not-found`; `conflict` where it is over already
 */
export async function cancelExport(viewer: Viewer, id: string): Promise<ExportRecord> {
  const record = await getExport(viewer, id);
  if (!record) throw new AppError('not-found', 'There is no such export.');
  const isOwn = record.viewer.kind === viewer.kind && record.viewer.id === viewer.id;
  if (!isOwn && !viewer.permissions.has('org:*')) throw new AppError('not-permitted', 'It was asked for by somebody else.');
  const { exports } = schema;
  const cancelled = await database('system')
    .update(exports)
    .set({ state: 'cancelled', endedAt: sql`clock_timestamp()`, why: `cancelled by ${viewer.label}` })
    .where(and(eq(exports.id, id), sql`state in ('asked', 'running')`))
    .returning({ id: exports.id });
  if (cancelled.length === 0) throw new AppError('conflict', 'It is over already.');
  return record;
}
