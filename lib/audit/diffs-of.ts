import { sql } from 'drizzle-orm';
import { remembered } from '@/lib/remembered';
import type { Viewer } from '@/lib/viewer';
import type { Action } from './action';
import { askTables } from './ask-tables';
import { type AuditTable, isAnyOf, keyText, plannedOnce } from './audit-table';
import { type Diff, diffFrom } from './diff';
import { readRef, refOf } from './ref';

/** Stored bytes beyond which a row's metadata is not fetched for a list: its own page shows it. */
const mostBytes = 64 * 1024;

/**
 * What each of these actions changed, by its reference; those that tell nothing of it are left out. For the rows of one
 * page: metadata that could be large is not fetched, and its diff says so.
 *
 * @throws {AppError} `not-permitted`
 */
export async function diffsOf(viewer: Viewer, actions: readonly Action[]): Promise<ReadonlyMap<string, Diff>> {
  const refs = actions.flatMap(({ ref }) => readRef(ref) ?? []);
  if (refs.length === 0) return new Map();
  const { answers } = await askTables(viewer, (table) => diffsIn(table, refs));
  return new Map([...answers.values()].flat());
}

async function diffsIn(given: AuditTable, refs: readonly { source: string; key: string }[]): Promise<(readonly [string, Diff])[]> {
  const table = plannedOnce(given);
  const own = refs.filter(({ source }) => table.dialect.isOurs || source === table.name);
  const isAsked = isAnyOf(
    table,
    own.map(({ key }) => key),
  );
  if (!isAsked) return [];
  const printed = table.keys.map(({ name }, n) => sql`a.${sql.identifier(name)}::text as ${sql.identifier(`key_${n + 1}`)}`);
  const rows = await table.ask<Record<`key_${number}`, string> & { source: string; metadata: string | null }>(sql`
    select a.source, ${sql.join(printed, sql`, `)}, case when pg_column_size(a.metadata) <= ${mostBytes} then a.metadata::text end as metadata
    from ${table.from} as a
    where ${table.visible} and ${isAsked} and a.metadata ?| array['before', 'after', 'changes']`);
  return rows.flatMap((row) => {
    const diff = row.metadata === null ? tooLarge : diffOf(row.metadata);
    const key = keyText(table.keys.map((_, n) => row[`key_${n + 1}`] ?? ''));
    return diff ? [[refOf(row.source, key), diff] as const] : [];
  });
}

const tooLarge: Diff = { changes: [], more: 0, isTooLarge: true };

/** The same rows are looked at over and over, and never change. */
const diffOf = remembered(diffFrom, { longest: 4_000 });
