import { type SQL, sql } from 'drizzle-orm';
import type { Path, PathKey, Value } from '@/lib/address';
import { type JsonValues, jsonCondition, jsonPathString, jsonPaths, jsonPresence, mostIndexedSteps } from '@/lib/filter-sql';
import type { Dialect } from './dialect';
import { mayHoldLeaf } from './words-sql';

interface PathField {
  readonly key: PathKey;
  readonly path: Path;
}

/** `has:meta.errorCode`: there is a value, and it is not null. */
export function metadataPresence(field: PathField): SQL {
  return jsonPresence(valuesOf(field, false));
}

/** The first value that a field names, as text; null where there is none. */
export function firstValue(field: PathField): SQL {
  const values = valuePaths(field).map((path) => sql`jsonb_path_query_first(a.metadata, ${path}::jsonpath, silent => true) #>> '{}'`);
  return sql`coalesce(${sql.join(values, sql`, `)})`;
}

/** The index of words narrows the rows of our own table down to those that hold a value. */
export function metadataCondition(field: PathField, value: Value, { isOurs }: Dialect): SQL {
  return jsonCondition(valuesOf(field, isOurs && field.path.length <= mostIndexedSteps), value);
}

function valuesOf(field: PathField, isIndexed: boolean): JsonValues {
  return { column: sql`a.metadata`, paths: valuePaths(field), mayHoldLeaf: isIndexed ? mayHoldLeaf : null };
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
