import { type ListParams, printListParams, readListParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/audit`: the explorer, and with the same parameters `GET /api/v1/actions`. */
export interface AuditAddress extends ListParams {
  readonly problems: readonly ParamProblem[];
}

export function parseAuditAddress(params: Params): AuditAddress {
  const reader = paramReader(params);
  return { ...readListParams(reader), problems: reader.problems };
}

export function auditHref(address: Partial<ListParams> = {}): `/audit${'' | `?${string}`}` {
  return `/audit${printParams(printListParams(address))}`;
}

/** The same list from the API. */
export function actionsApiHref(address: Partial<ListParams> = {}): `/api/v1/actions${'' | `?${string}`}` {
  return `/api/v1/actions${printParams(printListParams(address))}`;
}
