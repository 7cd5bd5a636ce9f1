import { exportHref } from '@/lib/address';
import { answerForm } from '@/lib/auth';
import { cancelExport } from '@/lib/export';

/** Ends an export before its end. */
export const POST = answerForm(
  { page: '/evidence/exports', pageOf: (form) => exportHref(form.get('id') ?? ''), permission: 'audit:export' },
  async (viewer, form) => {
    await cancelExport(viewer, form.get('id') ?? '');
    return { words: 'The export is cancelled: what was fetched of it is no whole file.' };
  },
);
