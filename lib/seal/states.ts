import type { Client } from './ledger';

/** How sealing, or a place of publication, is doing. Times are RFC 3339 in UTC. */
export interface SealCondition {
  readonly name: string;
  readonly lastTriedAt: string;
  readonly lastGoodAt: string | null;
  readonly failingSince: string | null;
  /** In words; null where all is well. */
  readonly trouble: string | null;
}

/** The name of sealing itself. */
export const sealing = 'sealing';

export async function noteCondition(sql: Client, name: string, trouble: string | null): Promise<void> {
  await sql`
    insert into seal_states as s (name, last_tried_at, last_good_at, failing_since, trouble)
    values (${name}, clock_timestamp(), ${trouble === null ? sql`clock_timestamp()` : null}, ${trouble === null ? null : sql`clock_timestamp()`}, ${trouble})
    on conflict (name) do update set last_tried_at = excluded.last_tried_at, trouble = excluded.trouble,
      last_good_at = coalesce(excluded.last_good_at, s.last_good_at),
      failing_since = case when excluded.trouble is null then null else coalesce(s.failing_since, excluded.failing_since) end`;
}

export async function readConditions(sql: Client): Promise<readonly SealCondition[]> {
  const rows = await sql.unsafe<Record<'name' | 'tried' | 'good' | 'since' | 'trouble', string | null>[]>(
    `select name, ${instant('last_tried_at')} as tried, ${instant('last_good_at')} as good, ${instant('failing_since')} as since, trouble
    from seal_states order by name`,
  );
  return rows.map(({ name, tried, good, since, trouble }) => ({
    name: name ?? '',
    lastTriedAt: tried ?? '',
    lastGoodAt: good ?? null,
    failingSince: since ?? null,
    trouble: trouble ?? null,
  }));
}

/** Of a column that a statement of ours names. */
export function instant(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
