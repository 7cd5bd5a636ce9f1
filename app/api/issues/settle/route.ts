import { withWorld } from '@/app/page-viewer';
import { settleAndRecord } from '@/app/settle-and-record';
import { issueHref, parseIssueAddress } from '@/lib/address';
import { answerForm } from '@/lib/auth';
import type { IssueStatus } from '@/lib/issues';

const words: Readonly<Record<IssueStatus, string>> = {
  resolved: 'Resolved. When it is seen again it comes back as a regression.',
  ignored: 'Ignored, whatever comes, until somebody reopens it.',
  unresolved: 'Reopened.',
};

/** Resolves an issue, ignores it, or takes that back. */
export const POST = answerForm(
  { page: '/issues', pageOf: (form) => issueHref(addressIn(form)), permission: 'issues:resolve' },
  async (viewer, form) => {
    const given = { id: form.get('id') ?? '', status: form.get('status') ?? '', surface: '/issues/issue' } as const;
    const { status } = await settleAndRecord(await withWorld(viewer, addressIn(form)), given);
    return { words: words[status] };
  },
);

/** The page of the issue as it was seen: which event, zone and world. */
function addressIn(form: URLSearchParams) {
  const from = new URLSearchParams((form.get('from') ?? '').split('?')[1] ?? '');
  return { ...parseIssueAddress(from), id: form.get('id') };
}
