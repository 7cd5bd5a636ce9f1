import { type SQL, sql } from 'drizzle-orm';
import { type Comparison, isNumber, type Path, type PathKey, type Value } from '@/lib/address';
import type { Dialect } from './dialect';
import { jsonPathString, jsonPaths } from './json-path';
import { globPattern, isLike } from './like';
import { mayHoldLeaf } from './words-sql';

interface PathField {
  readonly key: PathKey;
  readonly path: Path;
}

/** `has:meta.errorCode`: there is a value, and it is not null. */
export function metadataPresence(field: PathField): SQL {
  return sql.join(
    valuePaths(field).map((path) => sql`a.metadata @? ${`${path} ? (@ != null)`}::jsonpath`),
    sql` or `,
  );
}

/** The first value that a field names, as text; null where there is none. */
export function firstValue(field: PathField): SQL {
  const values = valuePaths(field).map((path) => sql`jsonb_path_query_first(a.metadata, ${path}::jsonpath, silent => true) #>> '{}'`);
  return sql`coalesce(${sql.join(values, sql`, `)})`;
}

/** A condition on a value inside the metadata. Where the path leads through an array, any of its elements will do. */
export function metadataCondition(field: PathField, value: Value, dialect: Dialect): SQL {
  const paths = valuePaths(field);
  if (value.kind === 'subject') return sql`false`;
  if (value.kind === 'glob') return anyText(paths, (text) => isLike(text, globPattern(value.pieces)));
  if (value.kind === 'is') return equals(field, value.text, dialect);
  const bounds: readonly Bound[] =
    value.kind === 'range'
      ? [
          { operator: '>=', text: value.from },
          { operator: '<=', text: value.to },
        ]
      : [{ operator: value.operator, text: value.bound }];
  const isNumeric = bounds.every(({ text }) => isNumber(text));
  return predicate(paths.map((path) => `exists(${path} ? (${isNumeric ? numberTest(bounds) : textTest(bounds)}))`));
}

interface Bound {
  readonly operator: Comparison['operator'];
  readonly text: string;
}

/**
 * The ways to the values that a field names. `before` and `after` follow both conventions: an object of that name, or the
 * entry of that field in a list of changes.
 */
function valuePaths({ key, path }: PathField): readonly string[] {
  if (key === 'meta') return jsonPaths(path);
  const named = jsonPathString(path.join('.'));
  return [...jsonPaths([key, ...path]), `$."changes"[*] ? (@."field" == ${named})."${key}"`];
}

/** `300` is written for the number and for the text alike. The index of words narrows the rows down to those that hold either. */
function equals(field: PathField, text: string, { isOurs }: Dialect): SQL {
  const isWord = text === 'true' || text === 'false' || text === 'null';
  const literals = isWord || isNumber(text) ? [jsonPathString(text), text] : [jsonPathString(text)];
  const exactly = predicate(valuePaths(field).flatMap((path) => literals.map((literal) => `${path} == ${literal}`)));
  return !isOurs || isWord || field.path.length > mostIndexedSteps ? exactly : sql`${mayHoldLeaf(literals)} and ${exactly}`;
}

/** A step may lead through an object and an array in it, and the index knows 32 levels. */
const mostIndexedSteps = 15;

/** A text that holds a number counts as one: CSV knows nothing else. */
function numberTest(bounds: readonly Bound[]): string {
  const numbers = bounds.map(({ operator, text }) => `@ ${operator} ${text}`).join(' && ');
  const texts = bounds.map(({ operator, text }) => `@.double() ${operator} ${text}`).join(' && ');
  return `(@.type() == "number" && ${numbers}) || (@.type() == "string" && ${texts})`;
}

function textTest(bounds: readonly Bound[]): string {
  return bounds.map(({ operator, text }) => `@ ${operator} ${jsonPathString(text)}`).join(' && ');
}

/** A function, not its operator `@@`: of that the planner believes that next to no row satisfies it. */
function predicate(tests: readonly string[]): SQL {
  return sql`jsonb_path_match(a.metadata, ${tests.map((test) => `(${test})`).join(' || ')}::jsonpath, silent => true)`;
}

function anyText(paths: readonly string[], test: (text: SQL) => SQL): SQL {
  const values = paths.map((path) => sql`select jsonb_path_query(a.metadata, ${path}::jsonpath, silent => true)`);
  return sql`exists (select from (${sql.join(values, sql` union all `)}) as v (value) where ${test(sql`v.value #>> '{}'`)})`;
}
