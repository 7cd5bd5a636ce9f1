import { randomBytes } from 'node:crypto';
import { saltsFrom, seedLength } from '@/lib/evidence';
import type { Draft } from './append';
import type { Shape } from './fields';
import type { ReadRow } from './own-rows';
import { rowCommitter } from './row-committer';

/** Leaves for rows: each with a seed of its own, so that nobody can guess what an undisclosed field holds. */
export function draftRows(shape: Shape, rows: readonly ReadRow[]): Draft[] {
  const { source, fingerprint: schema } = shape;
  const names = shape.columns.map(({ name }) => name);
  const seeds = randomBytes(seedLength * rows.length);
  const commit = rowCommitter({ names, source, schema });
  return rows.map(({ key, isLate, values }, n) => {
    const seed = seeds.subarray(seedLength * n, seedLength * (n + 1));
    const kind = isLate ? 'late-row' : 'row';
    const { commitments, leafHash } = commit({ key, kind }, values, saltsFrom(seed, names.length));
    return { kind, hash: Buffer.from(leafHash), row: { source, key, schema, seed, commitments: Buffer.from(commitments) }, entry: null };
  });
}
