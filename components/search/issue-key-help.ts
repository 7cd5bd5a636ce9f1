import type { IssueKey, IssueRoot } from '@/lib/address';

/** What each key of issues asks for, in a few words. */
export const issueKeyHelp: Readonly<Record<IssueKey | IssueRoot | 'has', string>> = {
  is: 'its state: unresolved, new, regressed and so on',
  level: 'how serious, also compared: >=error',
  type: 'which error, by the name of its type',
  feature: 'in which part of the product',
  release: 'in which release',
  environment: 'where it ran',
  project: 'in which project',
  user: 'whom it hit',
  org: 'in which organisation',
  last: 'when it was last seen: a day, month, year, or from..to',
  first: 'when it was first seen',
  created: 'when an event of it happened',
  request: 'in which request',
  trace: 'in which trace',
  session: 'in which session or replay',
  event: 'which error event, by its ID',
  issue: 'which issue, by its name or short ID',
  surface: 'on which screen or interface',
  platform: 'in which language or runtime',
  tag: 'a tag of its events: tag.browser:Chrome*',
  trust: 'client came by a public key, server did not',
  flag: 'what is odd about it',
  has: 'issues in which something is present',
};
