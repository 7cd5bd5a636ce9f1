/** The grammar of addresses: filter text, URLs, references and paths, in both directions. Pure: no database, no clock. */
export type { Bound, ColumnKey, Field, FieldTerm, Filter, HasTerm, Term, UnreadableTerm, Value, WordsTerm } from './filter';
