import type { Filter } from './filter';
import type { IssueKey, IssueRoot } from './grammar';

export type IssueFilter = Filter<IssueKey, IssueRoot>;
