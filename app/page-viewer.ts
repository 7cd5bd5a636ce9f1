import type { CommonParams } from '@/lib/address';
import { hasRealActions } from '@/lib/audit';
import { requireViewer } from '@/lib/auth';
import { foreignTableNames } from '@/lib/foreign-tables';
import { hasRealEvents } from '@/lib/issues';
import { hasRealLines } from '@/lib/logs';
import { hasSample } from '@/lib/sample';
import { hasRealUse } from '@/lib/usage';
import type { Permission, Viewer } from '@/lib/viewer';

/** Who looks at a page, and at which of the two worlds. */
export async function pageViewer(address: Pick<CommonParams, 'data'>, permission: Permission = 'audit:read'): Promise<Viewer> {
  return withWorld(await requireViewer(permission), address);
}

/**
 * The world that the address asks for, else what is real; to people the sample, as long as there is nothing real. That
 * somebody signed in here is real, and still nothing to look at. Programs see what is real unless they ask for the sample.
 */
export async function withWorld(viewer: Viewer, { data }: Pick<CommonParams, 'data'>): Promise<Viewer> {
  return { ...viewer, sees: data ?? (await worldFor(viewer)) };
}

async function worldFor({ kind }: Viewer): Promise<Viewer['sees']> {
  if (kind !== 'person' || foreignTableNames().length > 0 || !(await hasSample())) return 'real';
  const isReal = await Promise.all([hasRealActions(), hasRealLines(), hasRealEvents(), hasRealUse()]);
  return isReal.includes(true) ? 'real' : 'sample';
}
