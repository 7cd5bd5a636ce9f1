import { type SQL, sql } from 'drizzle-orm';
import type { ColumnKey, Comparison, Pattern, SubjectValue, Value } from '@/lib/address';
import { globPattern, isLike, timeCondition } from '@/lib/filter-sql';
import { changedCondition, changedPresence } from './changed-sql';
import type { Dialect } from './dialect';

/** Which column a key of the grammar stands for: the only way from a key to a name in SQL. */
const columnOf = {
  actor: sql`a.actor_id`,
  actor_type: sql`a.actor_type`,
  as: sql`a.on_behalf_of`,
  action: sql`a.action`,
  subject: sql`a.subject_id`,
  subject_type: sql`a.subject_type`,
  org: sql`a.org_id`,
  request: sql`a.request_id`,
  trace: sql`a.trace_id`,
  feature: sql`a.feature`,
  surface: sql`a.surface`,
  outcome: sql`a.outcome`,
  source: sql`a.source`,
  import: sql`a.import_id`,
  created: sql`a.created_at`,
  recorded: sql`a.recorded_at`,
} as const satisfies Record<Exclude<ColumnKey, 'changed'>, SQL>;

/** The column whose values are counted, compared and shown for a key. */
export function columnFor(key: Exclude<ColumnKey, 'changed'>): SQL {
  return columnOf[key];
}

export function columnPresence(key: ColumnKey): SQL {
  if (key === 'changed') return changedPresence();
  if (key === 'subject') return sql`a.subject_id is not null or a.subject_type is not null`;
  return sql`${columnOf[key]} is not null`;
}

export function columnCondition(key: ColumnKey, value: Value, zone: string, dialect: Dialect): SQL {
  if (key === 'created' || key === 'recorded') return timeCondition(columnOf[key], value, zone);
  if (key === 'import') return importCondition(value);
  if (value.kind === 'range' || value.kind === 'comparison') return sql`false`;
  if (value.kind === 'subject') return subjectCondition(value, dialect);
  if (key === 'changed') return changedCondition(value);
  if (key === 'subject') return sql`${matches('subject', value, dialect)} or ${matches('subject_type', value, dialect)}`;
  if (key === 'action' && value.kind === 'is') return actionCondition(value.text);
  if (key === 'request' && value.kind === 'is' && dialect.isOurs)
    return sql`left(a.request_id, 200) = left(${value.text}, 200) and a.request_id = ${value.text}`;
  return matches(key, value, dialect);
}

function matches(key: Exclude<ColumnKey, 'changed'>, value: Pattern, { equals }: Dialect): SQL {
  const column = columnOf[key];
  if (value.kind !== 'is') return isLike(column, globPattern(value.pieces));
  return equals(key, value.text) ?? sql`${column} = ${value.text}`;
}

/**
 * A category takes its children: `customer` also finds `customer.create`, and never `customers.list`. All of them lie beside each
 * other in the index, which is told by what they begin with.
 */
function actionCondition(text: string): SQL {
  return sql`(${isLike(columnOf.action, globPattern([text, '']))} and (${isOrIsBelow(text)}))`;
}

function isOrIsBelow(text: string): SQL {
  if (!/[.:/ ]/.test(text)) return sql`substring(a.action from '^[^.:/ ]*') = ${text}`;
  const children = ['.', ':', '/', ' '].map((separator) => isLike(columnOf.action, globPattern([text + separator, ''])));
  return sql`a.action = ${text} or ${sql.join(children, sql` or `)}`;
}

function subjectCondition({ type, id }: SubjectValue, dialect: Dialect): SQL {
  const sides = [type && matches('subject_type', type, dialect), id && matches('subject', id, dialect)].filter((side) => side !== null);
  return sides.length === 0 ? sql`false` : sql`(${sql.join(sides, sql` and `)})`;
}

const comparisons = { '>=': sql`>=`, '>': sql`>`, '<=': sql`<=`, '<': sql`<` } as const satisfies Record<Comparison['operator'], SQL>;

/** At most 18 digits each: the parser has seen to it. */
function importCondition(value: Value): SQL {
  switch (value.kind) {
    case 'is':
      return sql`a.import_id = ${value.text}::bigint`;
    case 'range':
      return sql`a.import_id between ${value.from}::bigint and ${value.to}::bigint`;
    case 'comparison':
      return sql`a.import_id ${comparisons[value.operator]} ${value.bound}::bigint`;
    default:
      return sql`false`;
  }
}
