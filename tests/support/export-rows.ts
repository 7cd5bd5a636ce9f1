import type postgres from 'postgres';

/** So many actions of half a kilobyte each: enough that a file of them does not fit into the buffers between two processes. */
export async function fillForExports(sql: postgres.Sql, rows: number): Promise<void> {
  await sql`
    insert into admin_actions (source, event_id, created_at, action, actor_id, org_id, metadata)
    select 'many', n::text, timestamptz '2026-01-01' + n * interval '1 second', 'many.done', 'u_' || n % 50, 'org_1', jsonb_build_object('n', n, 'filling', repeat('x', 400))
    from generate_series(1, ${rows}::int) n`;
  await sql`analyze admin_actions`;
}

/** How many rows the trailer of a CSV or JSON Lines file tells; null where it has none. */
export function rowsTold(bytes: Buffer): number | null {
  const end = bytes.subarray(-1_000).toString();
  const [, csv, json] =
    /\n#end,[^,]+,(\d+),[0-9a-f]{64},*\r\n$|\n\{"end":\{"export":"[^"]+","rows":(\d+),"sha256":"[0-9a-f]{64}"\}\}\n$/.exec(end) ?? [];
  return csv || json ? Number(csv ?? json) : null;
}
