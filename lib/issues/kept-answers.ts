import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/lib/database';
import { reportError } from '@/lib/telemetry';

export interface KeptAnswer<T> {
  readonly value: T;
  /** RFC 3339 in UTC with six decimals. */
  readonly asked_at: string;
}

const mostBytes = 1_000_000;
const mostKept = 1_000;

/** @param parts who was asked what by whom; two answers that are not the same never share them */
export function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Null where none is kept, or only an older one. The clock is the database's. */
export async function keptAnswer<T>(key: string, { seconds }: { readonly seconds: number }): Promise<KeptAnswer<T> | null> {
  const [row] = await attempt<{ answer: string; asked_at: string }>(sql`
    select answer, to_char(asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as asked_at
    from kept_answers where key = ${key} and asked_at > clock_timestamp() - make_interval(secs => ${seconds})`);
  return row ? { value: JSON.parse(row.answer) as T, asked_at: row.asked_at } : null;
}

/** What is too large is not kept. */
export async function keepAnswer(key: string, value: unknown): Promise<void> {
  const answer = JSON.stringify(value);
  if (Buffer.byteLength(answer) > mostBytes) return;
  await attempt(sql`
    insert into kept_answers (key, answer) values (${key}, ${answer})
    on conflict (key) do update set answer = excluded.answer, asked_at = clock_timestamp()`);
  await attempt(sql`
    delete from kept_answers where asked_at < clock_timestamp() - interval '1 day'
      or asked_at < (select k.asked_at from kept_answers k order by k.asked_at desc offset ${mostKept} limit 1)`);
}

/** A help and no more: without it Sentry is asked, and answers. */
async function attempt<Row>(statement: SQL): Promise<readonly Row[]> {
  try {
    const rows: readonly unknown[] = await database('screens').execute(statement);
    return rows as readonly Row[];
  } catch (error) {
    reportError(error);
    return [];
  }
}
