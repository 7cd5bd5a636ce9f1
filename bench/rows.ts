import type postgres from 'postgres';

/** What a question of the bench asks about: values that many rows have, so that nothing is measured on an empty answer. */
export interface Busiest {
  readonly subject: { readonly type: string; readonly id: string };
  readonly requestId: string;
  readonly traceId: string;
  readonly actor: string;
  readonly ticket: string;
  readonly ref: { readonly source: string; readonly id: string };
}

/** Things come and go: so many rows are about the same ones. */
const generation = 100_000;

export interface Fill {
  readonly has: number;
  readonly rows: number;
  /** Between one row and the next. */
  readonly everySeconds: number;
}

/**
 * Fills `admin_actions` from `has` to `rows` rows that are skewed as real ones are: few actors do most, few subjects are
 * touched again and again, a tenth of the rows share their request with a hundred others, some have no request and no
 * organisation.
 */
export async function fillActions(sql: postgres.Sql, { has, rows, everySeconds }: Fill): Promise<void> {
  // One a statement keeps memory flat; the seed makes every run the same rows.
  for (let from = has + 1; from <= rows; from += generation) {
    const to = Math.min(rows, from + generation - 1);
    await sql.begin(async (tx) => {
      await tx`select setseed(${from / 1e9})`;
      await tx`
        insert into admin_actions (source, event_id, created_at, actor_id, actor_type, actor_label, action, subject_type, subject_id,
          org_id, request_id, trace_id, feature, surface, outcome, metadata)
        select (array['web', 'web', 'web', 'billing', 'auth', 'api'])[1 + n % 6], n::text,
          timestamptz '2026-01-01' + n * ${everySeconds}::float8 * interval '1 second' + (random() * 1e6)::int * interval '1 microsecond',
          'u_' || actor, case when actor % 9 = 0 then 'job' else 'person' end, 'Person ' || actor,
          (array['customer.update', 'customer.update', 'invoice.issue', 'auth.sign_in', 'auth.sign_in', 'flag.update', 'key.rotate', 'role.grant'])[1 + n % 8],
          (array['customer', 'customer', 'invoice', 'user', 'user', 'flag', 'key', 'role'])[1 + n % 8], 's_' || subject,
          case when n % 20 = 0 then null else 'org_' || floor(power(random(), 2) * 400) end,
          case when n % 33 = 0 then null when n % 10 = 0 then 'bulk_' || n / 1000 else 'req_' || md5(n::text) end,
          md5('trace' || n / 3), (array['customers', 'billing', 'access', 'flags'])[1 + n % 4], 'surface-' || n % 23,
          case when random() < 0.04 then 'failure' else 'success' end,
          jsonb_build_object('before', jsonb_build_object('plan', 'team', 'seats', n % 50), 'after', jsonb_build_object('plan', 'business', 'seats', n % 50 + 1),
            'ip', '192.0.2.' || n % 250, 'attempt', n % 7, 'ticket', 'T-' || n / 20)
        from (
          select n, floor(power(random(), 3) * 3000)::int as actor, ${from} + floor(power(random(), 2) * 6000)::int as subject
          from generate_series(${from}::bigint, ${to}::bigint) n
        ) skewed`;
    });
  }
}

/** A filled table is indexed in half the time that it takes to fill an indexed one. `pg` has two connections or more. */
export async function withIndexesAfterwards(pg: postgres.Sql, fill: () => Promise<void>): Promise<void> {
  const indexes = await pg`
    select indexname as name, indexdef as definition from pg_indexes where tablename = 'admin_actions' and indexname <> 'admin_actions_pkey'`;
  for (const { name } of indexes) await pg`drop index ${pg(name)}`;
  await fill();
  const [words, ...others] = indexes.toSorted((a) => (a.name === 'admin_actions_words' ? -1 : 1));
  const build = async (these: typeof others) => {
    for (const { definition } of these) {
      await pg.begin(async (tx) => {
        await tx`set local maintenance_work_mem = '1GB'`;
        await tx.unsafe(definition);
      });
    }
  };
  await Promise.all([build(words ? [words] : []), build(others)]);
  await pg`vacuum analyze admin_actions`;
}

/** Among the oldest rows, which every size of the table has. */
export async function busiestIn(sql: postgres.Sql): Promise<Busiest> {
  const most = async (value: postgres.PendingQuery<postgres.Row[]>) => {
    const [row] = await sql`
      select value from (select ${value} as value from admin_actions order by id limit ${generation}) a
      where value is not null group by 1 order by count(*) desc, 1 limit 1`;
    return row?.value;
  };
  const [ref] = await sql`select source, id::text from admin_actions order by id offset ${generation / 2} limit 1`;
  return {
    subject: await most(sql`json_build_object('type', subject_type, 'id', subject_id)::jsonb`),
    requestId: await most(sql`case when request_id like 'bulk%' then request_id end`),
    traceId: await most(sql`trace_id`),
    actor: await most(sql`actor_id`),
    ticket: await most(sql`metadata->>'ticket'`),
    ref: { source: ref?.source, id: ref?.id },
  };
}
