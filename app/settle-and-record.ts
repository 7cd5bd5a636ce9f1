import { recordOwnAction } from '@/app/own-action';
import { AppError } from '@/lib/errors';
import { type Issue, type IssueStatus, issueStatuses, settleIssue } from '@/lib/issues';
import type { ProductEvent } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

const deeds = {
  resolved: 'issue.resolved',
  ignored: 'issue.ignored',
  unresolved: 'issue.reopened',
} as const satisfies Record<IssueStatus, string>;

/**
 * Settles an issue and puts that into the audit log, whoever asked for it by whatever means.
 *
 * @throws {AppError} `malformed` for a status that is none; as {@link settleIssue} says
 */
export async function settleAndRecord(
  viewer: Viewer,
  { id, status, surface }: { readonly id: string; readonly status: string; readonly surface: ProductEvent['surface'] },
): Promise<{ readonly issue: Issue; readonly status: IssueStatus }> {
  const meant = issueStatuses.find((one) => one === status);
  if (meant === undefined) {
    const message = `A status is one of ${issueStatuses.join(', ')}.`;
    throw new AppError('malformed', message, { errors: [{ at: 'status', message }] });
  }
  const { issue, before, after } = await settleIssue(viewer, id, meant);
  await recordOwnAction(viewer, {
    action: deeds[meant],
    feature: 'issues',
    surface,
    subject: { type: 'issue', id: issue.id, label: issue.title },
    details: { before: { status: before }, after: { status: after } },
  });
  return { issue, status: meant };
}
