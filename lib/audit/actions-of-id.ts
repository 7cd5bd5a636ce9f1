import { sql } from 'drizzle-orm';
import { termFor } from '@/lib/address';
import type { Viewer } from '@/lib/viewer';
import type { ActionPage } from './action';
import type { AuditTable } from './audit-table';
import { filterCondition } from './filter-sql';
import { listAnyOf } from './list-actions';

/**
 * The actions that carry an ID as their request or their trace, oldest first, up to `limit` (1 to 1,000), in one round trip a table. A
 * trace id is looked for in small letters, as it is kept.
 *
 * @throws {AppError} `not-permitted`
 */
export function actionsOfId(viewer: Viewer, id: string, { limit }: { limit: number }): Promise<ActionPage> {
  const trace = /^[0-9a-f]{32}$/i.test(id) ? id.toLowerCase() : id;
  const ofRequest = { terms: [termFor('request', id)] };
  const ofTrace = { terms: [termFor('trace', trace)] };
  const conditions = ({ dialect }: AuditTable) => {
    const isOfRequest = filterCondition(ofRequest, 'UTC', dialect);
    return [isOfRequest, sql`${filterCondition(ofTrace, 'UTC', dialect)} and (${isOfRequest}) is not true`];
  };
  const options = {
    filter: ofRequest,
    zone: 'UTC',
    order: 'asc',
    limit,
    counted: limit,
    list: 'actions of an ID',
    isLookUp: true,
  } as const;
  return listAnyOf(viewer, conditions, options);
}
