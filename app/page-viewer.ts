import type { CommonParams } from '@/lib/address';
import { requireViewer } from '@/lib/auth';
import type { Viewer } from '@/lib/viewer';

/** Who looks at a page, and at which of the two worlds: the one that the address asks for, else what is real. */
export async function pageViewer({ data }: CommonParams): Promise<Viewer> {
  const viewer = await requireViewer('audit:read');
  return { ...viewer, sees: data ?? 'real' };
}
