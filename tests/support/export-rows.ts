import type postgres from 'postgres';

/**
 * So many actions, `many.done` of half a kilobyte each, or of another name and size. The kernel's buffers between two processes hold tens of
 * megabytes: an export that is to be found running must be larger.
 */
export async function fillForExports(sql: postgres.Sql, rows: number, { name = 'many', filling = 400 } = {}): Promise<void> {
  await sql`
    insert into admin_actions (source, event_id, created_at, action, actor_id, org_id, metadata)
    select ${name}, n::text, timestamptz '2026-01-01' + n * interval '1 second', ${name} || '.done', 'u_' || n % 50, 'org_1',
      jsonb_build_object('n', n, 'filling', repeat('x', ${filling}::int))
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
