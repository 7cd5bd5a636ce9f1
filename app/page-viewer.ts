import { type CommonParams, negated, termFor } from '@/lib/address';
import { listActions } from '@/lib/audit';
import { requireViewer } from '@/lib/auth';
import { hasSample } from '@/lib/sample';
import type { Viewer } from '@/lib/viewer';

/**
 * Who looks at a page, and at which of the two worlds: the one that the address asks for, else what is real; the sample only
 * as long as there is nothing real. That somebody signed in here is real, and still nothing to look at.
 */
export async function pageViewer({ data }: CommonParams): Promise<Viewer> {
  const viewer = await requireViewer('audit:read');
  return { ...viewer, sees: data ?? (await worldOf(viewer)) };
}

async function worldOf(viewer: Viewer): Promise<Viewer['sees']> {
  if (!(await hasSample())) return 'real';
  const notOurs = { terms: [negated(termFor('source', 'tracebook'))] };
  const { rows } = await listActions({ ...viewer, sees: 'real' }, { filter: notOurs, zone: 'UTC', limit: 1 });
  return rows.length > 0 ? 'real' : 'sample';
}
