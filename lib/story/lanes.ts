import { isError, type Moment } from './moment';

/** A service through which a request went. */
export interface Lane {
  readonly service: string;
  readonly count: number;
  readonly errors: number;
  readonly first: string;
  readonly last: string;
}

/** In the order in which they first say something: the hops. @param moments in order */
export function lanesOf(moments: readonly Moment[]): readonly Lane[] {
  const lanes = new Map<string, Lane>();
  for (const moment of moments) {
    if (moment.service === null) continue;
    const lane = lanes.get(moment.service) ?? { service: moment.service, count: 0, errors: 0, first: moment.time, last: moment.time };
    lanes.set(moment.service, { ...lane, count: lane.count + 1, errors: lane.errors + Number(isError(moment)), last: moment.time });
  }
  return [...lanes.values()];
}
