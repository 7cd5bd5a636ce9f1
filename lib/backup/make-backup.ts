import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { recordAction } from '@/lib/audit';
import type { Instant } from '@/lib/time';
import { assertMay, type Viewer } from '@/lib/viewer';
import { format } from './lines';
import { type Column, listTables, type Table } from './tables';
import { migrationOf, readingOneMoment, type Transaction } from './transaction';

export interface BackupSummary {
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly sha256: string }[];
  readonly rows: number;
}

export interface BackupOptions {
  /** Of Tracebook, for people to read. */
  readonly version: string;
  readonly now: Instant;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Writes a backup of one moment. The file has its name only when it is whole: until then it is called `….part`, and a run
 * that fails removes it.
 *
 * @throws {AppError} `not-permitted`
 */
export async function makeBackup(viewer: Viewer, file: string, options: BackupOptions): Promise<BackupSummary> {
  assertMay(viewer, 'settings:manage');
  assertMay(viewer, 'org:*');
  // First, so that no copy of the log leaves without a line in it.
  await recordAction(viewer, { action: 'backup.make', subject_type: 'backup', subject_id: basename(file), ...where }, options);
  const part = `${file}.part`;
  try {
    const summary = await readingOneMoment((tx) => writeTables(tx, part, options));
    await rename(part, file);
    return summary;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

const where = { feature: 'backup', surface: 'command' };

async function writeTables(tx: Transaction, part: string, options: BackupOptions): Promise<BackupSummary> {
  const written: BackupSummary['tables'][number][] = [];
  const lines = Readable.from(linesOf(tx, options, written));
  await pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }), ...(options.signal ? [{ signal: options.signal }] : []));
  await flushed(part);
  return { tables: written, rows: rowsOf(written) };
}

/** `written` fills as the tables are done. */
async function* linesOf(tx: Transaction, options: BackupOptions, written: BackupSummary['tables'][number][]): AsyncGenerator<string> {
  const tables = await listTables(tx);
  const counts = new Map<string, number>();
  for (const { name } of tables) counts.set(name, await countOf(tx, name));
  const total = [...counts.values()].reduce((sum, rows) => sum + rows, 0);
  yield line({
    tracebook: 'backup',
    format,
    version: options.version,
    migration: await migrationOf(tx),
    made_at: options.now,
    tables: tables.length,
  });
  for (const table of tables) {
    yield line({
      table: table.name,
      columns: table.columns.map(({ name }) => name),
      rows: counts.get(table.name) ?? 0,
      identity: table.identity,
    });
    const hash = createHash('sha256');
    let rows = 0;
    for await (const page of pagesOf(tx, table)) {
      hash.update(page.lines);
      yield page.lines;
      rows += page.rows;
      options.onProgress?.(rowsOf(written) + rows, total);
    }
    written.push({ table: table.name, rows, sha256: hash.digest('hex') });
    yield line({ end: table.name, rows, sha256: written.at(-1)?.sha256 });
  }
  yield line({ end: 'backup', tables: written.length, rows: rowsOf(written) });
}

interface RowPage {
  /** Each with its line feed. */
  readonly lines: string;
  readonly rows: number;
}

const pageRows = 1_000;
const pageBytes = 8_000_000;

/** Pages by the primary key, in the text that Postgres prints; short ones where rows are long. */
async function* pagesOf(tx: Transaction, { name, columns, key }: Table): AsyncGenerator<RowPage> {
  const order = sql.join(key.map(named), sql`, `);
  for (let last: readonly string[] | null = null; ; ) {
    const [page] = (await tx.execute(sql`
      select coalesce(string_agg(q.line || E'\n', '' order by q.n), '') as lines, count(*)::int as rows,
        (array_agg(q.key order by q.n desc))[1] as last
      from (
        select p.line, p.key, p.n, sum(octet_length(p.line)) over (order by p.n) - octet_length(p.line) as before
        from (
          select json_build_array(${sql.join(columns.map(printed), sql`, `)})::text as line,
            json_build_array(${sql.join(key.map(printed), sql`, `)})::text as key, row_number() over (order by ${order}) as n
          from ${sql.identifier(name)} t
          ${last ? sql`where (${order}) > (${sql.join(bound(key, last), sql`, `)})` : sql``}
          order by ${order} limit ${pageRows}
        ) p
      ) q
      where q.before < ${pageBytes}`)) as { lines: string; rows: number; last: string | null }[];
    if (!page?.last) return;
    yield { lines: page.lines, rows: page.rows };
    last = JSON.parse(page.last) as string[];
  }
}

function named({ name }: Column) {
  return sql`t.${sql.identifier(name)}`;
}

function printed(column: Column) {
  return sql`${named(column)}::text`;
}

function bound(key: readonly Column[], values: readonly string[]) {
  return key.map(({ type }, index) => sql`${values[index]}::text::${sql.raw(type)}`);
}

async function countOf(tx: Transaction, name: string): Promise<number> {
  const [row] = (await tx.execute(sql`select count(*)::int as rows from ${sql.identifier(name)}`)) as { rows: number }[];
  return row?.rows ?? 0;
}

function rowsOf(tables: BackupSummary['tables']): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** The name must not stand for a file that a power cut would empty. */
async function flushed(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}
