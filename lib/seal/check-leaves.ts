import { askOne } from '@/lib/foreign-tables';
import type { Hash } from '@/lib/tlog';
import { checkEntryLeaf, checkRowLeaf } from './check-leaf';
import type { Exits } from './exits';
import { ownSource } from './fields';
import type { Finding } from './finding';
import type { Client } from './ledger';
import type { LedgerLeaf } from './ledger-leaves';
import { readOtherRows } from './other-rows';
import { readOwnRows } from './own-rows';
import { type Shapes, shapeKey } from './shapes';

type Values = readonly (string | null)[];

export interface Stretch {
  /** Some leaves in their order. */
  readonly leaves: readonly LedgerLeaf[];
  /** Their rows as they are now, by `<schema> <source>` and key; a source that could not be asked is missing. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, Values>>;
  /** Why sources could not be asked, in words. */
  readonly unasked: ReadonlyMap<string, string>;
}

/** Reads the rows of leaves, each as it is printed today. */
export async function readStretch(sql: Client, leaves: readonly LedgerLeaf[], shapes: Shapes): Promise<Stretch> {
  const groups = new Map<string, LedgerLeaf[]>();
  for (const leaf of leaves) {
    if (!isOfRow(leaf)) continue;
    const key = shapeKey(leaf.source ?? '', leaf.schema ?? '');
    const group = groups.get(key);
    if (group) group.push(leaf);
    else groups.set(key, [leaf]);
  }
  const rows = new Map<string, ReadonlyMap<string, Values>>();
  const unasked = new Map<string, string>();
  for (const [at, group] of groups) {
    const shape = shapes.get(at);
    const keys = group.flatMap(({ key }) => key ?? []);
    if (!shape) continue;
    if (shape.source === ownSource) {
      rows.set(at, await readOwnRows(sql, shape.today, keys.filter(isId)));
      continue;
    }
    const asked = await askOne(shape.source, (table) => readOtherRows(table, shape, keys));
    if (asked?.isAnswered) rows.set(at, new Map([...asked.value].map(([key, { values }]) => [key, values])));
    else unasked.set(shape.source, asked?.why ?? 'it is no longer configured');
  }
  return { leaves, rows, unasked };
}

function isId(key: string): boolean {
  return /^\d{1,18}$/.test(key);
}

/** What of them differs from what was sealed. @param inTree the hash of each leaf as the tree has it */
export function checkStretch(
  { leaves, rows }: Stretch,
  shapes: Shapes,
  { exits, inTree }: { exits: Exits; inTree: (leaf: LedgerLeaf) => Hash },
) {
  const found: Finding[] = [];
  for (const leaf of leaves) {
    if (!isOfRow(leaf)) {
      const finding = checkEntryLeaf(leaf, inTree(leaf));
      if (finding) found.push(finding);
      continue;
    }
    const at = shapeKey(leaf.source ?? '', leaf.schema ?? '');
    const shape = shapes.get(at);
    const read = rows.get(at);
    // A table that could not be asked says nothing of its rows; the run says that it is incomplete.
    if (shape && !read) continue;
    const finding = checkRowLeaf(leaf, { inTree: inTree(leaf), shape, values: read?.get(leaf.key ?? '') ?? null, exits });
    if (finding) found.push(finding);
  }
  return found;
}

export function isOfRow({ kind }: LedgerLeaf): boolean {
  return kind === 'row' || kind === 'late-row';
}
