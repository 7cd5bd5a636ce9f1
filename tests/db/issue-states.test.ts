import { beforeAll, beforeEach, expect, test } from 'vitest';
import { issueGrammar, parseFilter } from '@/lib/address';
import { appendEvents, getIssue, type IssueStatus, listIssues, settleIssue } from '@/lib/issues';
import { freshDatabase } from '@/tests/support/database';
import { reported } from '@/tests/support/errors';
import { viewerIn } from '@/tests/support/viewers';

const may = ['issues:read', 'issues:write', 'issues:resolve'] as const;
const everyone = viewerIn(['*'], { may });
const one = viewerIn(['org_1'], { may });
const two = viewerIn(['org_2'], { may });

/** So many seconds from now, to the microsecond. */
const inSeconds = (seconds: number) => `${new Date(Date.now() + seconds * 1_000).toISOString().slice(0, 23)}000Z`;
const happens = (time: string, orgId: string) =>
  appendEvents(everyone, [reported({ type: 'TypeError', time, message: time, orgId })], {
    project: `shop/web${round}`,
    trust: 'server',
  });
const settle = (status: IssueStatus, id = issue) => settleIssue(everyone, id, status);
const stateFor = async (viewer = everyone) => {
  const found = await getIssue(viewer, issue);
  return found && [found.status, found.substatus];
};
const list = async (text: string, viewer = everyone) =>
  (await listIssues(viewer, { filter: parseFilter(`project:shop/web${round} ${text}`, issueGrammar), zone: 'UTC' })).rows;
const found = async (text: string, viewer = everyone) => (await list(text, viewer)).length;

beforeAll(async () => {
  await freshDatabase();
});

/** Each test has an issue of its own. */
let round = 0;
let issue = '';
beforeEach(async () => {
  round += 1;
  await happens(inSeconds(-600), 'org_1');
  issue = (await list(''))[0]?.id ?? '';
});

test('an issue is resolved, ignored and reopened, by its number or its short ID, and found by what it is', async () => {
  expect(await stateFor()).toEqual(['unresolved', 'new']);
  const settled = await settle('resolved', `web${round}-${issue}`);
  expect([settled.issue.id, settled.before, settled.after]).toEqual([issue, 'unresolved', 'resolved']);
  expect(await stateFor()).toEqual(['resolved', null]);
  expect([await found('is:resolved'), await found('is:unresolved'), await found('is:new'), await found('-is:resolved')]).toEqual([
    1, 0, 0, 0,
  ]);
  expect((await settle('ignored')).before).toBe('resolved');
  expect([await stateFor(), await found('is:ignored')]).toEqual([['ignored', null], 1]);
  expect((await settle('unresolved')).before).toBe('ignored');
  expect(await stateFor()).toEqual(['unresolved', 'new']);
});

test('what is resolved and happens again has come back, for those who may see it, until somebody settles it anew', async () => {
  await happens(inSeconds(-500), 'org_2');
  await settle('resolved');
  await happens(inSeconds(60), 'org_2');
  expect([await stateFor(), await stateFor(one), await stateFor(two)]).toEqual([
    ['unresolved', 'regressed'],
    ['resolved', null],
    ['unresolved', 'regressed'],
  ]);
  expect([await found('is:regressed'), await found('is:regressed', one), await found('is:resolved', one)]).toEqual([1, 0, 1]);
  // Settled anew, also where a clock that is ahead dated the last event into the future.
  expect((await settle('resolved')).before).toBe('unresolved');
  expect(await stateFor()).toEqual(['resolved', null]);
});

test('an event that happened before, and arrives late, brings nothing back', async () => {
  await settle('resolved');
  await happens(inSeconds(-300), 'org_1');
  expect(await stateFor()).toEqual(['resolved', null]);
});

test('what is ignored stays so, whatever comes', async () => {
  await settle('ignored');
  await happens(inSeconds(60), 'org_1');
  expect(await stateFor()).toEqual(['ignored', null]);
});

test('nobody settles an issue who may not, or who sees only a part of those whom it hits', async () => {
  const reader = viewerIn(['*'], { may: ['issues:read'] });
  for (const viewer of [reader, one]) await expect(settleIssue(viewer, issue, 'resolved')).rejects.toMatchObject({ code: 'not-permitted' });
  for (const id of ['999', `API-${issue}`, '', "1'"]) await expect(settle('resolved', id)).rejects.toMatchObject({ code: 'not-found' });
  expect(await stateFor()).toEqual(['unresolved', 'new']);
});
