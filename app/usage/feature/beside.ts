import { type Answered, answered } from '@/app/audit/answered';
import {
  auditHref,
  type CommonParams,
  type CostPart,
  daysTerm,
  type Filter,
  type IssueFilter,
  issueGrammar,
  issuesHref,
  issueTerm,
  type LineFilter,
  lineGrammar,
  linesHref,
  lineTerm,
  parseFilter,
  termFor,
} from '@/lib/address';
import { type ActionPage, listActions } from '@/lib/audit';
import { type IssuePage, listIssues } from '@/lib/issues';
import { may, type Viewer } from '@/lib/viewer';

/** The same feature and days, as the other sources are asked for them. */
interface Filters {
  readonly issues: IssueFilter;
  readonly errorLines: LineFilter;
  readonly slowLines: LineFilter;
  readonly actions: Filter;
}

export function filtersFor(feature: string, { from, to }: { from: string; to: string }): Filters {
  const lines = (text: string) => ({ terms: [lineTerm('feature', feature), ...parseFilter(text, lineGrammar).terms, daysTerm(from, to)] });
  return {
    issues: { terms: [issueTerm('feature', feature), ...parseFilter(`last:>=${from}`, issueGrammar).terms] },
    errorLines: lines('level:error,fatal'),
    slowLines: lines('duration:>=1000'),
    actions: { terms: [termFor('feature', feature), daysTerm(from, to)] },
  };
}

/** Where what was counted can be looked at; of code there is no such place here. */
export function costHref(part: CostPart, filters: Filters, params: Pick<CommonParams, 'zone' | 'data'>): string | null {
  switch (part) {
    case 'errors':
    case 'hit':
      return issuesHref({ ...params, filter: filters.issues });
    case 'lines':
      return linesHref({ ...params, filter: filters.errorLines });
    case 'slow':
      return linesHref({ ...params, filter: filters.slowLines });
    case 'actions':
      return auditHref({ ...params, filter: filters.actions });
    case 'churn':
      return null;
  }
}

/** What else is known of it; null for what the viewer may not see. */
interface Beside {
  readonly issues: Answered<IssuePage> | null;
  readonly actions: Answered<ActionPage> | null;
}

export async function readBeside(viewer: Viewer, filters: Filters, zone: string): Promise<Beside> {
  const [issues, actions] = await Promise.all([
    may(viewer, 'issues:read') ? answered(listIssues(viewer, { filter: filters.issues, zone, sort: 'users', limit: 5 })) : null,
    may(viewer, 'audit:read') ? answered(listActions(viewer, { filter: filters.actions, zone, limit: 20 })) : null,
  ]);
  return { issues, actions };
}
