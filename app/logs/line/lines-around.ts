import { type LineFilter, type LineKey, lineTerm, timeTerm } from '@/lib/address';
import { type LineDetail, type LinePage, listLines } from '@/lib/logs';
import { addSeconds } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** Lines that share something with one, in the seconds before and after it. */
export interface Around {
  readonly title: string;
  readonly filter: LineFilter;
  readonly page: LinePage;
}

const most = 50;

/** Of the same request, then service, then user, each only where there is more than the line itself. */
export async function linesAround(viewer: Viewer, line: LineDetail, seconds: number): Promise<readonly Around[]> {
  const shared: readonly (readonly [string, LineKey, string | null])[] = [
    ['The same request', 'request', line.request_id],
    ['The same service', 'service', line.service],
    ['The same user', 'user', line.user_id],
  ];
  const [from, to] = [addSeconds(line.time, -seconds), addSeconds(line.time, seconds)];
  const times = from !== null && to !== null ? [timeTerm('>=', from), timeTerm('<=', to)] : [];
  const found = await Promise.all(
    shared.flatMap(([title, key, value]) => {
      if (value === null) return [];
      const filter: LineFilter = { terms: [lineTerm(key, value), ...times] };
      return [listLines(viewer, { filter, zone: 'UTC', order: 'asc', limit: most }).then((page) => ({ title, filter, page }))];
    }),
  );
  return found.filter(({ page }) => page.rows.length > 1);
}
