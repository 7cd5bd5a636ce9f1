import { zoneFrom } from '@/lib/time';
import type { Filter } from './filter';
import type { ParamReader } from './params';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';

/** What every address of Tracebook can carry. */
export interface CommonParams {
  /** In which times are told and days begin: `tz`. */
  readonly zone: string;
  /** Which of the two worlds is looked at, `data`; null leaves it to what there is. */
  readonly data: 'real' | 'sample' | null;
}

/** What an address that lists anything can carry besides. */
export interface PageParams extends CommonParams {
  readonly order: Order;
  readonly limit: number;
  /** Where this page begins or ends: signed text that `lib/paging` opens. At most one of the two. */
  readonly after: string | null;
  readonly before: string | null;
}

/** A list of actions. */
export interface ListParams extends PageParams {
  /** `q` */
  readonly filter: Filter;
}

export type Order = 'desc' | 'asc';

export const defaultLimit = 50;
export const maxLimit = 1000;

export const noListParams: ListParams = {
  filter: { terms: [] },
  zone: 'UTC',
  data: null,
  order: 'desc',
  limit: defaultLimit,
  after: null,
  before: null,
};

export function readCommonParams(reader: ParamReader): CommonParams {
  return {
    zone: reader.value('tz', {
      read: zoneFrom,
      fallback: 'UTC',
      why: 'tz is no time zone by its name, such as America/New_York; UTC is used.',
    }),
    data: reader.value('data', {
      read: (text) => oneOf(['real', 'sample'] as const, text),
      fallback: null,
      why: 'data is real or sample; it is left out.',
    }),
  };
}

export function readListParams(reader: ParamReader): ListParams {
  return { ...readPageParams(reader), filter: parseFilter(reader.text('q') ?? '') };
}

export function readPageParams(reader: ParamReader): PageParams {
  const after = reader.text('after');
  return {
    ...readCommonParams(reader),
    order: reader.value('order', {
      read: (text) => oneOf(['desc', 'asc'] as const, text),
      fallback: 'desc',
      why: 'order is desc or asc; desc is used.',
    }),
    limit: reader.value('limit', {
      read: readLimit,
      fallback: defaultLimit,
      why: `limit is a number from 1 to ${maxLimit}; ${defaultLimit} is used.`,
    }),
    after,
    before: reader.value('before', {
      read: (text) => (after === null ? text : null),
      fallback: null,
      why: 'before is left out, because after is given too.',
    }),
  };
}

export function readLimit(text: string): number | null {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= maxLimit ? limit : null;
}

export function oneOf<T extends string>(words: readonly T[], text: string): T | null {
  return words.find((word) => word === text) ?? null;
}

/** Also UTC by its name: without one, an address is shown in the zone that its reader's browser remembers. */
export function printCommonParams({ zone, data }: Partial<CommonParams>) {
  return { tz: zone, data };
}

export function printListParams(params: Partial<PageParams> & { readonly filter?: Filter<string, string> | undefined }) {
  return {
    q: params.filter && printFilter(params.filter),
    order: params.order === 'desc' ? null : params.order,
    limit: params.limit === defaultLimit ? null : params.limit,
    after: params.after,
    before: params.after ? null : params.before,
    ...printCommonParams(params),
  };
}
