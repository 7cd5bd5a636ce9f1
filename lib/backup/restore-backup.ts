import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import { recordAction } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { endLine, format, headerLine, tableEndLine, tableLine } from './lines';
import type { BackupSummary } from './make-backup';
import { splitLines } from './split-lines';
import { listTables, type Table } from './tables';
import { migrationOf, type Transaction, writingAll } from './transaction';

export interface RestoreOptions {
  readonly now: Instant;
  readonly signal?: AbortSignal;
  /** In compressed bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Puts a backup into an empty database that has this version's tables: all of it, or nothing.
 *
 * @throws {AppError} `not-permitted`; `conflict` when there is data already or the backup is of a newer version; `malformed`
 * when the file is cut or altered
 */
export async function restoreBackup(viewer: Viewer, file: string, options: RestoreOptions): Promise<BackupSummary> {
  assertMay(viewer, 'settings:manage');
  assertMay(viewer, 'org:*');
  const { size } = await stat(file);
  const summary = await writingAll(async (tx) => {
    const tables = await listTables(tx);
    await assertEmpty(tx, tables);
    // Actions keep the time they were recorded at; nothing else that guards them is lifted.
    await tx.execute(sql`select begin_restore()`);
    let restored: BackupSummary | undefined;
    await pipeline(
      createReadStream(file),
      counted(size, options.onProgress),
      createGunzip(),
      splitLines,
      async (lines: AsyncIterable<string>) => {
        restored = await restoreLines(tx, tables, lines[Symbol.asyncIterator]());
      },
      ...(options.signal ? [{ signal: options.signal }] : []),
    ).catch((error: unknown) => {
      throw asBroken(error) ?? error;
    });
    if (!restored) throw broken('it is cut short');
    return restored;
  });
  await recordAction(
    viewer,
    { action: 'backup.restore', subject_type: 'backup', subject_id: basename(file), feature: 'backup', surface: 'command' },
    options,
  );
  return summary;
}

async function restoreLines(tx: Transaction, tables: readonly Table[], lines: AsyncIterator<string>): Promise<BackupSummary> {
  const header = read(headerLine, await nextOf(lines));
  if (header.format !== format)
    throw new AppError('conflict', `The backup has format ${header.format}, and this Tracebook reads ${format}.`);
  if (BigInt(header.migration) > BigInt(await migrationOf(tx))) {
    throw new AppError(
      'conflict',
      `The backup was made by a newer Tracebook (${header.version}): restore it with that version or a later one.`,
    );
  }
  const restored: BackupSummary['tables'][number][] = [];
  for (let left = header.tables; left > 0; left--) restored.push(await restoreTable(tx, tables, lines));
  const rows = restored.reduce((sum, each) => sum + each.rows, 0);
  const end = read(endLine, await nextOf(lines));
  if (end.rows !== rows || end.tables !== restored.length) throw broken('its end does not fit its tables');
  if (!(await lines.next()).done) throw broken('something follows its end');
  return { tables: restored, rows };
}

const batchRows = 1_000;
const batchCharacters = 4_000_000;

async function restoreTable(
  tx: Transaction,
  tables: readonly Table[],
  lines: AsyncIterator<string>,
): Promise<BackupSummary['tables'][number]> {
  const start = read(tableLine, await nextOf(lines));
  const table = tables.find(({ name }) => name === start.table);
  if (!table) throw broken(`it holds a table ${start.table}, which this version does not have`);
  const insert = insertInto(table, start.columns);
  const hash = createHash('sha256');
  let batch: string[] = [];
  let characters = 0;
  for (let left = start.rows; left > 0; left--) {
    const line = await nextOf(lines);
    if (!line.startsWith('[')) throw broken(`rows of ${table.name} are missing`);
    hash.update(line).update('\n');
    batch.push(line);
    characters += line.length;
    if (batch.length < batchRows && characters < batchCharacters) continue;
    await insert(tx, batch);
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) await insert(tx, batch);
  const end = read(tableEndLine, await nextOf(lines));
  const sha256 = hash.digest('hex');
  if (end.end !== table.name || end.rows !== start.rows || end.sha256 !== sha256)
    throw broken(`the rows of ${table.name} are not those that were written`);
  if (start.identity?.last) await countOnFrom(tx, table, start.identity.last);
  return { table: table.name, rows: start.rows, sha256 };
}

/** Columns that the backup does not have take their defaults, and the transaction's number is the one of the restore. */
function insertInto(table: Table, names: readonly string[]) {
  const types = names.map((name) => {
    const column = table.columns.find((each) => each.name === name);
    if (!column) throw broken(`its table ${table.name} has a column ${name}, which this version does not have`);
    return column.type;
  });
  const values = types.map((type, index) => sql`(r.value ->> ${sql.raw(String(index))})::${sql.raw(type)}`);
  const columns = names.map((name) => sql.identifier(name));
  return async (tx: Transaction, batch: readonly string[]): Promise<void> => {
    await tx.execute(sql`
      insert into ${sql.identifier(table.name)} (${sql.join(columns, sql`, `)}) overriding system value
      select ${sql.join(values, sql`, `)}
      from json_array_elements(${`[${batch.join(',')}]`}::text::json) with ordinality r (value, n) order by r.n`);
  };
}

async function countOnFrom(tx: Transaction, { name, identity }: Table, last: string): Promise<void> {
  if (!identity) return;
  await tx.execute(sql`select setval(pg_get_serial_sequence(${sql.identifier(name).value}, ${identity.column}), ${last}::text::bigint)`);
}

async function assertEmpty(tx: Transaction, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    const found = (await tx.execute(sql`select 1 from ${sql.identifier(name)} limit 1`)) as unknown[];
    if (found.length > 0) {
      const where = 'restore into an empty database, or with TRACEBOOK_DATA into a new folder';
      throw new AppError('conflict', `This database holds data already (table ${name}): ${where}.`);
    }
  }
}

async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  const { done, value } = await lines.next();
  if (done) throw broken('it is cut short');
  return value;
}

function read<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw broken('a line of it is not what it should be');
  }
}

function broken(why: string): AppError {
  return new AppError('malformed', `This file is no whole backup: ${why}. Nothing was restored.`);
}

/** What an altered file makes other parts say: the decompressor, or Postgres of values that fit no column (classes 21, 22 and 23). */
function asBroken(error: unknown): AppError | null {
  const { code = '', cause } = error as { code?: string; cause?: unknown };
  if (/^Z_/.test(code)) return broken('it is cut short or altered, or no backup at all');
  if (/^2[123]/.test(code)) return broken('it has a row that does not fit its table');
  return cause instanceof Error ? asBroken(cause) : null;
}

function counted(total: number, tell: RestoreOptions['onProgress']): Transform {
  let done = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      tell?.(done, total);
      next(null, chunk);
    },
  });
}
