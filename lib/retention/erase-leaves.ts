import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { printLeaf, printLeafRanges, saltLength, saltsFrom } from '@/lib/evidence';
import { schemaOf, sealEntries } from '@/lib/seal';
import type { Instant } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';
import type { Erasure } from './erasable';

export interface EraseWhy {
  readonly reason: string;
  readonly approver: string;
  readonly now: Instant;
}

/** So many leaves are named by one redaction at the most: the text of a leaf has room for 65,535 bytes. */
const mostLeaves = 2_000;

/**
 * Says in the log what is erased, and erases it: values in our own table, and salts. Cut off in between, the log says more than was done;
 * doing it again finishes it.
 *
 * @returns the redaction leaves
 */
export async function eraseLeaves(viewer: Viewer, erasures: readonly Erasure[], why: EraseWhy): Promise<number[]> {
  const groups = new Map<string, number[]>();
  for (const { leaf, fields } of erasures) {
    const key = fields.toSorted().join(',');
    groups.set(key, [...(groups.get(key) ?? []), leaf]);
  }
  const redactions: number[] = [];
  for (const [fields, leaves] of groups) {
    const ascending = leaves.toSorted((a, b) => a - b);
    for (let at = 0; at < ascending.length; at += mostLeaves) {
      redactions.push(await eraseGroup(viewer, { fields, leaves: ascending.slice(at, at + mostLeaves) }, why));
    }
  }
  return redactions;
}

async function eraseGroup(
  viewer: Viewer,
  { fields, leaves }: { fields: string; leaves: readonly number[] },
  why: EraseWhy,
): Promise<number> {
  const kept = await keptSalts(viewer, leaves, new Set(fields.split(',')));
  const attributes = { approver: why.approver, at: why.now, fields, leaves: printLeafRanges(leaves), reason: why.reason };
  const redaction = await sealEntries(viewer, [printLeaf({ kind: 'redaction', attributes, commitments: [] })]);
  const sql = database('system').$client;
  await sql`select erase_fields(${redaction}, ${sql.array([...leaves], int8)}::bigint[], ${sql.array(kept, text)}::bytea[])`;
  return redaction;
}

/** Of the arrays that Postgres is given. */
const int8 = 20;
const text = 25;

interface LeafRow {
  index: string;
  source: string;
  schema: string;
  seed: Buffer | null;
  salts: Buffer | null;
}

/** For each leaf the salts of all its fields, with zeros for those that go, as Postgres reads bytes. */
async function keptSalts(viewer: Viewer, leaves: readonly number[], gone: ReadonlySet<string>): Promise<string[]> {
  const sql = database('system').$client;
  const rows = await sql<LeafRow[]>`
    select "index"::text, source, schema, seed, salts from seal_leaves l
    where l."index" = any(${sql.array([...leaves], int8)}::bigint[]) and kind in ('row', 'late-row') order by l."index"`;
  if (rows.length !== leaves.length) throw new AppError('conflict', 'Not all of these leaves are rows of the log.');
  const kept: string[] = [];
  for (const { source, schema, seed, salts } of rows) {
    const columns = await schemaOf(viewer, source, schema);
    const names = columns?.map(({ name }) => name) ?? [];
    const own = seed ? saltsFrom(seed, names.length) : salts;
    if (own?.length !== saltLength * names.length)
      throw new AppError('conflict', `The ledger has lost salts of ${source}. Find out by npx tracebook verify.`);
    const left = Buffer.from(own);
    names.forEach((name, at) => {
      if (gone.has(name)) left.fill(0, saltLength * at, saltLength * (at + 1));
    });
    kept.push(`\\x${left.toString('hex')}`);
  }
  return kept;
}
