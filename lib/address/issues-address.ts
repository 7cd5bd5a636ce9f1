import type { Filter } from './filter';
import { type IssueKey, type IssueRoot, issueGrammar } from './grammar';
import { type CommonParams, defaultLimit, oneOf, printCommonParams, readCommonParams, readLimit } from './list-params';
import { type ParamProblem, type ParamReader, type Params, paramReader, printParams } from './params';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';

export type IssueFilter = Filter<IssueKey, IssueRoot>;

export const issueSorts = ['last', 'first', 'events', 'users'] as const;
/** By when it was last seen, first seen, by how many events, by how many people hit; the most first. */
export type IssueSort = (typeof issueSorts)[number];

export interface IssueListParams extends CommonParams {
  /** `q` */
  readonly filter: IssueFilter;
  readonly sort: IssueSort;
  readonly limit: number;
  /** Where this page begins: text that the store of issues gave. Its pages lead onwards only. */
  readonly after: string | null;
}

/** `/issues`, and with the same parameters `GET /api/v1/issues`. */
export interface IssuesAddress extends IssueListParams {
  readonly problems: readonly ParamProblem[];
}

const usualIssues = 50;
const mostIssues = 100;

export function parseIssuesAddress(params: Params): IssuesAddress {
  const reader = paramReader(params);
  return {
    ...readQuestion(reader),
    sort: reader.value('sort', {
      read: (text) => oneOf(issueSorts, text),
      fallback: 'last',
      why: `sort is one of ${issueSorts.join(', ')}; last is used.`,
    }),
    limit: reader.value('limit', {
      read: (text) => {
        const limit = readLimit(text);
        return limit !== null && limit <= mostIssues ? limit : null;
      },
      fallback: usualIssues,
      why: `limit is a number from 1 to ${mostIssues}; ${usualIssues} is used.`,
    }),
    problems: reader.problems,
  };
}

export function issuesHref(address: Partial<IssueListParams> = {}): `/issues${'' | `?${string}`}` {
  return `/issues${printIssueList(address)}`;
}

/** The same list from the API. */
export function issuesApiHref(address: Partial<IssueListParams> = {}): `/api/v1/issues${'' | `?${string}`}` {
  return `/api/v1/issues${printIssueList(address)}`;
}

function printIssueList({ sort, limit, ...question }: Partial<IssueListParams>) {
  return printParams({
    ...printQuestion(question),
    sort: sort === 'last' ? null : sort,
    limit: limit === usualIssues ? null : limit,
    ...printCommonParams(question),
  });
}

/** `GET /api/v1/issues/events?q=`: occurrences, newest first. */
export interface ErrorEventsAddress extends Omit<IssueListParams, 'sort'> {
  readonly problems: readonly ParamProblem[];
}

export function parseErrorEventsAddress(params: Params): ErrorEventsAddress {
  const reader = paramReader(params);
  return {
    ...readQuestion(reader),
    limit: reader.value('limit', {
      read: readLimit,
      fallback: defaultLimit,
      why: `limit is a number from 1 to 1000; ${defaultLimit} is used.`,
    }),
    problems: reader.problems,
  };
}

function readQuestion(reader: ParamReader) {
  return { ...readCommonParams(reader), filter: parseFilter(reader.text('q') ?? '', issueGrammar), after: reader.text('after') };
}

function printQuestion({ filter, after }: Partial<Pick<IssueListParams, 'filter' | 'after'>>) {
  return { q: filter && printFilter(filter), after };
}
