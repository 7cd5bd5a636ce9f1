import { auditHref, type CommonParams, type FieldTerm, issuesHref, issueTerm, linesHref, lineTerm, termFor, timeTerm } from '@/lib/address';
import type { Moment } from '@/lib/story';
import { addSeconds } from '@/lib/time';

/** What else may tell more: the same people and the same organisation around that time. */
export function relatedTo(moments: readonly Moment[], params: CommonParams): readonly { readonly words: string; readonly href: string }[] {
  const [first, last] = [moments[0], moments.at(-1)];
  if (!first || !last) return [];
  const [from, to] = [addSeconds(first.time, -600), addSeconds(last.time, 600)];
  const times: readonly FieldTerm<'created' | 'recorded', never>[] = from && to ? [timeTerm('>=', from), timeTerm('<=', to)] : [];
  const users = [...new Set(moments.flatMap(({ userId }) => userId ?? []))].slice(0, 2);
  const orgs = [...new Set(moments.flatMap(({ orgId }) => orgId ?? []))].slice(0, 1);
  return [
    ...users.map((user) => ({
      words: `Lines of ${user}, ± 10 minutes`,
      href: linesHref({ ...params, filter: { terms: [lineTerm('user', user), ...times] }, order: 'asc' }),
    })),
    ...users.map((user) => ({
      words: `Actions of ${user}, ± 10 minutes`,
      href: auditHref({ ...params, filter: { terms: [termFor('actor', user), ...times] }, order: 'asc' }),
    })),
    ...users.map((user) => ({
      words: `Issues that hit ${user}`,
      href: issuesHref({ ...params, filter: { terms: [issueTerm('user', user)] } }),
    })),
    ...orgs.map((org) => ({
      words: `Actions in ${org}, ± 10 minutes`,
      href: auditHref({ ...params, filter: { terms: [termFor('org', org), ...times] }, order: 'asc' }),
    })),
  ];
}
