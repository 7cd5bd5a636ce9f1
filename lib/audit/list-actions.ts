import { type SQL, sql } from 'drizzle-orm';
import { defaultLimit, type Filter } from '@/lib/address';
import { config } from '@/lib/config';
import { openCursor, type SourcePosition, sealCursor } from '@/lib/paging';
import type { Viewer } from '@/lib/viewer';
import type { Action, ActionPage, SourceReading } from './action';
import { askTables, type Hearing } from './ask-tables';
import { type AuditTable, keyText, keyValues, lookUpTable, plannedOnce } from './audit-table';
import { type ActionRow, actionColumns, actionFrom } from './columns';
import { countUpTo } from './count-up-to';
import { filterCondition } from './filter-sql';
import { comesInOrder, leadsToFew } from './in-order';
import { knownMany } from './known-many';
import { assertNarrow } from './narrowing';
import { placesOf } from './place-sql';
import { refOf } from './ref';

export interface ListOptions {
  readonly filter: Filter;
  /** The zone in which days of the filter are meant. */
  readonly zone: string;
  readonly order?: 'desc' | 'asc';
  /** 1 to 1,000; {@link defaultLimit} where nothing is said. */
  readonly limit?: number;
  /** Beyond this nobody counts; {@link mostCounted} where nothing is said. With 0 it is only told whether there are any. */
  readonly counted?: number;
  /** A cursor of an earlier page: what comes after it in the order, or before it. `after` wins. */
  readonly after?: string | null;
  readonly before?: string | null;
}

/** Beyond this nobody counts: "10,000+". */
export const mostCounted = 10_000;

/**
 * Actions in the order of their time, a page at a time, without metadata. A row that is recorded meanwhile moves no other to
 * another page.
 *
 * @throws {AppError} `not-permitted`; `malformed` for a cursor that is none of ours; `needs-narrowing`
 */
export async function listActions(viewer: Viewer, options: ListOptions): Promise<ActionPage> {
  await assertNarrow(options.filter);
  const isInOrder = comesInOrder(options.filter, viewer);
  const conditions = ({ dialect }: AuditTable) => [filterCondition(options.filter, options.zone, dialect)];
  return listAnyOf(viewer, conditions, { ...options, list: 'actions', isInOrder, isPlannedOnce: isInOrder && leadsToFew(options.filter) });
}

interface AnyOfOptions extends ListOptions {
  /** Keeps the cursors of one list apart from those of others. */
  readonly list: string;
  /** Whether one index of our table gives in order what the only condition asks for. */
  readonly isInOrder?: boolean;
  /** Whether the conditions are keys of few rows, always in the same words. */
  readonly isLookUp?: boolean;
  /** Whether the conditions are always in the same words, and found by the same index whatever their values. */
  readonly isPlannedOnce?: boolean;
}

/** Conditions of which no row may satisfy two: each is asked for on its own, so that Postgres finds the best way for each. */
type Conditions = (table: AuditTable) => readonly SQL[];

/**
 * The same for rows that satisfy any of several conditions. The caller knows that they are narrow.
 *
 * Rows of all tables stand in one order: by time, by the name of their table, by their key. So one place in it says for every
 * table where to go on, also for one that could not be asked before.
 */
export async function listAnyOf(viewer: Viewer, conditions: Conditions, options: AnyOfOptions): Promise<ActionPage> {
  const {
    list,
    isInOrder = false,
    isLookUp = false,
    isPlannedOnce = false,
    filter,
    zone,
    order = 'desc',
    limit = defaultLimit,
    counted: most = mostCounted,
    after,
    before,
  } = options;
  const context = { list, filter, order, zone, viewer, secret: config().secret };
  const isBackwards = !after && Boolean(before);
  const cursor = after || before || null;
  const start = cursor === null ? null : (openCursor(cursor, context)[0] ?? null);
  const size = Math.min(Math.max(Math.trunc(limit) || 1, 1), 1_000);
  const isDescending = (order === 'desc') !== isBackwards;
  const { answers, hearings } = await askTables(viewer, async (given) => {
    const table = isLookUp ? lookUpTable(given) : isPlannedOnce ? plannedOnce(given) : given;
    const { visible, keys, dialect } = table;
    const asked = conditions(table).map((condition) => sql`${visible} and ${condition}`);
    const stretch = { start, isDescending, size: size + 1, most };
    const { rows, count } = await (isInOrder && dialect.isOurs ? walkTo : cutOutOrWalkTo)(table, asked, stretch);
    return { listed: rows.map((row) => listedFrom(table.name, keys.length, row)), count };
  });
  const found = [...answers.values()].flatMap(({ listed }) => listed).sort((a, b) => placeOrder(a, b) * (isDescending ? -1 : 1));
  const shown = found.slice(0, size);
  if (isBackwards) shown.reverse();
  const hasFurther = found.length > size;
  const cursorAt = (row: Listed | undefined) => (row ? sealCursor([row.position], context) : null);
  return {
    rows: shown.map(({ action }) => action),
    next: isBackwards || hasFurther ? cursorAt(shown.at(-1)) : null,
    previous: (isBackwards ? hasFurther : start !== null) ? cursorAt(shown[0]) : null,
    ...countsFrom(hearings, new Map([...answers].map(([name, { count }]) => [name, count])), most),
  };
}

/**
 * How many actions match, up to `counted`, without their rows.
 *
 * @throws {AppError} `not-permitted`; `needs-narrowing`
 */
export async function countActions(
  viewer: Viewer,
  { filter, zone, counted: most = mostCounted }: Pick<ListOptions, 'filter' | 'zone' | 'counted'>,
): Promise<Pick<ActionPage, 'count' | 'sources'>> {
  await assertNarrow(filter);
  const { answers, hearings } = await askTables(viewer, (table) =>
    countUpTo(table, [sql`${table.visible} and ${filterCondition(filter, zone, table.dialect)}`], most),
  );
  return countsFrom(hearings, answers, most);
}

/** @param counts by table, each at most one more than anybody counts */
function countsFrom(
  hearings: readonly Hearing[],
  counts: ReadonlyMap<string, number>,
  most: number,
): Pick<ActionPage, 'count' | 'sources'> {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return { count: cappedFrom(all, most), sources: hearings.map((hearing) => readingFrom(hearing, counts.get(hearing.name) ?? 0, most)) };
}

function readingFrom({ verdict, ...hearing }: Hearing, count: number, most: number): SourceReading {
  if (verdict !== 'answered') return { ...hearing, verdict, count: null };
  return { ...hearing, verdict: count > 0 ? 'found' : 'none', count: cappedFrom(count, most) };
}

function cappedFrom(count: number, most: number): ActionPage['count'] {
  return { value: Math.min(count, most), capped: count > most };
}

type ListedRow = ActionRow & {
  key_time: string;
  key_micros: string;
  key_1: string;
  key_2: string;
  key_3: string;
  key_4: string;
};

interface Listed {
  readonly action: Action;
  readonly position: SourcePosition;
  /** Since 1970, in microseconds. */
  readonly micros: bigint | number;
}

function listedFrom(table: string, parts: number, row: ListedRow): Listed {
  const { key_time: createdAt, key_micros, key_1, key_2, key_3, key_4 } = row;
  const key = keyText([key_1, key_2, key_3, key_4].slice(0, parts));
  const micros = /^-?\d+$/.test(key_micros) ? BigInt(key_micros) : Number(key_micros);
  return { action: actionFrom(refOf(row.source, key), row), position: { source: table, createdAt, key }, micros };
}

/** Rows of one table come in its own order, which a stable sort keeps. */
function placeOrder(a: Listed, b: Listed): number {
  if (a.micros !== b.micros) return a.micros < b.micros ? -1 : 1;
  if (a.position.source === b.position.source) return 0;
  return a.position.source < b.position.source ? -1 : 1;
}

interface Stretch {
  readonly start: SourcePosition | null;
  readonly isDescending: boolean;
  readonly size: number;
  readonly most: number;
}

/** What one table gives of a page, and how many rows of it match. */
interface Found {
  readonly rows: readonly ListedRow[];
  readonly count: number;
}

/**
 * Where an index gives the rows in order, the page is read off it, and neither it nor the count looks at a row that it does not show.
 * Counting ten thousand takes longer than reading a hundred, so that both are asked at once; a row that comes between them is counted.
 */
async function walkTo(table: AuditTable, conditions: readonly SQL[], stretch: Stretch): Promise<Found> {
  const { size, most } = stretch;
  const { inOrder, rest } = orderOf(table, stretch);
  const [rows, counted] = await Promise.all([
    table.ask<ListedRow>(
      sql`select ${listedColumns(table)} from ${table.from} as a where (${sql.join([...conditions], sql` or `)}) ${rest}
        order by ${inOrder} limit ${size}`,
    ),
    most === 0 ? 0 : countUpTo(table, conditions, most),
  ]);
  // A page that is not full may be the end of many, or all that is left of them.
  const count = counted > most && rows.length < size ? await countUpTo(table, conditions, most, { isAnew: true }) : counted;
  return { rows, count: Math.max(count, rows.length) };
}

/**
 * Few matches are counted whole, so that the page is cut out of them; among many the next one is never far, so that it is
 * walked to in the order of the list. Either way the size of the table has no part in it, also where all matches are old. One round
 * trip; the count alone where the page is empty.
 */
async function cutOutOrWalkTo(table: AuditTable, conditions: readonly SQL[], stretch: Stretch): Promise<Found> {
  if (stretch.most === 0 && conditions.length === 1) return walkTo(table, conditions, stretch);
  const many = knownMany(table, sql.join([...conditions], sql` or `), stretch.most);
  if (many.isKnown) {
    const rows = await walkToAny(table, conditions, stretch);
    if (rows.length === stretch.size) return { rows, count: stretch.most + 1 };
  }
  const found = await cutOut(table, conditions, stretch);
  if (found.count > stretch.most) many.note();
  return found;
}

/** The next rows of each, and of those the next. */
async function walkToAny(table: AuditTable, conditions: readonly SQL[], stretch: Stretch): Promise<readonly ListedRow[]> {
  const { from } = table;
  const { places, inOrder, rest } = orderOf(table, stretch);
  const place = sql.join([...places], sql`, `);
  const page = sql`${rest} order by ${inOrder} limit ${stretch.size}`;
  const each = sql.join(
    conditions.map((condition) => sql`(select ${place} from ${from} as a where ${condition} ${page})`),
    sql` union all `,
  );
  return table.ask<ListedRow>(sql`
    with page as materialized (select ${place} from (${each}) as a where true ${page})
    select ${listedColumns(table)} from page join ${from} as a using (${namesOf(table)}) order by ${inOrder}`);
}

async function cutOut(table: AuditTable, conditions: readonly SQL[], stretch: Stretch): Promise<Found> {
  const { from } = table;
  const { size, most } = stretch;
  const { places, inOrder, rest } = orderOf(table, stretch);
  const place = sql.join([...places], sql`, `);
  const page = sql`${rest} order by ${inOrder} limit ${size}`;
  const each = (write: (condition: SQL) => SQL) => sql.join(conditions.map(write), sql` union all `);
  const rows = await table.ask<(ListedRow & { counted: string }) | { key_1: null; counted: string }>(sql`
    with matched as materialized (
      ${each((condition) => sql`(select ${place} from ${from} as a where ${condition} limit ${most + 1})`)}
    ), counted as materialized (
      select count(*) as matches from matched
    ), page as materialized (
      select ${place} from (
        (select ${place} from matched a where (select matches from counted) <= ${most} ${page})
        union all
        ${each(
          (condition) => sql`(select ${place} from ${from} as a where (select matches from counted) > ${most} and ${condition} ${page})`,
        )}
      ) as a where true ${page}
    )
    select ${listedColumns(table)}, counted.matches::text as counted
    from counted left join (page join ${from} as a using (${namesOf(table)})) on true
    order by ${inOrder}`);
  const count = Number(rows[0]?.counted ?? 0);
  return { rows: rows.flatMap((row) => (row.key_1 === null ? [] : [row])), count };
}

/** Of the columns that tell rows apart. */
function namesOf({ keys }: AuditTable): SQL {
  return sql.join(
    ['created_at', ...keys.map(({ name }) => name)].map((name) => sql.identifier(name)),
    sql`, `,
  );
}

function listedColumns({ keys }: AuditTable): SQL {
  const printed = keys.map(({ name }, n) => sql`a.${sql.identifier(name)}::text as ${sql.identifier(`key_${n + 1}`)}`);
  return sql`${actionColumns}, a.created_at::text as key_time, trunc(extract(epoch from a.created_at) * 1000000)::text as key_micros,
    ${sql.join(printed, sql`, `)}`;
}

/** What tells rows apart, in the order of the list; and what stands behind the page's place. */
function orderOf(table: AuditTable, { start, isDescending }: Stretch) {
  const direction = isDescending ? sql`desc` : sql`asc`;
  const places = [...placesOf(table)];
  const inOrder = sql.join(
    places.map((one) => sql`${one} ${direction}`),
    sql`, `,
  );
  return { places, inOrder, rest: beyond(table, start, isDescending) };
}

/** What stands behind a place in the order of all tables. */
function beyond(table: AuditTable, start: SourcePosition | null, isDescending: boolean): SQL {
  if (!start) return sql``;
  const at = sql`${start.createdAt}::timestamptz`;
  if (start.source !== table.name) {
    const isBehind = start.source < table.name !== isDescending;
    if (isDescending) return isBehind ? sql`and a.created_at <= ${at}` : sql`and a.created_at < ${at}`;
    return isBehind ? sql`and a.created_at >= ${at}` : sql`and a.created_at > ${at}`;
  }
  const values = keyValues(table, start.key);
  if (!values) return sql`and false`;
  const places = [...placesOf(table)];
  return sql`and (${sql.join(places, sql`, `)}) ${isDescending ? sql`<` : sql`>`} (${sql.join([at, ...values], sql`, `)})`;
}
