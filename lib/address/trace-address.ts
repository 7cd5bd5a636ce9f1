import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/trace?id=`, and with the same parameters `GET /api/v1/dossier`. */
export interface TraceAddress extends CommonParams {
  /** As it was pasted: an ID, or anything that holds one. */
  readonly id: string | null;
  /** Behind which moment this page of the story begins. */
  readonly after: string | null;
  /** Only the moments of one source, or of one service. */
  readonly source: string | null;
  readonly service: string | null;
  /** `whole=1`: all moments at once, not a page of them. */
  readonly isWhole: boolean;
  readonly problems: readonly ParamProblem[];
}

export function parseTraceAddress(params: Params): TraceAddress {
  const reader = paramReader(params);
  const [id, after, service] = [reader.text('id'), reader.text('after'), reader.text('service')];
  const source = reader.value('source', {
    read: (text) => (['audit', 'logs', 'issues'].includes(text) ? text : null),
    fallback: null,
    why: 'source is audit, logs or issues; it is left out.',
  });
  const isWhole = reader.value('whole', {
    read: (text) => (text === '1' ? true : null),
    fallback: false,
    why: 'whole is 1 or absent; it is left out.',
  });
  return { id, after, source, service, isWhole, ...readCommonParams(reader), problems: reader.problems };
}

type TraceParams = Partial<Omit<TraceAddress, 'problems'>>;

export function traceHref(address: TraceParams = {}): `/trace${'' | `?${string}`}` {
  return `/trace${traceParams(address)}`;
}

/** The same from the API. */
export function dossierApiHref(address: TraceParams = {}): `/api/v1/dossier${'' | `?${string}`}` {
  return `/api/v1/dossier${traceParams(address)}`;
}

function traceParams({ id, after, source, service, isWhole, ...common }: TraceParams) {
  return printParams({ id, after, source, service, whole: isWhole ? 1 : null, ...printCommonParams(common) });
}
