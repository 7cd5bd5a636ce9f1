import { schemaFingerprint } from '@/lib/evidence';
import { goneType, ownShape, ownSource, type Shape } from './fields';
import type { Client } from './ledger';

/** A shape under which rows were sealed. */
export interface KnownShape extends Shape {
  /**
   * The same fields as they are printed today: a column that became another type prints the same text as long as it says the same, and one
   * that is gone prints nothing.
   */
  readonly today: Shape;
}

/** By source and fingerprint. One whose fields are not those of its fingerprint is left out: the ledger was changed there. */
export type Shapes = ReadonlyMap<string, KnownShape>;

export async function readShapes(sql: Client): Promise<Shapes> {
  const rows = await sql<
    { source: string; fingerprint: string; fields: [string, string][] }[]
  >`select source, fingerprint, fields from seal_schemas`;
  const types = new Map((await ownShape(sql)).columns.map(({ name, type }) => [name, type]));
  return new Map(
    rows.flatMap(({ source, fingerprint, fields }) => {
      const columns = fields.map(([name, type]) => ({ name, type }));
      if (fingerprintOf(source, columns) !== fingerprint) return [];
      const shape = { source, fingerprint, columns };
      const printed = source === ownSource ? columns.map(({ name }) => ({ name, type: types.get(name) ?? goneType })) : columns;
      return [[shapeKey(source, fingerprint), { ...shape, today: { ...shape, columns: printed } }] as const];
    }),
  );
}

export function shapeKey(source: string, fingerprint: string): string {
  return `${fingerprint} ${source}`;
}

/** Columns of our own table that were sealed and are gone: no text of theirs can be compared. */
export function goneColumns(shapes: Shapes): readonly string[] {
  return [
    ...new Set([...shapes.values()].flatMap(({ today }) => today.columns.flatMap(({ name, type }) => (type === goneType ? [name] : [])))),
  ];
}

function fingerprintOf(source: string, columns: Shape['columns']): string | null {
  try {
    return schemaFingerprint(source, columns);
  } catch {
    // Names that cannot be sealed were not.
    return null;
  }
}
