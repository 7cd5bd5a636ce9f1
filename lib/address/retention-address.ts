import { type CommonParams, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';

/** `/settings/retention?source=&days=`: a source whose rule is looked at before it is set. */
export interface RetentionAddress extends CommonParams {
  /** `notice`: what became of a form that was sent. */
  readonly notice: string | null;
  /** Null where none is looked at. */
  readonly source: string | null;
  /** Null for good. */
  readonly days: number | null;
  readonly problems: readonly ParamProblem[];
}

export function parseRetentionAddress(params: Params): RetentionAddress {
  const reader = paramReader(params);
  return {
    notice: reader.text('notice'),
    source: reader.value('source', { read: readSource, fallback: null, why: 'source is one of actions, and not of the sample.' }),
    days: reader.value('days', { read: readDays, fallback: null, why: 'days is a number from 1 to 99999, or nothing for good.' }),
    ...readCommonParams(reader),
    problems: reader.problems,
  };
}

export function retentionHref(
  { source, days }: { source: string; days: number | null },
  params: Partial<CommonParams> = {},
): `/settings/retention?${string}` {
  return `/settings/retention${printParams({ source, days, ...printCommonParams(params) }) || '?'}`;
}

/** The sample is removed as a whole. */
function readSource(text: string): string | null {
  return text.length <= 200 && !/^sample(\/|$)/.test(text) ? text : null;
}

function readDays(text: string): number | null {
  return /^[1-9]\d{0,4}$/.test(text) ? Number(text) : null;
}
