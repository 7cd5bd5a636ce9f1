import type postgres from 'postgres';

/** What a question of the bench asks about: values that many rows have, so that nothing is measured on an empty answer. */
export interface Busiest {
  readonly subject: { readonly type: string; readonly id: string };
  readonly requestId: string;
}

/**
 * Fills `admin_actions` with rows that are skewed as real ones are: few actors do most, few subjects are touched again and
 * again, a tenth of the rows share their request with a hundred others, some have no request and no organisation.
 *
 * @returns rows a second
 */
export async function fillActions(sql: postgres.Sql, rows: number): Promise<number> {
  const start = performance.now();
  // One a statement keeps memory flat; the seed makes every run the same rows.
  for (let from = 1; from <= rows; from += 250_000) {
    const to = Math.min(rows, from + 249_999);
    await sql.begin(async (tx) => {
      await tx`select setseed(${from / 1e9})`;
      await tx`
        insert into admin_actions (source, event_id, created_at, actor_id, actor_type, actor_label, action, subject_type, subject_id,
          org_id, request_id, trace_id, feature, surface, outcome, metadata)
        select (array['web', 'web', 'web', 'billing', 'auth', 'api'])[1 + n % 6], n::text,
          timestamptz '2026-01-01' + n * interval '25 seconds' + (random() * 1e6)::int * interval '1 microsecond',
          'u_' || actor, case when actor % 9 = 0 then 'job' else 'person' end, 'Person ' || actor,
          (array['customer.update', 'customer.update', 'invoice.issue', 'auth.sign_in', 'auth.sign_in', 'flag.update', 'key.rotate', 'role.grant'])[1 + n % 8],
          (array['customer', 'customer', 'invoice', 'user', 'user', 'flag', 'key', 'role'])[1 + n % 8], 's_' || subject,
          case when n % 20 = 0 then null else 'org_' || floor(power(random(), 2) * 400) end,
          case when n % 33 = 0 then null when n % 10 = 0 then 'bulk_' || n / 1000 else 'req_' || md5(n::text) end,
          md5('trace' || n / 3), (array['customers', 'billing', 'access', 'flags'])[1 + n % 4], 'surface-' || n % 23,
          case when random() < 0.04 then 'failure' else 'success' end,
          jsonb_build_object('before', jsonb_build_object('plan', 'team', 'seats', n % 50), 'after', jsonb_build_object('plan', 'business', 'seats', n % 50 + 1),
            'ip', '192.0.2.' || n % 250, 'attempt', n % 7)
        from (
          select n, floor(power(random(), 3) * 3000)::int as actor, floor(power(random(), 2) * 60000)::int as subject
          from generate_series(${from}::bigint, ${to}::bigint) n
        ) skewed`;
    });
  }
  const seconds = (performance.now() - start) / 1000;
  await sql`vacuum analyze admin_actions`;
  return rows / seconds;
}

export async function busiestIn(sql: postgres.Sql): Promise<Busiest> {
  const [subject] =
    await sql`select subject_type as type, subject_id as id from admin_actions group by 1, 2 order by count(*) desc, 2 limit 1`;
  const [request] =
    await sql`select request_id from admin_actions where request_id like 'bulk%' group by 1 order by count(*) desc, 1 limit 1`;
  return { subject: { type: subject?.type, id: subject?.id }, requestId: request?.request_id };
}
