import { actionHref, actorHref, auditHref, type ColumnKey, type CommonParams, subjectHref, termFor } from '@/lib/address';
import type { Action } from '@/lib/audit';

/** Where the parts of an action lead, in the zone and world of the page that links to them. */
export interface Links {
  /** What every one of them carries. */
  readonly params: CommonParams;
  readonly action: (action: Pick<Action, 'ref'>) => string;
  readonly actor: (id: string) => string;
  readonly subject: (type: string | null, id: string) => string;
  /** All actions where a column has this value. */
  readonly only: (column: ColumnKey, value: string) => string;
}

export function linksFrom({ zone, data }: CommonParams): Links {
  const params = { zone, data };
  return {
    params,
    action: ({ ref }) => actionHref(ref, params),
    actor: remembered((id) => actorHref(id, params)),
    subject: remembered((type, id) => subjectHref({ type, id }, params)),
    only: remembered((column, value) => auditHref({ ...params, filter: { terms: [termFor(column, value)] } })),
  };
}

/** The same people, things and values stand in many rows of a page. */
function remembered<Given extends readonly (string | null)[]>(hrefOf: (...given: Given) => string): (...given: Given) => string {
  const known = new Map<string, string>();
  return (...given) => {
    // Postgres keeps no text with U+0000.
    const key = given.map((one) => one ?? '\0').join('\0');
    const href = known.get(key) ?? hrefOf(...given);
    known.set(key, href);
    return href;
  };
}
