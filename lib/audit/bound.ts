import { type SQL, sql } from 'drizzle-orm';
import type { AuditTable } from './audit-table';
import { placesOf } from './place-sql';

/**
 * Where a table ends for somebody who began to read it: what is recorded meanwhile takes no part. Text, so that it can be kept and
 * reading can go on from another process.
 *
 * Of our own table a snapshot of Postgres: its rows never change, and each knows the transaction that brought it. Of another team's
 * table the last place in its order, since nothing else of it can be known.
 */
export type Bound =
  | {
      readonly kind: 'snapshot';
      readonly snapshot: string /** Of rows whose transactions belong to another server. */;
      readonly lastId: string | null;
    }
  | { readonly kind: 'place'; readonly createdAt: string; readonly key: readonly string[] }
  | { readonly kind: 'empty' };

/** @param condition what the reader asks for and may see */
export async function takeBound(table: AuditTable, condition: SQL): Promise<Bound> {
  return table.dialect.isOurs ? takeSnapshot(table) : takeLastPlace(table, condition);
}

/**
 * A row that is there while its transaction is not over came with a dump, and keeps the number that it had on another server. Then all
 * rows up to the last id count in: one too many makes the reading incomplete, while one too few would go unnoticed.
 */
async function takeSnapshot({ ask, visible }: AuditTable): Promise<Bound> {
  const [row] = await ask<{ snapshot: string; last_id: string | null }>(sql`
    with now as materialized (select pg_current_snapshot() as snapshot)
    select snapshot::text, case when exists (
      select from admin_actions a where ${visible} and a.tx >= pg_snapshot_xmin(snapshot) and not pg_visible_in_snapshot(a.tx, snapshot)
    ) then (select max(a.id)::text from admin_actions a) end as last_id
    from now`);
  if (!row) throw new Error('Postgres told no snapshot.');
  return { kind: 'snapshot', snapshot: row.snapshot, lastId: row.last_id };
}

async function takeLastPlace(table: AuditTable, condition: SQL): Promise<Bound> {
  const places = placesOf(table);
  const printed = places.map((place, n) => sql`${place}::text as ${sql.identifier(`place_${n}`)}`);
  const backwards = places.map((place) => sql`${place} desc`);
  const [row] = await table.ask<Record<string, string>>(sql`
    select ${sql.join(printed, sql`, `)} from ${table.from} as a where ${condition} order by ${sql.join(backwards, sql`, `)} limit 1`);
  if (!row) return { kind: 'empty' };
  return { kind: 'place', createdAt: row.place_0 ?? '', key: table.keys.map((_, n) => row[`place_${n + 1}`] ?? '') };
}

/** What lies within, as a condition on `a`. */
export function withinBound(table: AuditTable, bound: Bound): SQL {
  if (bound.kind === 'empty') return sql`false`;
  if (bound.kind === 'snapshot') {
    const isSeen = sql`pg_visible_in_snapshot(a.tx, ${bound.snapshot}::pg_snapshot)`;
    return bound.lastId === null ? isSeen : sql`(${isSeen} or a.id <= ${bound.lastId}::bigint)`;
  }
  const values = [sql`${bound.createdAt}::timestamptz`, ...table.keys.map(({ type }, n) => sql`${bound.key[n]}::${sql.raw(type)}`)];
  return sql`(${sql.join([...placesOf(table)], sql`, `)}) <= (${sql.join(values, sql`, `)})`;
}
