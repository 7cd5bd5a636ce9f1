import { type SQL, sql } from 'drizzle-orm';
import type { Field, FieldTerm, Filter, Term, Value } from '@/lib/address';
import { columnCondition, columnPresence } from './column-sql';
import { type Dialect, ours } from './dialect';
import { metadataCondition, metadataPresence } from './metadata-sql';
import { wordsCondition } from './words-sql';

/**
 * A filter as a condition on `a`: our own table, or one of another team under the same names. Each value is a bound parameter and each fragment a fixed text, so that the
 * statement is the same whatever people search for. What is absent matches no value; a negated term holds for it.
 * Unreadable terms take no part.
 */
export function filterCondition({ terms }: Filter, zone: string, dialect: Dialect = ours): SQL {
  const conditions = terms.filter((term) => term.kind !== 'unreadable').map((term) => termCondition(term, zone, dialect));
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function termCondition(term: Exclude<Term, { kind: 'unreadable' }>, zone: string, dialect: Dialect): SQL {
  const condition = positiveCondition(term, zone, dialect);
  return term.isNegated ? sql`(${condition}) is not true` : sql`(${condition})`;
}

function positiveCondition(term: Exclude<Term, { kind: 'unreadable' }>, zone: string, dialect: Dialect): SQL {
  switch (term.kind) {
    case 'words':
      return wordsCondition(term.text, dialect);
    case 'has':
      return 'path' in term.field ? metadataPresence(term.field) : columnPresence(term.field.key);
    case 'field':
      return anyOf(term, zone, dialect);
  }
}

function anyOf({ field, values }: FieldTerm, zone: string, dialect: Dialect): SQL {
  return sql.join(
    values.map((value) => valueCondition(field, value, zone, dialect)),
    sql` or `,
  );
}

function valueCondition(field: Field, value: Value, zone: string, dialect: Dialect): SQL {
  if ('path' in field) return metadataCondition(field, value, dialect);
  return columnCondition(field.key, value, zone, dialect);
}
