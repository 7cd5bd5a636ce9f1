import { type SQL, sql } from 'drizzle-orm';
import type { FieldTerm, UsageFilter, UsageKey, UsageRoot, Value } from '@/lib/address';
import { AppError } from '@/lib/errors';
import { globPattern, isLike } from '@/lib/filter-sql';

/** A filter as far as counts can be asked by it. */
export interface Narrowed {
  readonly filter: UsageFilter;
  /** The one surface that is meant; null for all. People of several surfaces do not add up. */
  readonly surface: string | null;
}

/** @throws {AppError} `malformed` for everything by which PostHog's counts are not told apart */
export function narrowedBy(filter: UsageFilter): Narrowed {
  let surface: string | null = null;
  for (const term of filter.terms) {
    if (term.kind === 'unreadable') continue;
    if (term.kind === 'words') throw cannot('by words');
    const key = 'path' in term.field ? `prop.${term.field.path.join('.')}` : term.field.key;
    if (key === 'feature' || key === 'org') continue;
    if (key !== 'surface') throw cannot(`by ${key}:`);
    const value = term.kind === 'field' && !term.isNegated && term.values.length === 1 ? term.values[0] : null;
    if (value?.kind !== 'is' || (surface !== null && surface !== value.text)) throw cannot('by more than one surface');
    surface = value.text;
  }
  return { filter, surface };
}

/** Features and organisations, as a condition on `c`, of which everything is kept apart. */
export function countsUnder({ filter }: Narrowed, orgs: readonly string[] | null): SQL {
  const conditions = filter.terms.flatMap((term) => {
    if (term.kind === 'unreadable' || term.kind === 'words' || 'path' in term.field) return [];
    const column = term.field.key === 'feature' ? sql`c.feature` : term.field.key === 'org' ? sql`c.org_id` : null;
    if (column === null) return [];
    const condition = term.kind === 'has' ? sql`${column} <> ''` : anyOf(term, column);
    return [term.isNegated ? sql`not (${condition})` : sql`(${condition})`];
  });
  const seen = orgs === null ? [] : [sql`c.org_id <> '' and c.org_id = any(${sql.param([...orgs])}::text[])`];
  return sql.join([sql`true`, ...seen, ...conditions], sql` and `);
}

function anyOf({ values }: FieldTerm<UsageKey, UsageRoot>, column: SQL): SQL {
  return sql.join(
    values.map((value) => isMeant(column, value)),
    sql` or `,
  );
}

function isMeant(column: SQL, value: Value): SQL {
  if (value.kind === 'is') return sql`${column} = left(${value.text}, 150)`;
  return value.kind === 'glob' ? isLike(column, globPattern(value.pieces)) : sql`false`;
}

function cannot(what: string): AppError {
  return new AppError('malformed', `What PostHog counted is kept by feature, organisation and surface, and cannot be asked for ${what}.`);
}
