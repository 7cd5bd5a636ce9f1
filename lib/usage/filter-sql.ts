import { type SQL, sql } from 'drizzle-orm';
import type { Field, FieldTerm, Term, UsageFilter, UsageKey, UsageRoot, Value } from '@/lib/address';
import {
  globPattern,
  isLike,
  type JsonValues,
  jsonCondition,
  jsonPaths,
  jsonPresence,
  timeCondition,
  wordsCondition,
} from '@/lib/filter-sql';

type UsageTerm = Term<UsageKey, UsageRoot>;

/** A filter over product events, as a condition on `a`. Unreadable terms take no part. */
export function usageCondition({ terms }: UsageFilter, zone: string): SQL {
  const conditions = terms.filter(({ kind }) => kind !== 'unreadable').map((term) => conditionOf(term, zone));
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/**
 * Which events are use, as a condition on `a`: none that an SDK makes of itself (their names begin with `$`), and none of a crawler. Whoever
 * asks for events or flags by their names means them as they are.
 */
export function isUse({ terms }: UsageFilter): SQL {
  const names = (key: UsageKey) => terms.some((term) => (term.kind === 'field' || term.kind === 'has') && term.field.key === key);
  return sql.join([names('event') ? sql`true` : isNamedByPeople, names('flag') ? sql`true` : sql`not a.flags @> '{bot}'`], sql` and `);
}

export const isNamedByPeople = sql`left(a.event, 1) <> '$'`;

/** Whether a filter asks by nothing but what `usage_features` knows too. */
export function asksByFeatureAlone({ terms }: UsageFilter): boolean {
  return terms.every((term) => term.kind === 'unreadable' || ('field' in term && ['feature', 'org', 'source'].includes(term.field.key)));
}

function conditionOf(term: UsageTerm, zone: string): SQL {
  const condition = positive(term, zone);
  return term.kind !== 'unreadable' && term.isNegated ? sql`(${condition}) is not true` : sql`(${condition})`;
}

function positive(term: UsageTerm, zone: string): SQL {
  if (term.kind === 'unreadable') return sql`true`;
  if (term.kind === 'words') return words(term.text);
  if (term.kind === 'has') return presence(term.field);
  const { field } = term as FieldTerm<UsageKey, UsageRoot>;
  return sql.join(
    term.values.map(
      (value) => sql`(${'path' in field ? jsonCondition(valuesOf(field.path), value) : columnCondition(field.key, value, zone)})`,
    ),
    sql` or `,
  );
}

function words(text: string): SQL {
  return wordsCondition(text, {
    index: null,
    text: sql`lower(concat_ws(' ', a.event, a.feature, a.surface, a.user_id, a.request_id))`,
    json: sql`lower(a.properties::text)`,
  });
}

/** Which column a key stands for: the only way from a key to a name in SQL. */
const columnOf = {
  feature: sql`a.feature`,
  surface: sql`a.surface`,
  event: sql`a.event`,
  user: sql`a.user_id`,
  org: sql`a.org_id`,
  session: sql`a.session_id`,
  request: sql`a.request_id`,
  source: sql`a.source`,
  trust: sql`a.trust`,
  flag: sql`a.flags`,
  created: sql`a.created_at`,
} as const satisfies Record<UsageKey, SQL>;

function presence(field: Field<UsageKey, UsageRoot>): SQL {
  if ('path' in field) return jsonPresence(valuesOf(field.path));
  return field.key === 'flag' ? sql`a.flags <> '{}'` : sql`${columnOf[field.key]} is not null`;
}

/** Properties are one level deep, and their keys may hold dots. */
function valuesOf(path: readonly string[]): JsonValues {
  const whole = path.length > 1 ? jsonPaths([path.join('.')]) : [];
  return { column: sql`a.properties`, paths: [...jsonPaths(path), ...whole], mayHoldLeaf: null };
}

function columnCondition(key: UsageKey, value: Value, zone: string): SQL {
  switch (key) {
    case 'created':
      return timeCondition(sql`a.created_at`, value, zone);
    case 'flag':
      return sql`exists (select from unnest(a.flags) as flag where ${textCondition(sql`flag`, value)})`;
    case 'request':
      return value.kind === 'is' ? carriesRequest(value.text) : textCondition(sql`a.request_id`, value);
    default:
      return textCondition(columnOf[key], value);
  }
}

/** The beginning stands in the index: ids may be longer than an index holds. */
export function carriesRequest(id: string): SQL {
  return sql`left(a.request_id, 200) = left(${id}, 200) and a.request_id = ${id}`;
}

function textCondition(column: SQL, value: Value): SQL {
  if (value.kind === 'is') return sql`${column} = ${value.text}`;
  return value.kind === 'glob' ? isLike(column, globPattern(value.pieces)) : sql`false`;
}
