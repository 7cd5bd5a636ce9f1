import { type ListParams, printListParams, readListParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/audit/actor?id=`: what one actor did. The filter narrows it. */
export interface ActorAddress extends ListParams {
  readonly id: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseActorAddress(params: Params): ActorAddress {
  const reader = paramReader(params);
  return { id: reader.text('id'), ...readListParams(reader), problems: reader.problems };
}

export function actorHref(id: string, params: Partial<ListParams> = {}): `/audit/actor${'' | `?${string}`}` {
  return `/audit/actor${printParams({ id, ...printListParams(params) })}`;
}
