import type { Copies } from '@/app/audit/copies';
import { type IssueAddress, issueApiHref, issueHref } from '@/lib/address';
import { config } from '@/lib/config';
import type { ErrorEventDetail, IssueDetail } from '@/lib/issues';
import { issueSentence } from '@/lib/sentence';
import { curlLine, issueMarkdown } from '@/lib/ticket';
import type { Viewer } from '@/lib/viewer';

interface IssueToCopy {
  readonly issue: IssueDetail;
  readonly event: ErrorEventDetail | null;
  readonly address: IssueAddress;
  readonly now: string;
}

/** The addresses name the world that is seen: to somebody else another one could be the usual one. */
export function issueCopies({ sees }: Viewer, { issue, event, address, now }: IssueToCopy): Copies {
  const { zone } = address;
  const seen = { zone, data: sees, id: issue.id };
  const link = wholeAddress(issueHref({ ...seen, event: address.event }));
  const markdown = issueMarkdown({ issue, event, sentence: issueSentence(issue, { now, zone }), zone, link });
  return { markdown, link, curl: curlLine(wholeAddress(issueApiHref(seen))) };
}

function wholeAddress(href: string): string {
  return new URL(href, config().publicUrl).href;
}
