import { type SQL, sql } from 'drizzle-orm';
import {
  type Comparison,
  type Field,
  type FieldTerm,
  type LineFilter,
  type LineKey,
  type LineRoot,
  levels,
  type Value,
} from '@/lib/address';
import {
  globPattern,
  isLike,
  type JsonValues,
  jsonCondition,
  jsonPaths,
  jsonPresence,
  mayHoldLeaf,
  mostIndexedSteps,
  timeCondition,
  wordsCondition,
} from '@/lib/filter-sql';

/**
 * A filter as a condition on `log_lines a`. Each value is a bound parameter and each fragment a fixed text. What is absent matches no
 * value; a negated term holds for it. Unreadable terms take no part.
 */
export function filterCondition({ terms }: LineFilter, zone: string): SQL {
  const conditions = terms.flatMap((term) => {
    if (term.kind === 'unreadable') return [];
    const condition = term.kind === 'words' ? words(term.text) : term.kind === 'has' ? presence(term.field) : anyOf(term, zone);
    return [term.isNegated ? sql`(${condition}) is not true` : sql`(${condition})`];
  });
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** Which column a key stands for: the only way from a key to a name in SQL. */
const columnOf = {
  service: sql`a.service`,
  level: sql`a.level`,
  request: sql`a.request_id`,
  trace: sql`a.trace_id`,
  user: sql`a.user_id`,
  org: sql`a.org_id`,
  session: sql`a.session_id`,
  feature: sql`a.feature`,
  surface: sql`a.surface`,
  method: sql`a.method`,
  route: sql`a.route`,
  status: sql`a.status`,
  duration: sql`a.duration_ms`,
  source: sql`a.source`,
  flag: sql`a.flags`,
  created: sql`a.created_at`,
  recorded: sql`a.recorded_at`,
} as const satisfies Record<LineKey, SQL>;

/** What is counted by: the column or the first value of a path, as text. */
export function valueText(field: Field<LineKey, LineRoot>): SQL {
  if ('path' in field) {
    const values = jsonPaths(field.path).map(
      (path) => sql`jsonb_path_query_first(a.attributes, ${path}::jsonpath, silent => true) #>> '{}'`,
    );
    return sql`coalesce(${sql.join(values, sql`, `)})`;
  }
  return field.key === 'flag' ? sql`nullif(array_to_string(a.flags, ' '), '')` : sql`${columnOf[field.key]}::text`;
}

/** Exactly the expression of the index `log_lines_words`. */
const wordsIndex = sql`line_words(a.service, a.message, a.user_id, a.request_id, a.trace_id, a.attributes)`;

function words(text: string): SQL {
  return wordsCondition(text, {
    index: wordsIndex,
    text: sql`lower(concat_ws(' ', a.user_id, a.service, a.message, a.request_id, a.trace_id))`,
    json: sql`lower(a.attributes::text)`,
  });
}

function presence(field: Field<LineKey, LineRoot>): SQL {
  if ('path' in field) return jsonPresence(valuesOf(field.path));
  return field.key === 'flag' ? sql`a.flags <> '{}'` : sql`${columnOf[field.key]} is not null`;
}

function valuesOf(path: readonly string[]): JsonValues {
  const isIndexed = path.length <= mostIndexedSteps;
  return {
    column: sql`a.attributes`,
    paths: jsonPaths(path),
    mayHoldLeaf: isIndexed ? (leaves) => mayHoldLeaf(wordsIndex, leaves) : null,
  };
}

function anyOf({ field, values }: FieldTerm<LineKey, LineRoot>, zone: string): SQL {
  return sql.join(
    values.map((value) => ('path' in field ? jsonCondition(valuesOf(field.path), value) : columnCondition(field.key, value, zone))),
    sql` or `,
  );
}

function columnCondition(key: LineKey, value: Value, zone: string): SQL {
  if (key === 'created' || key === 'recorded') return timeCondition(columnOf[key], value, zone);
  if (value.kind === 'subject') return sql`false`;
  if (key === 'status' || key === 'duration') return quantityCondition(columnOf[key], value);
  if (key === 'level') return levelCondition(value);
  if (value.kind === 'range' || value.kind === 'comparison') return sql`false`;
  if (key === 'flag') {
    const matches = value.kind === 'is' ? sql`flag = ${value.text}` : isLike(sql`flag`, globPattern(value.pieces));
    return sql`exists (select from unnest(a.flags) as flag where ${matches})`;
  }
  if (value.kind === 'glob') return isLike(columnOf[key], globPattern(value.pieces));
  if (key === 'request') return sql`left(a.request_id, 200) = left(${value.text}, 200) and a.request_id = ${value.text}`;
  return sql`${columnOf[key]} = ${value.text}`;
}

/** One value as an equation, several as a list, so that the index on levels is read. */
function levelCondition(value: Exclude<Value, { kind: 'subject' }>): SQL {
  if (value.kind === 'is') return sql`a.level = ${value.text}`;
  if (value.kind !== 'comparison') return sql`false`;
  // biome-ignore lint/complexity/useIndexOf: a bound is any text
  const at = levels.findIndex((level) => level === value.bound);
  const meant = levels.filter((_, n) => (value.operator.startsWith('>') ? n > at : n < at) || (value.operator.endsWith('=') && n === at));
  return sql`a.level = any(${sql.param([...meant])}::text[])`;
}

const comparisons = { '>=': sql`>=`, '>': sql`>`, '<=': sql`<=`, '<': sql`<` } as const satisfies Record<Comparison['operator'], SQL>;

/** The parser has seen to it that the bounds are numbers. */
function quantityCondition(column: SQL, value: Exclude<Value, { kind: 'subject' }>): SQL {
  switch (value.kind) {
    case 'is':
      return sql`${column} = ${value.text}::numeric`;
    case 'range':
      return sql`${column} between ${value.from}::numeric and ${value.to}::numeric`;
    case 'comparison':
      return sql`${column} ${comparisons[value.operator]} ${value.bound}::numeric`;
    case 'glob':
      return isLike(sql`${column}::text`, globPattern(value.pieces));
  }
}
