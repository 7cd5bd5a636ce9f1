import { type SQL, sql } from 'drizzle-orm';
import type { Patience } from '@/lib/database';
import type { SourcePosition } from '@/lib/paging';
import { type AuditTable, keyValues, plannedOnce } from './audit-table';
import { type ActionRow, actionColumns } from './columns';
import { countUpTo } from './count-up-to';
import { knownMany } from './known-many';
import { placesOf } from './place-sql';

/** An action with the parts of its key. */
export type ListedRow = ActionRow & {
  key_1: string;
  key_2: string;
  key_3: string;
  key_4: string;
};

/** Where in the order of a table a page lies. */
interface Stretch {
  readonly start: SourcePosition | null;
  readonly isDescending: boolean;
  readonly size: number;
  /** Beyond this nobody counts. */
  readonly most: number;
}

/** What one table gives of a page, and how many rows of it match. */
interface Found {
  readonly rows: readonly ListedRow[];
  readonly count: number;
}

interface HowToFind extends Stretch {
  /** Whether one index gives in order what the only condition asks for. */
  readonly isInOrder: boolean;
  /** Whether the conditions are always in the same words, and found by the same index whatever their values. */
  readonly isPlannedOnce: boolean;
}

/** A page of the rows of one table that satisfy any of the conditions, of which no row satisfies two, and how many rows do. */
export function findPage(
  table: AuditTable,
  conditions: readonly SQL[],
  { isInOrder, isPlannedOnce, ...stretch }: HowToFind,
): Promise<Found> {
  const planned = isPlannedOnce ? plannedOnce(table) : null;
  return isInOrder ? walkTo(planned ?? table, conditions, stretch) : cutOutOrWalkTo(table, conditions, { ...stretch, planned });
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
 *
 * @param stretch with the same table as it is asked by plans that are made once; null where the values have to decide
 */
async function cutOutOrWalkTo(
  table: AuditTable,
  conditions: readonly SQL[],
  { planned, ...stretch }: Stretch & { readonly planned: AuditTable | null },
): Promise<Found> {
  const { most, size } = stretch;
  if (most === 0) return walkUncounted(table, conditions, { ...stretch, planned });
  const since = performance.now();
  const many = knownMany(table, sql.join([...conditions], sql` or `), most);
  if (many.isKnown) {
    const rows = await walkToAny(table, conditions, stretch);
    if (rows.length === size) return { rows, count: most + 1 };
  }
  const found =
    (planned && (await cutOutPlanned({ table, planned }, conditions, { ...stretch, since }))) ??
    (await cutOut(table, conditions, many.isKnown || planned ? { ...stretch, since } : stretch));
  if (found.count > most) many.note();
  return found;
}

/** A plan that is made for any value takes a bound limit for a tenth of what there is, so that it gathers what few have and never walks the table for it. */
async function walkUncounted(
  table: AuditTable,
  conditions: readonly SQL[],
  { planned, ...stretch }: Stretch & { readonly planned: AuditTable | null },
): Promise<Found> {
  if (conditions.length === 1) return walkTo(table, conditions, stretch);
  const rows = await walkToAny(planned ?? table, conditions, stretch);
  return { rows, count: rows.length };
}

/**
 * Few are gathered by the same index whatever the values. Where they turn out to be many, how they are walked to is for their values to
 * decide, in what is left of the time that one question has. Null where nothing is left behind the page's place.
 */
async function cutOutPlanned(
  { table, planned }: { readonly table: AuditTable; readonly planned: AuditTable },
  conditions: readonly SQL[],
  stretch: Stretch & Patience,
): Promise<Found | null> {
  const { from } = planned;
  const { size, most, start } = stretch;
  const { places, inOrder, rest } = orderOf(planned, stretch);
  const place = sql.join([...places], sql`, `);
  const rows = await planned.ask<ListedRow & { counted: string }>(sql`
    select ${listedColumns(planned)}, page.matches::text as counted from (
      select ${place}, matches from (
        select ${place}, count(*) over () as matches from (
          ${anyOf(conditions, (condition) => sql`(select ${place} from ${from} as a where ${condition} limit ${most + 1})`)}
        ) as a
      ) as a where true ${rest} order by ${inOrder} limit ${size}
    ) as page join ${from} as a using (${namesOf(planned)}) order by ${inOrder}`);
  if (rows.length === 0 && start) return null;
  const count = Number(rows[0]?.counted ?? 0);
  return { rows: count > most ? await walkToAny(table, conditions, stretch) : rows, count };
}

/** The next rows of each, and of those the next. */
async function walkToAny(
  table: AuditTable,
  conditions: readonly SQL[],
  { since, ...stretch }: Stretch & Patience,
): Promise<readonly ListedRow[]> {
  const { from } = table;
  const { places, inOrder, rest } = orderOf(table, stretch);
  const place = sql.join([...places], sql`, `);
  const page = sql`${rest} order by ${inOrder} limit ${stretch.size}`;
  const each = anyOf(conditions, (condition) => sql`(select ${place} from ${from} as a where ${condition} ${page})`);
  return table.ask<ListedRow>(
    sql`
    with page as materialized (select ${place} from (${each}) as a where true ${page})
    select ${listedColumns(table)} from page join ${from} as a using (${namesOf(table)}) order by ${inOrder}`,
    { since },
  );
}

async function cutOut(table: AuditTable, conditions: readonly SQL[], { since, ...stretch }: Stretch & Patience): Promise<Found> {
  const { from } = table;
  const { size, most } = stretch;
  const { places, inOrder, rest } = orderOf(table, stretch);
  const place = sql.join([...places], sql`, `);
  const page = sql`${rest} order by ${inOrder} limit ${size}`;
  const rows = await table.ask<(ListedRow & { counted: string }) | { key_1: null; counted: string }>(
    sql`
    with matched as materialized (
      ${anyOf(conditions, (condition) => sql`(select ${place} from ${from} as a where ${condition} limit ${most + 1})`)}
    ), counted as materialized (
      select count(*) as matches from matched
    ), page as materialized (
      select ${place} from (
        (select ${place} from matched a where (select matches from counted) <= ${most} ${page})
        union all
        ${anyOf(
          conditions,
          (condition) => sql`(select ${place} from ${from} as a where (select matches from counted) > ${most} and ${condition} ${page})`,
        )}
      ) as a where true ${page}
    )
    select ${listedColumns(table)}, counted.matches::text as counted
    from counted left join (page join ${from} as a using (${namesOf(table)})) on true
    order by ${inOrder}`,
    { since },
  );
  const count = Number(rows[0]?.counted ?? 0);
  return { rows: rows.flatMap((row) => (row.key_1 === null ? [] : [row])), count };
}

function anyOf(conditions: readonly SQL[], write: (condition: SQL) => SQL): SQL {
  return sql.join(conditions.map(write), sql` union all `);
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
  return sql`${actionColumns}, ${sql.join(printed, sql`, `)}`;
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
