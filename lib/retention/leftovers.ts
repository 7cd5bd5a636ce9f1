import { database } from '@/lib/database';

/** What there was of a person beside the audit log. */
export interface Leftover {
  readonly table: 'log_lines' | 'usage_events' | 'transactions' | 'error_events' | 'issue_people';
  /** Rows that were theirs, and what became of them. */
  readonly own: number;
  readonly done: 'removed' | 'unnamed' | 'would be removed' | 'would be unnamed';
  /** Rows of others in which they are mentioned. They stay: somebody has to look. */
  readonly mentioned: number;
}

type Client = ReturnType<typeof database>['$client'];

interface Place {
  readonly table: Leftover['table'];
  readonly done: 'removed' | 'unnamed';
  readonly column: string;
  /** Where they may be mentioned. */
  readonly text: string | null;
}

/** Lines and uses of a person tell about nobody else, and go. An error tells about a program, and stays without its person. */
const places: readonly Place[] = [
  { table: 'log_lines', done: 'removed', column: 'user_id', text: 'raw' },
  { table: 'usage_events', done: 'removed', column: 'user_id', text: 'properties::text' },
  { table: 'transactions', done: 'removed', column: 'user_id', text: 'name' },
  { table: 'error_events', done: 'unnamed', column: 'user_id', text: "message || ' ' || tags::text || ' ' || exceptions::text" },
  { table: 'issue_people', done: 'removed', column: 'user_id', text: null },
];

/** Logs, usage and errors that the SDKs sent us. What is kept at Loki, Sentry or PostHog is theirs to erase. */
export async function removeLeftovers(
  person: string,
  words: readonly string[],
  { isRehearsal }: { isRehearsal: boolean },
): Promise<Leftover[]> {
  const sql = database('system').$client;
  const leftovers: Leftover[] = [];
  for (const place of places) {
    const own = isRehearsal ? await countOwn(sql, place, person) : await takeOut(sql, place, person);
    const mentioned = place.text === null ? 0 : await countMentions(sql, place, [person, ...words]);
    leftovers.push({
      table: place.table,
      own,
      done: isRehearsal ? `would be ${place.done}` : place.done,
      mentioned: isRehearsal ? Math.max(0, mentioned - own) : mentioned,
    });
  }
  return leftovers;
}

/** Names of tables and columns come from the list above. */
async function countOwn(sql: Client, { table, column }: Place, person: string): Promise<number> {
  const [row] = await sql.unsafe<{ n: string }[]>(`select count(*)::text as n from ${table} t where t.${column} = $1`, [person]);
  return Number(row?.n ?? 0);
}

async function takeOut(sql: Client, { table, column, done }: Place, person: string): Promise<number> {
  const statement =
    done === 'removed' ? `delete from ${table} t where t.${column} = $1` : `update ${table} set ${column} = null where ${column} = $1`;
  return (await sql.unsafe(statement, [person])).count;
}

async function countMentions(sql: Client, { table, text }: Place, words: readonly string[]): Promise<number> {
  const patterns = words.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const [row] = await sql.unsafe<{ n: string }[]>(`select count(*)::text as n from ${table} t where (${text}) ilike any($1::text[])`, [
    patterns,
  ]);
  return Number(row?.n ?? 0);
}
