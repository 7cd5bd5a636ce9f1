import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { type LeafKind, saltLength, saltsFrom } from '@/lib/evidence';
import { askOne } from '@/lib/foreign-tables';
import { compactProof, type Hash } from '@/lib/tlog';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { latestCheckpoint, type SignedCheckpoint } from './checkpoints';
import { ownSource, type Shape } from './fields';
import { readRowLeaves } from './ledger-leaves';
import { readOtherRows } from './other-rows';
import { readOwnRows } from './own-rows';
import { cosignaturesOf } from './publish';
import { readShapes, shapeKey } from './shapes';
import { nodesOf } from './tiles';

/** A row with all that it takes to prove it, and nothing that would prove or betray another one. */
export interface SealedRow {
  /** `tracebook` for our own table, else the name of another team's. */
  readonly source: string;
  readonly key: string;
  readonly leaf: number;
  readonly kind: 'row' | 'late-row';
  /** The fingerprint of its fields; `schemaOf` gives their names and types. */
  readonly schema: string;
  /** In ascending order of their names. */
  readonly fields: readonly SealedField[];
}

export interface SealedField {
  readonly name: string;
  /** As it is printed now, in just the form that was sealed; whether it is what was sealed, the commitment tells. */
  readonly value: string | null;
  /** 16 bytes; null where the field was erased. To be disclosed with the value, and only with it. */
  readonly salt: Uint8Array | null;
  /** 32 bytes. */
  readonly commitment: Uint8Array;
}

/**
 * Of these rows those that are sealed and that the viewer may see, in the order of their leaves: what an export puts into a bundle.
 * Rows of other organisations are missing as if they were not there, and so are rows that are gone, or not sealed yet: compare the counts.
 * At most some thousands at a time; `source` is `tracebook` for every row of our own table, whatever its own source says.
 */
export async function sealedRows(viewer: Viewer, source: string, keys: readonly string[]): Promise<readonly SealedRow[]> {
  assertMay(viewer, 'audit:read');
  if (viewer.sees === 'sample' || keys.length === 0) return [];
  const sql = database('exports').$client;
  const [leaves, shapes] = [await readRowLeaves(sql, source, keys), await readShapes(sql)];
  const orgs = orgScope(viewer);
  const sealed: SealedRow[] = [];
  for (const schema of new Set(leaves.map((leaf) => leaf.schema ?? ''))) {
    const shape = shapes.get(shapeKey(source, schema));
    if (!shape) continue;
    const group = leaves.filter((leaf) => leaf.schema === schema);
    const wanted = group.flatMap(({ key }) => key ?? []);
    const rows = source === ownSource ? await readOwnRows(sql, shape.today, wanted) : await otherValues(source, { shape, keys: wanted });
    const names = shape.columns.map(({ name }) => name);
    const orgAt = names.indexOf('org_id');
    for (const { index, key, kind, seed, salts: kept, commitments } of group) {
      const values = rows.get(key ?? '');
      if (!values || !commitments || key === null) continue;
      if (orgs !== null && !orgs.includes(values[orgAt] ?? '\0')) continue;
      const salts = seed ? saltsFrom(seed, names.length) : kept;
      sealed.push({
        source,
        key,
        leaf: index,
        kind: kind === 'late-row' ? 'late-row' : 'row',
        schema,
        fields: names.map((name, at) => ({
          name,
          value: values[at] ?? null,
          salt: saltAt(salts, { at, isErasable: seed === null }),
          commitment: commitments.subarray(32 * at, 32 * at + 32),
        })),
      });
    }
  }
  return sealed.sort((a, b) => a.leaf - b.leaf);
}

function saltAt(salts: Uint8Array | null, { at, isErasable }: { at: number; isErasable: boolean }): Uint8Array | null {
  const salt = salts?.subarray(saltLength * at, saltLength * (at + 1));
  return salt && !(isErasable && salt.every((byte) => byte === 0)) ? salt : null;
}

/** @throws {AppError} `unavailable` where the table gives no answer: what could not be asked is not missing */
async function otherValues(source: string, { shape, keys }: { shape: Shape; keys: readonly string[] }) {
  const asked = await askOne(source, (table) => readOtherRows(table, shape, keys));
  if (asked?.isAnswered) return new Map([...asked.value].map(([key, { values }]) => [key, values] as const));
  throw new AppError('unavailable', `${source} could not be asked: ${asked?.why ?? 'it is no longer configured'}.`);
}

/** Names and types of the fields of a fingerprint, in ascending order of the names; null where the ledger has none such. */
export async function schemaOf(viewer: Viewer, source: string, fingerprint: string): Promise<Shape['columns'] | null> {
  assertMay(viewer, 'audit:read');
  const shapes = await readShapes(database('exports').$client);
  return shapes.get(shapeKey(source, fingerprint))?.columns ?? null;
}

/** What a bundle is proven with: the checkpoint that was signed last, with the signatures of witnesses. Null before there is one. */
export async function bundleCheckpoint(viewer: Viewer): Promise<SignedCheckpoint | null> {
  assertMay(viewer, 'audit:read');
  const sql = database('exports').$client;
  const latest = await latestCheckpoint(sql);
  return latest && { ...latest, note: latest.note + (await cosignaturesOf(sql, latest.size)) };
}

/**
 * One proof for all these leaves at a size that was signed (docs/evidence-format.md, "Compact proof of many leaves"), in pieces.
 *
 * @param leaves ascending, none twice, all below `size`
 */
export function proofOfLeaves(viewer: Viewer, leaves: ArrayLike<number>, size: number): AsyncGenerator<readonly Hash[]> {
  assertMay(viewer, 'audit:read');
  return compactProof(leaves, size, nodesOf(database('exports').$client, size));
}

/**
 * Whole texts of the leaves that say something about rows in general: schemas, erasures, retention, changes of keys. A bundle needs those
 * that its rows rest on, with their own proofs.
 */
export async function entryLeaves(viewer: Viewer, kinds: readonly LeafKind[], size: number) {
  assertMay(viewer, 'audit:read');
  const rows = await database('exports').$client<{ index: string; kind: LeafKind; entry: string }[]>`
    select "index"::text, kind, entry from seal_leaves
    where kind = any(${[...kinds]}::text[]) and kind <> 'row' and entry is not null and "index" < ${size} order by "index"`;
  return rows.map(({ index, ...leaf }) => ({ ...leaf, leaf: Number(index) }));
}
