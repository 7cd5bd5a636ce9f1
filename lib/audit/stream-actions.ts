import { type SQL, sql } from 'drizzle-orm';
import { describeFilter, type Filter } from '@/lib/address';
import { askInBytes, askPatiently, type BytesRow, database, isTimedOut } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { type TableToRead, tablesToRead } from '@/lib/foreign-tables';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import { type AuditTable, foreignTable, keyText, ownTable } from './audit-table';
import { type Bound, takeBound, withinBound } from './bound';
import { filterCondition } from './filter-sql';
import { assertNarrow } from './narrowing';
import { placesOf } from './place-sql';
import { type PrintedName, printedColumns } from './printed-columns';
import { Readers } from './readers';
import { refOf } from './ref';
import { subjectConditions } from './subject-history';

/** A question whose whole answer is read, however long it is. */
export interface StreamQuestion {
  readonly filter: Filter;
  readonly zone: string;
  readonly order: 'desc' | 'asc';
  /** The history of one thing, as {@link subjectHistory} gives it; null for all that the filter lets through. */
  readonly subject: { readonly type: string | null; readonly id: string } | null;
  /** What a row becomes: the SQL of its text, line end included, of the columns as texts. */
  readonly print: (columns: Readonly<Record<PrintedName, SQL>>, table: PrintedTable) => SQL;
}

/** Where a row stands: in our own table, or in that of another team by its name. */
export interface PrintedTable {
  readonly name: string;
  readonly isOurs: boolean;
}

/** Where reading ends for each table, by its name: taken once, it makes the same rows come again. */
export interface StreamBound {
  readonly asOf: Instant;
  readonly tables: Readonly<Record<string, Bound>>;
  /** How many rows lay within, by table. */
  readonly counts: Readonly<Record<string, number>>;
}

/** All rows of a question up to a moment. */
export interface ActionStream {
  readonly bound: StreamBound;
  /** How many rows lie within, by table. */
  readonly counts: Readonly<Record<string, number>>;
  readonly count: number;
  /** Tables that take no part, because they cannot say what this viewer may see of them. */
  readonly leftOut: readonly string[];
  /** In the order of the list, a page of texts at a time. The next is read while one is used; between two no connection is held. */
  pages(): AsyncGenerator<StreamPage, void>;
  /** What all texts come to, in bytes: Postgres prints every one of them to say so. */
  countBytes(): Promise<number>;
  /** Counts again, where somebody else may have changed rows meanwhile: tables of other teams. */
  countAgain(): Promise<Readonly<Record<string, number>>>;
}

export interface StreamPage {
  readonly bytes: Buffer;
  readonly rows: number;
  readonly first: string;
  readonly last: string;
  /** Rows of this page by table. */
  readonly byTable: Readonly<Record<string, number>>;
}

/**
 * Reads all actions that a list shows page by page, in the same order and for the same eyes, as they were when reading began: short
 * statements in which Postgres prints the text, each beginning behind the last row of the one before. A statement whose connection
 * breaks is asked again, since the same rows come again.
 *
 * @throws {AppError} `not-permitted`; `needs-narrowing` for what an index cannot answer, or what took half a minute; `unavailable`
 *   where a table of another team gives no answer: a list with rows missing is not handed out; `conflict` where the rows within a given
 *   bound are not those of then
 */
export async function streamActions(viewer: Viewer, question: StreamQuestion, given?: StreamBound): Promise<ActionStream> {
  const own = readable({ ...ownTable(viewer), ask: askOwn, askInBytes: (statement) => askInBytes(database('exports'), statement) });
  await assertNarrow(question.filter);
  const others = viewer.sees === 'real' ? (await tablesToRead()).map((table) => ({ name: table.name, table: mapped(viewer, table) })) : [];
  const tables = [own, ...others.flatMap(({ table }) => table ?? [])];
  const taken = given ?? (await takeBounds(tables, question));
  const asked = tables.map((table) => ({
    table,
    condition: sql`${conditionOf(table, question)} and ${withinBound(table, taken.tables[table.name] ?? { kind: 'empty' })}`,
  }));
  const countEach = async (of: readonly Asked[]) =>
    Object.fromEntries(await Promise.all(of.map(async (one) => [one.table.name, await countIn(one)] as const)));
  const counts = await countEach(asked);
  if (given && given.counts[own.name] !== counts[own.name]) {
    throw new AppError('conflict', 'The actions of that moment are no longer all there, or a backup was restored since. Ask anew.');
  }
  return {
    bound: { ...taken, counts },
    counts,
    count: Object.values(counts).reduce((sum, count) => sum + count, 0),
    leftOut: others.flatMap(({ name, table }) => (table ? [] : [name])),
    pages: () => (tables.length === 1 && asked[0] ? wholePages(asked[0], question, counts) : ahead(mergedPages(asked, question, counts))),
    countBytes: async () => (await Promise.all(asked.map((one) => countBytesIn(one, question)))).reduce((sum, bytes) => sum + bytes, 0),
    countAgain: () => countEach(asked.filter(({ table }) => !table.dialect.isOurs)),
  };
}

interface ReadableTable extends AuditTable {
  readonly askInBytes: (statement: SQL) => Promise<readonly BytesRow[]>;
}

interface Asked {
  readonly table: ReadableTable;
  /** What is asked for, may be seen and lies within the bound. */
  readonly condition: SQL;
}

function readable(table: ReadableTable): ReadableTable {
  return {
    ...table,
    ask: (statement) => patiently(() => table.ask(statement)),
    askInBytes: (statement) => patiently(() => table.askInBytes(statement)),
  };
}

function mapped(viewer: Viewer, table: TableToRead): ReadableTable | null {
  const seen = foreignTable(viewer, table);
  return seen && readable({ ...seen, askInBytes: table.askInBytes });
}

async function askOwn<Row extends Record<string, unknown>>(statement: SQL): Promise<readonly Row[]> {
  const rows: readonly unknown[] = await database('exports').execute(statement);
  return rows as readonly Row[];
}

/** @throws {AppError} `needs-narrowing` for what took half a minute */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await askPatiently(ask);
  } catch (error) {
    if (!isTimedOut(error)) throw error;
    throw new AppError(
      'needs-narrowing',
      'Reading this took too long and was stopped. Narrow it down: add a time such as created:2026-10, or an ID.',
    );
  }
}

function conditionOf(table: ReadableTable, { filter, zone, subject }: StreamQuestion): SQL {
  const any = subject === null ? [filterCondition(filter, zone, table.dialect)] : subjectConditions(table, { ...subject, filter, zone });
  return sql`${table.visible} and (${sql.join([...any], sql` or `)})`;
}

async function takeBounds(tables: readonly ReadableTable[], question: StreamQuestion): Promise<Omit<StreamBound, 'counts'>> {
  const [now] = await patiently(() =>
    askOwn<{ now: string }>(sql`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`),
  );
  const bounds = await Promise.all(
    tables.map(async (table) => [table.name, await takeBound(table, conditionOf(table, question))] as const),
  );
  return { asOf: now?.now ?? '', tables: Object.fromEntries(bounds) };
}

async function countIn({ table, condition }: Asked): Promise<number> {
  const [row] = await table.ask<{ count: string }>(sql`select count(*)::text as count from ${table.from} as a where ${condition}`);
  return Number(row?.count);
}

async function countBytesIn({ table, condition }: Asked, { print, zone }: StreamQuestion): Promise<number> {
  const line = print(printedColumns(table, zone), printedTable(table));
  const [row] = await table.ask<{ bytes: string }>(
    sql`select coalesce(sum(octet_length(${line})), 0)::text as bytes from ${table.from} as a where ${condition}`,
  );
  return Number(row?.bytes);
}

/** Begins the next page before the one at hand is used. */
async function* ahead(pages: AsyncGenerator<StreamPage, void>): AsyncGenerator<StreamPage, void> {
  let next = pages.next();
  // What fails while nobody waits is told when somebody does.
  next.catch(() => undefined);
  for (let page = await next; !page.done; page = await next) {
    next = pages.next();
    next.catch(() => undefined);
    yield page.value;
  }
}

/** More than this is never sent at once, unless one row is more. */
const mostBytes = 16_000_000;
const firstRows = 1_000;
const mostRows = 10_000;

/** On `globalThis`, because a server bundle may hold a module more than once while all of them share the pool. */
const home = globalThis as typeof globalThis & { tracebookReaders?: Readers };

function allReaders(): Readers {
  home.tracebookReaders ??= new Readers();
  return home.tracebookReaders;
}

/** A page is as many rows as come to what a reader may have at the moment, as far as the one before tells. */
function nextSize(rows: number, bytes: number): number {
  return Math.max(1, Math.min(mostRows, Math.floor((rows * allReaders().pageBytes) / Math.max(bytes, 1))));
}

interface Stretch {
  readonly after: Place | null;
  /** Its last row; null where it ends with the answer, or after `size` rows. */
  readonly until: Place | null;
  readonly size: number;
  /** How many rows are still to come. */
  readonly left: number;
}

interface Place {
  readonly createdAt: string;
  readonly key: readonly string[];
}

/**
 * Of one table alone: Postgres puts whole pages together. Where a page ends is asked first, which is quick, so that the next one can be
 * printed beside it.
 */
async function* wholePages(
  asked: Asked,
  question: StreamQuestion,
  counts: Readonly<Record<string, number>>,
): AsyncGenerator<StreamPage, void> {
  const end = allReaders().begin();
  const coming: Promise<readonly StreamPage[]>[] = [];
  let size = firstRows;
  let next: Promise<Stretch | null> = firstStretch(asked, question, { size, left: counts[asked.table.name] ?? 0 });
  try {
    for (;;) {
      while (coming.length < allReaders().pagesAhead) {
        const stretch = next;
        const pages = stretch.then((one) => (one === null ? [] : allReaders().inTurn(() => pagesOf(asked, question, one))));
        // What fails while nobody waits is told when somebody does.
        pages.catch(() => undefined);
        coming.push(pages);
        next = stretch.then((one) => (one === null ? null : stretchBehind(asked, question, { stretch: one, size })));
        next.catch(() => undefined);
      }
      const pages = (await coming.shift()) ?? [];
      if (pages.length === 0) return;
      for (const page of pages) {
        size = nextSize(page.rows, page.bytes.length);
        yield page;
      }
    }
  } finally {
    end();
  }
}

function firstStretch(asked: Asked, question: StreamQuestion, { size, left }: Pick<Stretch, 'size' | 'left'>): Promise<Stretch | null> {
  return stretchFrom(asked, question, { after: null, size, left });
}

/** Null where nothing can come any more. */
async function stretchBehind(
  asked: Asked,
  question: StreamQuestion,
  { stretch, size }: { stretch: Stretch; size: number },
): Promise<Stretch | null> {
  return stretch.until && stretchFrom(asked, question, { after: stretch.until, size, left: stretch.left - stretch.size });
}

/** Looks up where so many rows end: what is left in the end is one stretch without a look. */
async function stretchFrom({ table, condition }: Asked, { order }: StreamQuestion, stretch: Omit<Stretch, 'until'>): Promise<Stretch> {
  const { after, size, left } = stretch;
  if (left <= size) return { ...stretch, until: null };
  const keys = table.keys.map(({ name }) => sql`a.${sql.identifier(name)}::text`);
  const [row] = await table.askInBytes(sql`
    select a.created_at::text, ${sql.join(keys, sql`, `)} from ${table.from} as a where ${condition} ${beyond(table, order, after)}
    order by ${inOrder(table, order)} offset ${size - 1}::int limit 1`);
  if (!row) return { ...stretch, until: null };
  const [createdAt = '', ...key] = row.map(String);
  return { ...stretch, until: { createdAt, key } };
}

/** One, or where it would be too large as many as it takes. */
async function pagesOf(asked: Asked, question: StreamQuestion, stretch: Stretch): Promise<readonly StreamPage[]> {
  const pages: StreamPage[] = [];
  for (let { after, size, left } = stretch; left > 0; ) {
    const page = await pageFrom(asked, question, { ...stretch, after, size, left });
    if (page === 'too-large') {
      size = Math.max(1, Math.floor(size / 8));
      continue;
    }
    if (page === null) break;
    pages.push(page.page);
    after = page.end;
    left -= page.page.rows;
    if (pages.reduce((sum, { rows }) => sum + rows, 0) >= stretch.size) break;
  }
  return pages;
}

async function pageFrom(
  asked: Asked,
  question: StreamQuestion,
  stretch: Stretch,
): Promise<{ readonly page: StreamPage; readonly end: Place } | 'too-large' | null> {
  const { table } = asked;
  const keys = table.keys.map((_, n) => sql.identifier(`key_${n + 1}`));
  const [row] = await table.askInBytes(sql`
    select case when sum(octet_length(p.line)) <= ${mostBytes}::int or count(*) = 1 then string_agg(p.line, '') end,
      count(*), (array_agg(p.source))[1], (array_agg(p.source))[count(*)], ((array_agg(p.at))[count(*)])::text,
      ${sql.join(
        keys.flatMap((key) => [sql`((array_agg(p.${key}))[1])::text`, sql`((array_agg(p.${key}))[count(*)])::text`]),
        sql`, `,
      )}
    from (${rowsOf(asked, question, stretch)}) as p`);
  const [bytes, count, ...rest] = row ?? [];
  const rows = Number(count ?? 0);
  if (rows === 0) return null;
  if (!bytes) return 'too-large';
  const [firstSource = '', lastSource = '', createdAt = '', ...ends] = rest.map(String);
  const key = table.keys.map((_, n) => ends[2 * n + 1] ?? '');
  const firstKey = table.keys.map((_, n) => ends[2 * n] ?? '');
  const page = {
    bytes,
    rows,
    first: refOf(firstSource, keyText(firstKey)),
    last: refOf(lastSource, keyText(key)),
    byTable: { [table.name]: rows },
  };
  return { page, end: { createdAt, key } };
}

/** The lines of a stretch, each with its place, in order. */
function rowsOf({ table, condition }: Asked, { print, zone, order }: StreamQuestion, { after, until, size, left }: Stretch): SQL {
  const keys = table.keys.map(({ name }, n) => sql`a.${sql.identifier(name)} as ${sql.identifier(`key_${n + 1}`)}`);
  const matching = sql`${table.from} as a where ${condition} ${beyond(table, order, after)} ${upTo(table, order, until)}`;
  // What is left is gathered in whatever way is best: in the order of time the rest of the table would be walked through for it.
  const from = left <= size ? sql`(select a.* from ${matching} offset 0) as a` : matching;
  return sql`select ${print(printedColumns(table, zone), printedTable(table))} as line, a.created_at as at, ${sql.join(keys, sql`, `)}, a.source
    from ${from} order by ${inOrder(table, order)} limit ${size}::int`;
}

function inOrder(table: AuditTable, order: StreamQuestion['order']): SQL {
  const direction = order === 'desc' ? sql`desc` : sql`asc`;
  return sql.join(
    placesOf(table).map((place) => sql`${place} ${direction}`),
    sql`, `,
  );
}

function beyond(table: AuditTable, order: StreamQuestion['order'], place: Place | null): SQL {
  if (!place) return sql``;
  return sql`and (${sql.join([...placesOf(table)], sql`, `)}) ${order === 'desc' ? sql`<` : sql`>`} (${placeValues(table, place)})`;
}

function upTo(table: AuditTable, order: StreamQuestion['order'], place: Place | null): SQL {
  if (!place) return sql``;
  return sql`and (${sql.join([...placesOf(table)], sql`, `)}) ${order === 'desc' ? sql`>=` : sql`<=`} (${placeValues(table, place)})`;
}

function printedTable({ name, dialect: { isOurs } }: AuditTable): PrintedTable {
  return { name, isOurs };
}

function placeValues({ keys }: AuditTable, { createdAt, key }: Place): SQL {
  return sql.join([sql`${createdAt}::timestamptz`, ...keys.map(({ type }, n) => sql`${key[n]}::${sql.raw(type)}`)], sql`, `);
}

interface Line {
  readonly text: Buffer;
  readonly micros: bigint | number;
  readonly table: string;
  readonly ref: string;
}

/** Of several tables: rows of all of them in one order, as the list has it. */
async function* mergedPages(
  asked: readonly Asked[],
  question: StreamQuestion,
  counts: Readonly<Record<string, number>>,
): AsyncGenerator<StreamPage, void> {
  const end = allReaders().begin();
  try {
    yield* mergedInTurn(asked, question, counts);
  } finally {
    end();
  }
}

async function* mergedInTurn(
  asked: readonly Asked[],
  question: StreamQuestion,
  counts: Readonly<Record<string, number>>,
): AsyncGenerator<StreamPage, void> {
  const sign = question.order === 'desc' ? -1 : 1;
  const readers = asked.map((one) => ({ lines: linesOf(one, question, counts[one.table.name] ?? 0), head: null as Line | null }));
  for (const reader of readers) reader.head = (await reader.lines.next()).value ?? null;
  for (let page: Line[] = [], bytes = 0; ; ) {
    const [next] = readers.filter(({ head }) => head !== null).sort((a, b) => sign * lineOrder(a.head, b.head));
    if (next?.head) {
      page.push(next.head);
      bytes += next.head.text.length;
      next.head = (await next.lines.next()).value ?? null;
    }
    if (page.length > 0 && (!next || bytes >= allReaders().pageBytes)) {
      yield pageOf(page);
      [page, bytes] = [[], 0];
    }
    if (!next) return;
  }
}

function pageOf(page: readonly Line[]): StreamPage {
  const byTable: Record<string, number> = {};
  for (const { table } of page) byTable[table] = (byTable[table] ?? 0) + 1;
  return {
    bytes: Buffer.concat(page.map(({ text }) => text)),
    rows: page.length,
    first: page[0]?.ref ?? '',
    last: page.at(-1)?.ref ?? '',
    byTable,
  };
}

/** As the list puts rows of all tables in order: by time, then by the name of the table; rows of one table keep its own order. */
function lineOrder(a: Line | null, b: Line | null): number {
  if (!a || !b) return 0;
  if (a.micros !== b.micros) return a.micros < b.micros ? -1 : 1;
  return a.table < b.table ? -1 : 1;
}

async function* linesOf(asked: Asked, question: StreamQuestion, count: number): AsyncGenerator<Line, void> {
  const { table } = asked;
  const keys = table.keys.map((_, n) => sql`p.${sql.identifier(`key_${n + 1}`)}::text`);
  let after: Place | null = null;
  let size = firstRows;
  for (let left = count; ; ) {
    const statement = sql`
      select p.line, trunc(extract(epoch from p.at) * 1000000)::text, p.at::text, p.source, ${sql.join(keys, sql`, `)}
      from (${rowsOf(asked, question, { after, until: null, size, left })}) as p`;
    const rows: readonly BytesRow[] = await allReaders().inTurn(() => table.askInBytes(statement));
    let bytes = 0;
    for (const [line, micros, createdAt, source, ...key] of rows) {
      const parts = key.map(String);
      const text = line ?? Buffer.alloc(0);
      bytes += text.length;
      after = { createdAt: String(createdAt), key: parts };
      yield { text, micros: microsFrom(String(micros)), table: table.name, ref: refOf(String(source), keyText(parts)) };
    }
    if (rows.length === 0) return;
    left -= rows.length;
    size = nextSize(rows.length, bytes);
  }
}

/** `infinity` is no number of microseconds. */
function microsFrom(text: string): bigint | number {
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

/** What the question is, in words: "failed actions by u_1 in October 2026, New York time". */
export function questionWords({ filter, zone, subject }: Pick<StreamQuestion, 'filter' | 'zone' | 'subject'>): string {
  const words = describeFilter(filter, { zone });
  return subject === null ? words : `who changed ${[subject.type, subject.id].filter((part) => part !== null).join(' ')}: ${words}`;
}
