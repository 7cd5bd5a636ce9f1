import { type SQL, sql } from 'drizzle-orm';
import { type Comparison, isNumber, type Value } from '@/lib/address';
import { jsonPathString } from './json-path';
import { globPattern, isLike } from './like';

/** The values that a field of a filter names. */
export interface JsonValues {
  /** A column of type jsonb. */
  readonly column: SQL;
  /** The ways to them, as jsonpath. */
  readonly paths: readonly string[];
  /** Narrows the rows down, by an index, to those that hold one of these (a text or a number, as JSON); null where there is none. */
  readonly mayHoldLeaf: ((leaves: readonly string[]) => SQL) | null;
}

/** There is a value, and it is not null. */
export function jsonPresence({ column, paths }: JsonValues): SQL {
  return sql.join(
    paths.map((path) => sql`${column} @? ${`${path} ? (@ != null)`}::jsonpath`),
    sql` or `,
  );
}

/** A condition on a value inside JSON. Where the path leads through an array, any of its elements will do. */
export function jsonCondition(values: JsonValues, value: Value): SQL {
  const { paths } = values;
  if (value.kind === 'subject') return sql`false`;
  if (value.kind === 'glob') return anyText(values, (text) => isLike(text, globPattern(value.pieces)));
  if (value.kind === 'is') return equals(values, value.text);
  const bounds: readonly Bound[] =
    value.kind === 'range'
      ? [
          { operator: '>=', text: value.from },
          { operator: '<=', text: value.to },
        ]
      : [{ operator: value.operator, text: value.bound }];
  const isNumeric = bounds.every(({ text }) => isNumber(text));
  return predicate(
    values,
    paths.map((path) => `exists(${path} ? (${isNumeric ? numberTest(bounds) : textTest(bounds)}))`),
  );
}

/** A step may lead through an object and an array in it, and an index of leaves knows 32 levels. */
export const mostIndexedSteps = 15;

/** Whether an index of leaves leads to what has this text, or this number, at the end of a path. */
export function isIndexedLeaf(path: readonly string[], text: string): boolean {
  return path.length <= mostIndexedSteps && !isKeyword(text);
}

interface Bound {
  readonly operator: Comparison['operator'];
  readonly text: string;
}

/** `300` is written for the number and for the text alike. */
function equals(values: JsonValues, text: string): SQL {
  const literals = isKeyword(text) || isNumber(text) ? [jsonPathString(text), text] : [jsonPathString(text)];
  const exactly = predicate(
    values,
    values.paths.flatMap((path) => literals.map((literal) => `${path} == ${literal}`)),
  );
  return isKeyword(text) || values.mayHoldLeaf === null ? exactly : sql`${values.mayHoldLeaf(literals)} and ${exactly}`;
}

function isKeyword(text: string): boolean {
  return text === 'true' || text === 'false' || text === 'null';
}

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
function predicate({ column }: JsonValues, tests: readonly string[]): SQL {
  return sql`jsonb_path_match(${column}, ${tests.map((test) => `(${test})`).join(' || ')}::jsonpath, silent => true)`;
}

function anyText({ column, paths }: JsonValues, test: (text: SQL) => SQL): SQL {
  const values = paths.map((path) => sql`select jsonb_path_query(${column}, ${path}::jsonpath, silent => true)`);
  return sql`exists (select from (${sql.join(values, sql` union all `)}) as v (value) where ${test(sql`v.value #>> '{}'`)})`;
}
