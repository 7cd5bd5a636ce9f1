import { sql } from 'drizzle-orm';
import type { Transaction } from './transaction';

export interface Column {
  readonly name: string;
  /** As Postgres writes it in a cast. */
  readonly type: string;
}

export interface Table {
  readonly name: string;
  /** Those that are kept: all that are stored but the number of the transaction, which means nothing in another cluster. */
  readonly columns: readonly Column[];
  readonly key: readonly Column[];
  /** The column that counts by itself, and how far it got; null where there is none, or it never counted. */
  readonly identity: { readonly column: string; readonly last: string | null } | null;
}

/** What is read from a PostHog again. */
const readAnew = ['posthog_days', 'posthog_hours', 'posthog_ends', 'posthog_windows', 'posthog_counts', 'posthog_syncs'];

/** What does not outlive a restore: people sign in again, so that no session that was ended since comes back to life. */
const shortLived = ['sessions', 'sign_in_links', 'rate_limits', 'kept_answers', ...readAnew];

/** The tables that a backup holds, each after those that it refers to. */
export async function listTables(tx: Transaction): Promise<readonly Table[]> {
  const tables = (await tx.execute(catalogue)) as unknown as readonly (Table & { readonly refers: readonly string[] })[];
  const kept = tables.filter(({ name }) => !shortLived.includes(name));
  const ordered: Table[] = [];
  while (ordered.length < kept.length) {
    const next = kept.find((table) => !ordered.includes(table) && table.refers.every((name) => ordered.some((done) => done.name === name)));
    if (!next) throw new Error('Tables refer to each other in a circle, or to one that no backup holds.');
    ordered.push(next);
  }
  return ordered;
}

const catalogue = sql`
  select c.relname as name,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype) as columns,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by k.n)
      from pg_index i, unnest(i.indkey) with ordinality k (attnum, n), pg_attribute a
      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key,
    (select json_build_object('column', a.attname, 'last', s.last_value::text)
      from pg_attribute a
      join pg_sequences s on format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(c.oid::regclass::text, a.attname)
      where a.attrelid = c.oid and a.attidentity <> '') as identity,
    (select coalesce(json_agg(distinct r.relname), '[]')
      from pg_constraint f join pg_class r on r.oid = f.confrelid
      where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as refers
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition
  order by c.relname`;
