import { log } from '@/lib/telemetry';
import { appendLeaves, emptyFrontier, frontierRoot, isSameBytes, readFrontier } from '@/lib/tlog';
import { checkStretch, readStretch } from './check-leaves';
import { checkpointIn, type SignedCheckpoint } from './checkpoints';
import { readExits } from './exits';
import type { Finding } from './finding';
import type { Client, Head } from './ledger';
import { readLeaves } from './ledger-leaves';
import { readAhead, steps } from './read-ahead';
import { Refusal } from './refusal';
import { readShapes } from './shapes';
import { nodesOf } from './tiles';
import { keepFindings } from './verifications';

const leavesAtOnce = 1_000;

/**
 * Reads again, in new snapshots, what was committed since the last signature, and makes every hash once more: a bit that flipped on the way,
 * or a hand in the ledger, must not be signed. A row that is another one by now is told, and signed all the same: its leaf says what it was.
 *
 * @throws {Refusal}
 */
export async function confirm(sql: Client, head: Head, last: SignedCheckpoint | null): Promise<void> {
  const { size } = head.frontier;
  const signedSize = last?.size ?? 0;
  const [shapes, exits] = [await readShapes(sql), await readExits(sql)];
  let frontier = signedSize === 0 ? emptyFrontier : await readFrontier(signedSize, nodesOf(sql, signedSize));
  const signed = last && (await checkpointIn(sql, head.origin, last.note));
  if (last && !(signed?.size === last.size && isSameBytes(signed.root, frontierRoot(frontier)))) {
    throw new Refusal(
      `Nothing is signed: the ledger does not go on from the checkpoint of ${last.size} leaves that was signed last. Somebody changed it. ` +
        'Find out by npx tracebook verify.',
    );
  }
  const changed: Finding[] = [];
  const read = async (from: number) => readStretch(sql, await readLeaves(sql, { from, to: Math.min(size, from + leavesAtOnce) }), shapes);
  for await (const [, stretch] of readAhead(steps({ from: signedSize, to: size, by: leavesAtOnce }), read)) {
    frontier = appendLeaves(
      frontier,
      stretch.leaves.map(({ hash }) => hash),
    );
    changed.push(...checkStretch(stretch, shapes, { exits, inTree: ({ hash }) => hash }));
  }
  const own = changed.find(({ kind }) => kind !== 'changed' && kind !== 'deleted');
  if (own || frontier.size !== size || !isSameBytes(frontierRoot(frontier), head.root)) {
    throw new Refusal(
      `Nothing is signed: read again, the ledger is not what was written${own?.leaf === null || !own ? '' : ` (leaf ${own.leaf})`}. ` +
        'Memory or disk of the database may be failing, or somebody changed it. Find out by npx tracebook verify.',
    );
  }
  if (changed.length === 0) return;
  log('error', 'rows changed while they were sealed', { count: changed.length });
  await keepFindings(sql, { from: signedSize, to: size, findings: changed });
}
