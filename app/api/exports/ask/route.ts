import { asked } from '@/app/api/v1/asked';
import { withWorld } from '@/app/page-viewer';
import { exportHref, parseExportAddress } from '@/lib/address';
import { answerForm } from '@/lib/auth';
import { askExport } from '@/lib/export';

/** Asks for an export of the list on screen, and goes to the page that fetches it. */
export const POST = answerForm({ page: '/evidence/exports', permission: 'audit:export' }, async (viewer, form) => {
  const address = asked(parseExportAddress(form));
  const { id } = await askExport(await withWorld(viewer, address), address);
  return new Response(null, { status: 303, headers: { location: exportHref(id, address) } });
});
