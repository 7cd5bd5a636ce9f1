import { bytesOf, printHex, sha256 } from '@/lib/tlog';
import { printCanonicalText } from './canonical-json';
import { areNames, byName } from './name';

export interface SchemaColumn {
  readonly name: string;
  /** As Postgres prints it: `timestamp with time zone`. */
  readonly type: string;
}

/** What is hashed; a leaf of the kind `schema` holds it whole. The order in which the columns come does not matter. */
export function printSchema(source: string, columns: readonly SchemaColumn[]): string {
  const sorted = columns.toSorted(byName);
  if (!areNames(sorted.map(({ name }) => name)))
    throw new Error(`The columns of ${source} have names that cannot be sealed, or one twice.`);
  const lines = sorted.map(({ name, type }) => `${name} ${printCanonicalText(type)}\n`);
  return `auditschema/v1\nsource ${printCanonicalText(source)}\n${lines.join('')}`;
}

/** 64 hex digits. */
export function schemaFingerprint(source: string, columns: readonly SchemaColumn[]): string {
  return printHex(sha256(bytesOf(printSchema(source, columns))));
}
