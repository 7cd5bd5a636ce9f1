import { z } from 'zod';
import type { LokiAddress } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { UpstreamError, upstream } from '@/lib/upstream';
import { keyOf, type RawEntry } from './entry';

/** A Loki that is asked. Version 2 or later of its HTTP API (https://grafana.com/docs/loki/latest/reference/loki-http-api/). */
export interface Loki {
  readonly selector: string;
  /** Where it is, for people: without credentials. */
  readonly where: string;
  readonly tenant: string | null;
  readonly restsSince: number | null;
  /**
   * The first `limit` lines of a stretch, from included, to not.
   *
   * @throws {AppError} `unavailable`, with why in words
   */
  entries(question: LokiQuestion): Promise<readonly RawEntry[]>;
  /** Whether it answers, and to us. @throws {AppError} `unavailable` */
  check(signal: AbortSignal): Promise<void>;
}

export interface LokiQuestion {
  readonly query: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly order: 'asc' | 'desc';
  /** 1 to 5,000: `max_entries_limit_per_query` as Loki comes. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

const mostBytes = 16_000_000;
const mostAtOnce = 6;

const labels = z.record(z.string(), z.string());
const categories = z.looseObject({ structuredMetadata: labels.nullish(), parsed: labels.nullish() });
const value = z.tuple([z.string().regex(/^\d{1,19}$/), z.string()]).rest(categories.nullish().catch(null));
const answer = z.looseObject({
  status: z.literal('success'),
  data: z.looseObject({
    resultType: z.literal('streams'),
    result: z.array(z.looseObject({ stream: labels, values: z.array(value).nullish() })).nullish(),
  }),
});

export function loki({ base, tenant, authorization, selector }: LokiAddress): Loki {
  const service = upstream({
    base,
    headers: {
      // Structured metadata stay apart from the labels of a stream.
      'x-loki-response-encoding-flags': 'categorize-labels',
      ...(tenant === null ? {} : { 'x-scope-orgid': tenant }),
      ...(authorization === null ? {} : { authorization }),
    },
    mostBytes,
    mostAtOnce,
  });
  return {
    selector,
    where: `${base.host}${base.pathname === '/' ? '' : base.pathname}`,
    tenant,
    get restsSince() {
      return service.restsSince;
    },
    async entries({ query, from, to, order, limit, signal }) {
      const params = {
        query,
        start: String(from),
        end: String(to),
        limit: String(limit),
        direction: order === 'asc' ? 'forward' : 'backward',
      };
      const read = answer.safeParse(await asked(service.getJson({ path: '/loki/api/v1/query_range', params, signal })));
      if (!read.success) throw new AppError('unavailable', 'Loki gives no answer: it is not what was asked for.');
      return (read.data.data.result ?? []).flatMap(({ stream, values }) =>
        (values ?? []).map(([ns, text, told]): RawEntry => {
          const metadata = told?.structuredMetadata ?? {};
          return { ns: BigInt(ns), key: keyOf(stream, text), stream, metadata, text };
        }),
      );
    },
    async check(signal) {
      await asked(service.getJson({ path: '/loki/api/v1/labels', signal }));
    },
  };
}

/** Loki's refusals are plain text; what people can do about them is said in ours. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/no org id/i, 'it wants a tenant: add ?tenant= to LOGS_URL'],
  [/max_entries_limit|max entries limit/i, 'it gives fewer lines at a time than are asked for (max_entries_limit_per_query)'],
  [/query length|time range exceeds|max_query_length/i, 'it refuses so long a time (max_query_length)'],
  [/max_query_series|maximum of series/i, 'the question meets too many streams for it (max_query_series)'],
  [/parse error|syntax error/i, 'it cannot read the question; look at the selector in LOGS_URL'],
  [/timed out|deadline exceeded/i, 'the question took too long for it; narrow it down'],
];

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const { said = '', retryAfterSeconds } = error.told;
    const why = refusals.find(([pattern]) => pattern.test(said))?.[1] ?? error.message;
    throw new AppError('unavailable', `Loki gives no answer: ${why}.`, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
  }
}
