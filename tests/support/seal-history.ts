import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type postgres from 'postgres';
import { expect } from 'vitest';
import { sealState } from '@/lib/seal';
import { isConsistent, openNote, parseCheckpoint, parseVerifierKey } from '@/lib/tlog';
import { everybody, verifyAll } from './sealing';
import { storedTree } from './stored-tree';

/** What an outsider could have kept of a log: every checkpoint that was seen in the folder where it is published. */
export class SealHistory {
  readonly #sql: postgres.Sql;
  readonly #folder: string;
  readonly #published: { readonly size: number; readonly root: Uint8Array }[] = [];

  constructor(sql: postgres.Sql, folder: string) {
    this.#sql = sql;
    this.#folder = folder;
  }

  /** Keeps the checkpoint that is published now. */
  async note(): Promise<void> {
    const key = parseVerifierKey((await sealState(everybody)).vkey ?? '');
    const opened = key && openNote(readFileSync(join(this.#folder, 'checkpoint'), 'utf8'), [key]);
    const said = opened?.state === 'signed' ? parseCheckpoint(opened.note.text) : null;
    if (!said) throw new Error('What is published is no checkpoint of ours.');
    this.#published.push(said);
  }

  /** Every action has one leaf, and all of them are signed. */
  async expectWhole(): Promise<void> {
    const [counts] = await this.#sql`
      select (select count(*)::int from seal_leaves) as leaves, (select size::int from seal_head) as size,
        (select max(size)::int from seal_checkpoints) as signed,
        (select count(distinct key)::int from seal_leaves where kind in ('row', 'late-row')) as rows,
        (select count(*)::int from admin_actions) as actions`;
    expect(counts).toEqual({
      leaves: counts?.size,
      size: counts?.size,
      signed: counts?.size,
      rows: counts?.actions,
      actions: counts?.actions,
    });
  }

  /** Every checkpoint that was kept goes on from the one before, and what was sealed is what is there. */
  async expectOne(): Promise<void> {
    const last = this.#published.at(-1);
    if (!last) throw new Error('Nothing was published.');
    const proofFrom = await storedTree(this.#sql, last.size);
    for (const old of this.#published) {
      const claim = { oldSize: old.size, oldRoot: old.root, newSize: last.size, newRoot: last.root };
      expect(isConsistent(claim, await proofFrom(old.size))).toBe(true);
    }
    expect(this.#published.every(({ size }, at) => at === 0 || size >= (this.#published[at - 1]?.size ?? 0))).toBe(true);
    expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed' });
  }
}
