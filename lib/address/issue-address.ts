import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/issues/issue?id=&event=`: one issue by its name or short ID, told by one of its events; without `id` the issue of that event. */
export interface IssueAddress extends CommonParams {
  readonly id: string | null;
  /** By its name in the store, or as the SDK named it. */
  readonly event: string | null;
  /** What became of a form that was sent; the words themselves are not in the address. */
  readonly notice: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseIssueAddress(params: Params): IssueAddress {
  const reader = paramReader(params);
  const [id, event, notice] = [reader.text('id'), reader.text('event'), reader.text('notice')];
  return { id, event, notice, ...readCommonParams(reader), problems: reader.problems };
}

type IssueParams = Partial<Omit<IssueAddress, 'problems' | 'notice'>>;

export function issueHref(address: IssueParams): `/issues/issue${'' | `?${string}`}` {
  return `/issues/issue${issueParams(address)}`;
}

/** The same issue from the API, which tells it by its newest event. */
export function issueApiHref({ event: _, ...address }: IssueParams): `/api/v1/issue${'' | `?${string}`}` {
  return `/api/v1/issue${issueParams(address)}`;
}

function issueParams({ id, event, ...common }: IssueParams) {
  return printParams({ id, event, ...printCommonParams(common) });
}
