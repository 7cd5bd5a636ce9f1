import { actionHref, actorHref, auditHref, type ColumnKey, type CommonParams, subjectHref, termFor } from '@/lib/address';
import type { Action } from '@/lib/audit';

/** Where the parts of an action lead, in the zone and world of the page that links to them. */
export interface Links {
  readonly action: (action: Pick<Action, 'ref'>) => string;
  readonly actor: (id: string) => string;
  readonly subject: (type: string | null, id: string) => string;
  /** All actions where a column has this value. */
  readonly only: (column: ColumnKey, value: string) => string;
}

export function linksFrom({ zone, data }: CommonParams): Links {
  const params = { zone, data };
  return {
    action: ({ ref }) => actionHref(ref, params),
    actor: (id) => actorHref(id, params),
    subject: (type, id) => subjectHref({ type, id }, params),
    only: (column, value) => auditHref({ ...params, filter: { terms: [termFor(column, value)] } }),
  };
}
