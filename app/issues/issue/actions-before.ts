import { answered } from '@/app/audit/answered';
import { daysTerm, type Filter, negated, parseFilter, type Term, termFor } from '@/lib/address';
import { type ActionPage, listActions } from '@/lib/audit';
import type { Issue } from '@/lib/issues';
import { addSeconds } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** What was done before an issue was first seen. */
export interface ActionsBefore {
  readonly title: string;
  readonly filter: Filter;
  readonly page: ActionPage;
}

const hour = 3_600;

/** What released or switched something in the day before, and all else in the hour before, each only where there is any. */
export async function actionsBefore(viewer: Viewer, { first_seen: first }: Pick<Issue, 'first_seen'>): Promise<readonly ActionsBefore[]> {
  if (first === null) return [];
  const asked: readonly (readonly [title: string, seconds: number, terms: readonly Term[]])[] = [
    ['Released or switched in the day before', 24 * hour, releases],
    ['Done in the hour before', hour, [...releases.map(negated), negated(termFor('source', 'tracebook'))]],
  ];
  const found = await Promise.all(
    asked.map(async ([title, seconds, terms]) => {
      const from = addSeconds(first, -seconds);
      if (from === null) return null;
      const filter: Filter = { terms: [...terms, daysTerm(from, first)] };
      const { value: page } = await answered(listActions(viewer, { filter, zone: 'UTC', limit: 20 }));
      return page && page.rows.length > 0 ? { title, filter, page } : null;
    }),
  );
  return found.filter((before) => before !== null);
}

/** By what such actions are called: `deploy.finish`, `release.create`, `flag.enable`, `UpdateFunctionCode` is not among them. */
const releases = parseFilter('action:*deploy*,*Deploy*,*release*,*Release*,*rollout*,*flag*,*migrat*').terms;
