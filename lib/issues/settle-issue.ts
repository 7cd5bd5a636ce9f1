import { sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay } from '@/lib/viewer';
import { issueNumber } from './filter-sql';
import type { IssueStore } from './issue-store';
import { issuesByNumber } from './list-issues';

const { issueStates } = schema;

/**
 * Says of an issue that it is resolved, ignored, or neither, and what was said before.
 *
 * @throws {AppError} `not-permitted`, also for who sees some organisations: an issue is everybody's; `not-found`
 */
export const settleIssue: NonNullable<IssueStore['settle']> = async (viewer, id, status) => {
  assertMay(viewer, 'issues:resolve');
  assertMay(viewer, 'org:*');
  const { number, isShort } = issueNumber(id);
  const [issue] = await issuesByNumber(viewer, number === null ? [] : [number]);
  if (!issue || (isShort && issue.short_id !== id.toUpperCase())) throw new AppError('not-found', 'There is no such issue.');
  const key = sql`${issueStates.issueId} = ${issue.id}::bigint`;
  if (status === 'unresolved') await database('screens').delete(issueStates).where(key);
  else {
    // A clock that is ahead dates events into the future: those were seen before somebody decided.
    const settledUntil = sql`greatest(clock_timestamp(), ${issue.last_seen}::timestamptz)`;
    const row = { state: status, settledUntil, settledBy: viewer.label };
    await database('screens')
      .insert(issueStates)
      .values({ issueId: BigInt(issue.id), ...row })
      .onConflictDoUpdate({ target: issueStates.issueId, set: row });
  }
  return { issue, before: issue.status, after: status };
};
