import { openDatabase } from '@/db';
import { recordAction } from '@/lib/audit';
import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/telemetry';
import type { Instant } from '@/lib/time';
import {
  appendLeaves,
  emptyFrontier,
  type Frontier,
  frontierRoot,
  isSameBytes,
  readFrontier,
  tileWidth,
  type VerifierKey,
} from '@/lib/tlog';
import { assertMay, systemViewer, type Viewer } from '@/lib/viewer';
import { checkStretch, readStretch } from './check-leaves';
import { checkHead, checkKeys, checkOutside, checkTile, checkUpperTiles, readCheckpoint, readTiles } from './check-tree';
import { checkpointsWithin, type SignedCheckpoint } from './checkpoints';
import { readExits } from './exits';
import { ownSource } from './fields';
import { type Finding, findingAbout } from './finding';
import { type Client, type Head, readHead } from './ledger';
import { readLeaves } from './ledger-leaves';
import { unsealedKeys } from './own-rows';
import { places } from './places';
import { readAhead, steps } from './read-ahead';
import { knownKeys } from './seal-key';
import { goneColumns, readShapes, type Shapes } from './shapes';
import { nodesOf } from './tiles';
import { addFindings, beginRun, endLostRuns, finishRun, noteProgress, readRuns, type Verification } from './verifications';

export interface VerifyOptions {
  readonly kind: Verification['kind'];
  readonly now: Instant;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told its number as soon as it has begun. */
  readonly onBegun?: (id: string) => void;
}

const lockName = [7_265_634, 3] as const;

/**
 * Reads every row again and compares it with what was committed to, and the ledger with itself, with what was signed, and with what is
 * known outside. Names each row that was changed, taken out, or put in past the sealer, and each place of the ledger that was changed.
 * What could not be looked at makes the run incomplete, never good.
 *
 * Recorded as an action, first that it begins and then how it ended.
 *
 * @throws {AppError} `not-permitted`; `conflict` while another one runs; `not-found` where nothing is sealed yet
 */
export async function verifyLog(viewer: Viewer, options: VerifyOptions): Promise<Verification> {
  assertMay(viewer, 'evidence:verify');
  const own = openDatabase(config().databaseUrl, 'system');
  try {
    const connection = await own.$client.reserve();
    try {
      const [row] = await connection<{ got: boolean }[]>`select pg_try_advisory_lock(${lockName[0]}, ${lockName[1]}) as got`;
      if (!row?.got) throw new AppError('conflict', 'A verification runs already. It is shown as it goes.');
      return await new Run(own.$client, viewer, options).run();
    } finally {
      connection.release();
    }
  } finally {
    await own.close();
  }
}

/**
 * The same in the background: answers the number of the run as soon as it has begun.
 *
 * @throws {AppError} as {@link verifyLog}
 */
export function beginVerification(viewer: Viewer, options: Omit<VerifyOptions, 'onBegun'>): Promise<string> {
  return new Promise((resolve, reject) => {
    let isBegun = false;
    const onBegun = (id: string) => {
      isBegun = true;
      resolve(id);
    };
    verifyLog(viewer, { ...options, onBegun }).catch((error: unknown) => {
      if (isBegun) log('error', 'a verification failed', { error });
      else reject(error);
    });
  });
}

/** At what hours of UTC a night is, and how long ago the last slice has to be. */
const night = { from: 1, to: 5 };
const sliceEveryMs = 20 * 3_600_000;

/** A slice, if it is night and nobody has done tonight's. Null where there is nothing to do. */
export async function verifyNightly({ now, signal }: Pick<VerifyOptions, 'now' | 'signal'>): Promise<Verification | null> {
  const hour = Number(now.slice(11, 13));
  if (hour < night.from || hour >= night.to) return null;
  const sql = database('system').$client;
  const last = (await readRuns(sql, { limit: 50 })).find(({ kind, askedBy }) => kind === 'slice' && askedBy !== 'sealing');
  if ((await readHead(sql)) === null || (last && Date.parse(now) - Date.parse(last.startedAt) < sliceEveryMs)) return null;
  try {
    return await verifyLog(systemViewer('nightly verification'), { kind: 'slice', now, signal });
  } catch (error) {
    // Somebody verifies already, and more of it.
    if (error instanceof AppError && error.code === 'conflict') return null;
    throw error;
  }
}

/** Fewer nights would ask too much of a night, and more would leave what was changed unseen for too long. */
const nights = 7;
const leastSlice = 100_096;
const leavesAtOnce = 10 * tileWidth;
const keysAtOnce = 20_000;

class Run {
  private checked = 0;
  private lateRows = 0;
  private findings = 0;
  private readonly unlooked = new Set<string>();
  private id = '';

  constructor(
    private readonly sql: Client,
    private readonly viewer: Viewer,
    private readonly options: VerifyOptions,
  ) {}

  async run(): Promise<Verification> {
    const { sql, viewer, options } = this;
    await endLostRuns(sql);
    const head = await readHead(sql);
    if (!head) throw new AppError('not-found', 'Nothing is sealed yet, so that there is nothing to verify.');
    const { from, to } = await this.stretchOf(head);
    this.id = await beginRun(sql, { kind: options.kind, askedBy: viewer.label, from, to });
    options.onBegun?.(this.id);
    await this.record('begun', { from, to });
    try {
      await this.checkAll(head, { from, to });
    } catch (error) {
      // A run that was cut off says so, and is no good one.
      await finishRun(sql, this.id, { outcome: this.findings > 0 ? 'differs' : 'incomplete', why: 'It was interrupted.' }).catch(
        () => undefined,
      );
      throw error;
    }
    const why = this.unlooked.size === 0 ? null : `Could not be looked at: ${[...this.unlooked].join('; ')}.`;
    const outcome = this.findings > 0 ? 'differs' : why === null ? 'as-sealed' : 'incomplete';
    await noteProgress(sql, this.id, { checked: this.checked, lateRows: this.lateRows });
    await finishRun(sql, this.id, { outcome, why });
    await this.record(outcome, { from, to });
    const [done] = await readRuns(sql, { limit: 1, id: this.id });
    if (!done) throw new Error('A run of verification left no trace.');
    return done;
  }

  /** A slice goes on where the last one ended, and begins anew at the end of the log. */
  private async stretchOf({ frontier: { size } }: Head): Promise<{ from: number; to: number }> {
    if (this.options.kind === 'whole') return { from: 0, to: size };
    const last = (await readRuns(this.sql, { limit: 50 })).find(({ kind, askedBy }) => kind === 'slice' && askedBy !== 'sealing');
    const from = last && last.toLeaf < size ? last.toLeaf - (last.toLeaf % tileWidth) : 0;
    const length = Math.max(leastSlice, Math.ceil(size / nights / tileWidth) * tileWidth);
    return { from, to: Math.min(size, from + length) };
  }

  private async checkAll(head: Head, { from, to }: { from: number; to: number }): Promise<void> {
    const { sql } = this;
    const shapes = await readShapes(sql);
    const gone = goneColumns(shapes);
    if (gone.length > 0)
      await this.found([
        findingAbout('unreadable', `Columns that were sealed are gone: ${gone.join(', ')}.`, { source: ownSource, fields: gone }),
      ]);
    await this.found(await checkKeys(sql, head));
    await this.found(await checkUpperTiles(sql, head.frontier.size));
    await this.found(await checkHead(sql, head));
    const outside = await checkOutside(sql, head, places());
    await this.found(outside.findings);
    for (const words of outside.unread) this.unlooked.add(words);
    await this.checkLeaves(head, { from, to, shapes });
    await this.checkUnsealed(head);
  }

  private async checkLeaves(head: Head, { from, to, shapes }: { from: number; to: number; shapes: Shapes }): Promise<void> {
    const { sql, options } = this;
    const exits = await readExits(sql);
    const checkpoints = checkpointsWithin(sql, { from, to });
    const begun = await frontierAt(sql, from);
    const keys = await knownKeys(sql, head.origin);
    let tree: Tree = { frontier: begun ?? emptyFrontier, signed: await nextOf(checkpoints), checkpoints, keys, isBroken: begun === null };
    tree = await this.compareSigned(head, tree);
    const read = (at: number) => this.read({ from: at, to, shapes });
    for await (const [at, { stretch, tiles }] of readAhead(steps({ from, to, by: leavesAtOnce }), read)) {
      options.signal.throwIfAborted();
      const end = Math.min(to, at + leavesAtOnce);
      const findings: Finding[] = [];
      for (const [index, tile] of tiles) {
        const finding = checkTile(index, tile);
        if (finding) findings.push(finding);
      }
      const inTile = (index: number) => {
        const tile = tiles.get(Math.floor(index / tileWidth));
        const offset = 32 * (index % tileWidth);
        return tile && tile.hashes.length >= offset + 32 ? tile.hashes.subarray(offset, offset + 32) : null;
      };
      findings.push(...checkStretch(stretch, shapes, { exits, inTree: ({ index, hash }) => inTile(index) ?? hash }));
      for (const [source, why] of stretch.unasked) this.unlooked.add(`${source}: ${why}`);
      const byIndex = new Map(stretch.leaves.map((leaf) => [leaf.index, leaf]));
      for (let index = at; index < end; index += 1) {
        const leaf = byIndex.get(index);
        if (!leaf) findings.push(findingAbout('leaf', `Leaf ${index} of the ledger is gone.`, { leaf: index }));
        if (leaf?.kind === 'late-row') this.lateRows += 1;
        const hash = inTile(index) ?? leaf?.hash ?? Buffer.alloc(32);
        tree = { ...tree, frontier: appendLeaves(tree.frontier, [hash]) };
        if (tree.signed?.size === index + 1) tree = await this.compareSigned(head, tree, findings);
      }
      await this.found(findings);
      this.checked += end - at;
      options.onProgress?.(this.checked, to - from);
      await noteProgress(sql, this.id, { checked: this.checked, lateRows: this.lateRows });
    }
  }

  private async read({ from, to, shapes }: { from: number; to: number; shapes: Shapes }) {
    const end = Math.min(to, from + leavesAtOnce);
    const leaves = await readLeaves(this.sql, { from, to: end });
    const [stretch, tiles] = [await readStretch(this.sql, leaves, shapes), await readTiles(this.sql, { from, to: end })];
    return { stretch, tiles };
  }

  /** Every checkpoint on the way. Once the tree is another one than was signed, it is so for all that follow. */
  private async compareSigned(head: Head, tree: Tree, into?: Finding[]): Promise<Tree> {
    let { signed, isBroken } = tree;
    const findings = into ?? [];
    while (signed && signed.size === tree.frontier.size) {
      const read = readCheckpoint(signed, { origin: head.origin, keys: tree.keys });
      if ('kind' in read) findings.push(read);
      else if (!isBroken && !isSameBytes(read.root, frontierRoot(tree.frontier))) {
        isBroken = true;
        findings.push(
          findingAbout(
            'history',
            `The first ${signed.size} leaves are not those that were signed; up to the checkpoint before it they are.`,
          ),
        );
      }
      signed = await nextOf(tree.checkpoints);
    }
    if (!into) await this.found(findings);
    return { ...tree, signed, isBroken };
  }

  /** Rows of our own table up to where everything was sealed, and are in no leaf: somebody put them there past the sealer. */
  private async checkUnsealed({ cursor }: Head): Promise<void> {
    for (let after = '-9223372036854775808'; ; ) {
      this.options.signal.throwIfAborted();
      const page = await unsealedKeys(this.sql, { cursor, after, limit: keysAtOnce });
      await this.found(
        page.keys.map((key) =>
          findingAbout('unsealed', 'It was put in past the sealer: rows as old as it says are sealed, and it is not.', {
            source: ownSource,
            key,
          }),
        ),
      );
      if (typeof page.last !== 'string') return;
      after = page.last;
    }
  }

  private async found(findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    await addFindings(this.sql, this.id, findings, this.findings);
    this.findings += findings.length;
  }

  private async record(outcome: string, { from, to }: { from: number; to: number }): Promise<void> {
    await recordAction(
      this.viewer,
      {
        action: outcome === 'begun' ? 'evidence.verify' : 'evidence.verified',
        feature: 'evidence',
        surface: '/evidence',
        outcome: outcome === 'begun' ? 'unknown' : outcome === 'as-sealed' ? 'success' : 'failure',
        subject_type: 'verification',
        subject_id: this.id,
        metadata: JSON.stringify({
          kind: this.options.kind,
          from_leaf: from,
          to_leaf: to,
          ...(outcome === 'begun' ? {} : { result: outcome, findings: this.findings, checked: this.checked }),
        }),
      },
      { now: this.options.now },
    );
  }
}

interface Tree {
  readonly frontier: Frontier;
  /** The next one to be compared. */
  readonly signed: SignedCheckpoint | null;
  readonly checkpoints: AsyncIterator<SignedCheckpoint>;
  readonly keys: readonly VerifierKey[];
  readonly isBroken: boolean;
}

async function nextOf(checkpoints: AsyncIterator<SignedCheckpoint>): Promise<SignedCheckpoint | null> {
  const { done, value } = await checkpoints.next();
  return done ? null : value;
}

/** Null where tiles are gone, which is told of them. */
async function frontierAt(sql: Client, size: number): Promise<Frontier | null> {
  return size === 0 ? emptyFrontier : readFrontier(size, nodesOf(sql, size)).catch(() => null);
}
