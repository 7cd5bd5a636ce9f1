import { type SQL, sql } from 'drizzle-orm';
import { defaultLimit, type Filter } from '@/lib/address';
import { config } from '@/lib/config';
import { openCursor, type SourcePosition, sealCursor } from '@/lib/paging';
import { compareInstants } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import type { Action, ActionPage, SourceReading } from './action';
import { askTables, type Hearing } from './ask-tables';
import { type AuditTable, keyText, lookUpTable } from './audit-table';
import { actionFrom } from './columns';
import { countUpTo } from './count-up-to';
import { filterCondition } from './filter-sql';
import { findPage, type ListedRow } from './find-page';
import { comesInOrder, leadsToFew } from './in-order';
import { assertNarrow } from './narrowing';
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
  const { filter, zone } = options;
  await assertNarrow(filter);
  const isInOrder = comesInOrder(filter, viewer);
  const isPlannedOnce = leadsToFew(filter, viewer);
  const conditions = ({ dialect }: AuditTable) => [filterCondition(filter, zone, dialect)];
  return listAnyOf(viewer, conditions, { ...options, list: 'actions', isInOrder, isPlannedOnce });
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
    const table = isLookUp ? lookUpTable(given) : given;
    const { name, visible, keys, dialect } = table;
    const asked = conditions(table).map((condition) => sql`${visible} and ${condition}`);
    const stretch = { start, isDescending, size: size + 1, most };
    const { rows, count } = await findPage(table, asked, {
      ...stretch,
      isInOrder: isInOrder && dialect.isOurs,
      isPlannedOnce: isPlannedOnce && dialect.isOurs,
    });
    return { listed: rows.map((row) => listedFrom(name, keys.length, row)), count };
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

interface Listed {
  readonly action: Action;
  readonly position: SourcePosition;
}

function listedFrom(table: string, parts: number, row: ListedRow): Listed {
  const { source, key_1, key_2, key_3, key_4 } = row;
  const key = keyText([key_1, key_2, key_3, key_4].slice(0, parts));
  const action = actionFrom(refOf(source, key), row);
  return { action, position: { source: table, createdAt: action.created_at, key } };
}

/** Rows of one table come in its own order, which a stable sort keeps. */
function placeOrder({ position: a }: Listed, { position: b }: Listed): number {
  const order = compareInstants(a.createdAt, b.createdAt);
  if (order !== 0 || a.source === b.source) return order;
  return a.source < b.source ? -1 : 1;
}
