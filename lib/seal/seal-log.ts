import { openDatabase } from '@/db';
import { keyText } from '@/lib/audit';
import { config } from '@/lib/config';
import { printLeaf, printSchema } from '@/lib/evidence';
import { type Asked, askOne, type ForeignTable, foreignTableNames } from '@/lib/foreign-tables';
import { parseVerifierKey, printVerifierKey } from '@/lib/tlog';
import { append, type Draft, draftOfEntry, Overtaken, type Steps, untold } from './append';
import { latestCheckpoint, type SignedCheckpoint, sign } from './checkpoints';
import { confirm } from './confirm';
import { draftRows } from './draft-rows';
import { ownShape, type Shape } from './fields';
import { beginLog, type Client, type Cursor, type Head, isWhole, readHead } from './ledger';
import { type Place as KeyPlace, keysBehind, newestKeys, otherShape, readOtherRows } from './other-rows';
import { assertGoesOn, assertHolds, assertNothingLater } from './outside';
import { type ReadPage, type ReadRow, readOwnPage, readStrayPage } from './own-rows';
import type { Place } from './place';
import { places as configuredPlaces, forgetPlaces } from './places';
import { cosignaturesOf, publicationOf, publish } from './publish';
import { Refusal } from './refusal';
import { previousKey, readKeys, sealKey } from './seal-key';
import { readShapes, shapeKey } from './shapes';
import { noteCondition, sealing } from './states';

export interface SealOptions {
  readonly signal: AbortSignal;
  /** Also what other teams' tables have had for long, and rows that were loaded from elsewhere; every place of publication at once. */
  readonly isWhole?: boolean;
  /** That the key before is lost, and this one signs from now on. */
  readonly acceptsNewKey?: boolean;
  readonly steps?: Steps;
}

export interface SealReport {
  /** `elsewhere`: another instance is sealing at the moment. */
  readonly outcome: 'sealed' | 'elsewhere' | 'not-configured';
  readonly rows: number;
  readonly lateRows: number;
  /** Leaves of the log. */
  readonly size: number;
  /** Places that could not be published to. */
  readonly failed: readonly string[];
  /** Tables of other teams that could not be asked, and why. */
  readonly unasked: readonly { readonly source: string; readonly why: string }[];
}

/** Of this product and of sealing: any number, but always the same one. */
export const sealLock = [7_265_634, 2] as const;

/** What a process has seen of the outside, and when it last looked at everything. On `globalThis`, because a bundle may hold a module twice. */
const home = globalThis as typeof globalThis & { tracebookSealing?: Memory };

interface Memory {
  hasLookedOutside: boolean;
  wholeAt: number;
  /** What this process has signed last, whatever the database says of it. */
  signed: { readonly size: number; readonly root: Uint8Array } | null;
}

const hourMs = 3_600_000;

/**
 * Seals what has come since the last time: leaves are committed before they are signed, and signed before they are published, so that
 * whoever kills this at any place loses nothing and forks nothing. One at a time, by a lock of the database; and should two run all the
 * same, only one of them can move the head.
 *
 * @throws {Refusal} where nothing may be signed
 */
export async function sealLog(options: SealOptions): Promise<SealReport> {
  if (config().seal.key === null) return nothing('not-configured');
  home.tracebookSealing ??= { hasLookedOutside: false, wholeAt: Number.NEGATIVE_INFINITY, signed: null };
  const steps = options.steps ?? untold;
  const own = openDatabase(config().databaseUrl, 'system');
  const sql = own.$client;
  try {
    const connection = await sql.reserve();
    try {
      const [row] = await steps(
        'lock',
        () => connection<{ got: boolean }[]>`select pg_try_advisory_lock(${sealLock[0]}, ${sealLock[1]}) as got`,
      );
      if (!row?.got) return nothing('elsewhere');
      return await told(sql, () =>
        new Pass({ sql, ahead: connection as unknown as Client }, configuredPlaces(), { ...options, steps }).run(),
      );
    } finally {
      connection.release();
    }
  } finally {
    await own.close();
  }
}

/** For tests that are to meet a process that has just begun. */
export function forgetSealing(): void {
  delete home.tracebookSealing;
  forgetPlaces();
}

function nothing(outcome: SealReport['outcome']): SealReport {
  return { outcome, rows: 0, lateRows: 0, size: 0, failed: [], unasked: [] };
}

/** How it went stands in the database, for the screens of every instance. */
async function told(sql: Client, run: () => Promise<SealReport>): Promise<SealReport> {
  try {
    const report = await run();
    await noteCondition(sql, sealing, null);
    return report;
  } catch (error) {
    if (error instanceof Overtaken) return nothing('elsewhere');
    const words = error instanceof Refusal ? error.message : 'Sealing failed here; the log of this process says how. It is tried again.';
    // Where even that cannot be written, what has failed is told all the same.
    await noteCondition(sql, sealing, words).catch(() => undefined);
    throw error;
  }
}

/** One walk through everything that may have to be sealed. */
class Pass {
  private rows = 0;
  private lateRows = 0;
  private failed: readonly string[] = [];
  private readonly unasked: { source: string; why: string }[] = [];
  private publishedAt = performance.now();

  private readonly sql: Client;
  /** The connection that holds the lock and has nothing else to do: it reads what is sealed next. */
  private readonly ahead: Client;

  constructor(
    { sql, ahead }: { sql: Client; ahead: Client },
    private readonly places: readonly Place[],
    private readonly options: SealOptions & { readonly steps: Steps },
  ) {
    this.sql = sql;
    this.ahead = ahead;
  }

  async run(): Promise<SealReport> {
    const { sql, options } = this;
    const memory = this.memory();
    const cluster = await clusterOf(sql);
    let head = await options.steps('read-head', () => this.readOrBegin());
    await options.steps('look-outside', () => this.lookOutside(head, memory.hasLookedOutside));
    memory.hasLookedOutside = true;
    head = await this.settleKey(head, cluster);
    // What a process that was killed has committed and not signed.
    await this.signUpTo(head);
    // Numbers of transactions of another cluster say nothing of this one: everything is looked at once more.
    const isElsewhere = head.cluster !== '' && head.cluster !== cluster;
    if (isElsewhere) head = { ...head, cursor: { tx: '0', id: '0' } };
    const isWhole = options.isWhole === true || isElsewhere || performance.now() - memory.wholeAt > hourMs;
    const shape = await ownShape(sql);
    head = await this.sealOwn(head, { shape, cluster });
    if (isWhole) head = await this.sealStrays(head, { shape, cluster });
    for (const source of foreignTableNames()) head = await this.sealOther(head, { source, cluster, isWhole });
    if (isWhole) memory.wholeAt = performance.now();
    head = await this.beat(head, cluster);
    await this.publishAll();
    return {
      outcome: 'sealed',
      rows: this.rows,
      lateRows: this.lateRows,
      size: head.frontier.size,
      failed: this.failed,
      unasked: this.unasked,
    };
  }

  private memory(): Memory {
    home.tracebookSealing ??= { hasLookedOutside: false, wholeAt: Number.NEGATIVE_INFINITY, signed: null };
    return home.tracebookSealing;
  }

  private async readOrBegin(): Promise<Head> {
    const found = await readHead(this.sql);
    if (!found) await beginLog(this.sql);
    const head = found ?? (await readHead(this.sql));
    if (!head || !isWhole(head)) {
      throw new Refusal('Nothing is sealed: the head of the ledger was changed. Find out by npx tracebook verify what else was.');
    }
    return head;
  }

  private async lookOutside(head: Head, hasLooked: boolean): Promise<void> {
    const near = this.places.filter(({ pauseMs }) => pauseMs === 0);
    await assertGoesOn(this.sql, head, hasLooked ? near : this.places);
    const { signed } = this.memory();
    if (signed) await assertHolds(this.sql, head, signed);
    const checkpoint = await latestCheckpoint(this.sql);
    if (hasLooked || !checkpoint) return;
    const cosigned = checkpoint.note + (await cosignaturesOf(this.sql, checkpoint.size));
    const signal = AbortSignal.any([this.options.signal, AbortSignal.timeout(10_000)]);
    await assertNothingLater(this.places, publicationOf(this.sql, checkpoint, { cosigned, signal }));
  }

  /** The first key of the log is taken as it is; another one signs only where the one before is at hand too, or somebody said that it is lost. */
  private async settleKey(head: Head, cluster: string): Promise<Head> {
    const key = sealKey(head.origin);
    if (!key) return head;
    const vkey = printVerifierKey(key);
    const last = (await readKeys(this.sql)).at(-1);
    if (last?.vkey === vkey) return head;
    if (!last) {
      await this.sql`insert into seal_keys (since, vkey) values (${head.frontier.size}, ${vkey}) on conflict do nothing`;
      return head;
    }
    const previous = previousKey(head.origin);
    const isHandedOver = previous !== null && printVerifierKey(previous) === last.vkey;
    if (!isHandedOver && this.options.acceptsNewKey !== true) {
      throw new Refusal(
        'Nothing is sealed: SEAL_KEY is not the key that this log was signed with. Put that one back; or to change it, set SEAL_KEY_PREVIOUS ' +
          'to the one before; or if that is lost, run npx tracebook seal --new-key.',
      );
    }
    if (!parseVerifierKey(last.vkey)) throw new Refusal('Nothing is sealed: a key in the ledger was changed. See npx tracebook verify.');
    const at = await clockOf(this.sql);
    const entry = printLeaf({ kind: 'key-rotation', attributes: { at, new_key: vkey, old_key: last.vkey }, commitments: [] });
    return append(this.sql, head, [draftOfEntry('key-rotation', entry)], {
      ...(await this.moveFrom(head, cluster)),
      sealedAt: at,
      key: vkey,
    });
  }

  private async moveFrom({ cursor }: Head, cluster: string) {
    return { cursor, cluster, sealedAt: await clockOf(this.sql), steps: this.options.steps };
  }

  private async sealOwn(start: Head, { shape, cluster }: { shape: Shape; cluster: string }): Promise<Head> {
    let head = start;
    let coming = this.draftOwn(shape, head.cursor);
    try {
      for (;;) {
        const { drafts, page } = await coming;
        this.options.signal.throwIfAborted();
        if (page.end === null) return head;
        // While these are written and read again, the next ones are read and hashed.
        coming = this.draftOwn(shape, page.end);
        coming.catch(() => undefined);
        head = await this.add(head, { shape, rows: page.rows, drafts, at: page.at, cursor: page.end, cluster });
      }
    } finally {
      // Whoever gives the connection back finds nothing going on there.
      await coming.catch(() => undefined);
    }
  }

  private async draftOwn(shape: Shape, cursor: Cursor): Promise<{ page: ReadPage; drafts: readonly Draft[] }> {
    const page = await this.options.steps('read-rows', () => readOwnPage(this.ahead, shape, cursor));
    return { page, drafts: draftRows(shape, page.rows) };
  }

  private async sealStrays(start: Head, { shape, cluster }: { shape: Shape; cluster: string }): Promise<Head> {
    let head = start;
    let place: Cursor = { tx: '0', id: '0' };
    for (;;) {
      this.options.signal.throwIfAborted();
      const page = await readStrayPage(this.sql, shape, place);
      if (page.end === null) return head;
      place = page.end;
      if (page.rows.length > 0) head = await this.add(head, { shape, rows: page.rows, at: page.at, cursor: head.cursor, cluster });
    }
  }

  /**
   * A table of another team, by what of it is not in the ledger: its numbers and times prove nothing about the order in which its rows were
   * committed, so that no place in it is ever taken for done.
   */
  private async sealOther(start: Head, { source, cluster, isWhole }: { source: string; cluster: string; isWhole: boolean }): Promise<Head> {
    let head = start;
    let place: KeyPlace | null = null;
    let known: Shape | null = null;
    for (;;) {
      this.options.signal.throwIfAborted();
      const from: Walk = { after: place, shape: known, isWhole };
      const asked: Asked<Missing> | null = await askOne(source, (table) => this.missingRows(table, from));
      if (!asked?.isAnswered) {
        this.unasked.push({ source, why: asked?.why ?? 'it is no longer configured' });
        await noteCondition(this.sql, `source ${source}`, asked?.why ?? 'it is no longer configured');
        return head;
      }
      const { keys, rows, hasMore, shape } = asked.value;
      known = shape;
      const at = await clockOf(this.sql);
      if (rows.length > 0) head = await this.add(head, { shape, rows, at, cursor: head.cursor, cluster });
      // What is left of this stretch comes before the next one; rows that went away in the meantime are not waited for.
      if (hasMore && rows.length > 0) continue;
      place = isWhole && keys.length === keysAtOnce ? (keys.at(-1) ?? null) : null;
      if (place === null) break;
    }
    await noteCondition(this.sql, `source ${source}`, null);
    return head;
  }

  private async missingRows(table: ForeignTable, { after, shape: known, isWhole }: Walk): Promise<Missing> {
    const shape = known ?? (await otherShape(table));
    const keys = isWhole ? await keysBehind(table, after, keysAtOnce) : await newestKeys(table, newest);
    const missing = await this.missingIn(table.name, keys.map(keyText));
    const first = missing.slice(0, rowsAtOnce);
    return { shape, keys, hasMore: missing.length > first.length, rows: [...(await readOtherRows(table, shape, first)).values()] };
  }

  private async missingIn(source: string, keys: readonly string[]): Promise<readonly string[]> {
    const rows = await this.sql<{ key: string }[]>`
      select k.key from unnest(${[...keys]}::text[]) as k (key)
      where not exists (select from seal_leaves l where l.source = ${source} and l.key = k.key and l.kind in ('row', 'late-row'))`;
    return rows.map(({ key }) => key);
  }

  private async add(head: Head, { shape, rows, drafts: drafted, at, cursor, cluster }: Addition): Promise<Head> {
    const { sql, options } = this;
    const isKnown = rows.length === 0 || (await readShapes(sql)).has(shapeKey(shape.source, shape.fingerprint));
    const drafts = [...(drafted ?? draftRows(shape, rows))];
    const schema = isKnown ? undefined : { ...shape, fields: shape.columns.map(({ name, type }) => [name, type] as const) };
    if (schema) drafts.unshift(draftOfSchema(shape));
    const next = await append(sql, head, drafts, { cursor, cluster, sealedAt: at || (await clockOf(sql)), schema, steps: options.steps });
    this.rows += rows.length;
    this.lateRows += rows.filter(({ isLate }) => isLate).length;
    await this.signUpTo(next);
    if (performance.now() - this.publishedAt > publishEveryMs) await this.publishAll();
    return next;
  }

  /** Something is signed at least once an hour: silence says that nothing happened, not that nobody looked. */
  private async beat(head: Head, cluster: string): Promise<Head> {
    const [row] = await this.sql<{ is_due: boolean }[]>`
      select coalesce(max(signed_at) < clock_timestamp() - interval '1 hour', true) as is_due from seal_checkpoints`;
    if (!row?.is_due) return head;
    const move = await this.moveFrom(head, cluster);
    const entry = printLeaf({ kind: 'heartbeat', attributes: { at: move.sealedAt }, commitments: [] });
    const next = await append(this.sql, head, [draftOfEntry('heartbeat', entry)], move);
    await this.signUpTo(next);
    return next;
  }

  private async signUpTo(head: Head): Promise<SignedCheckpoint | null> {
    const { sql, options } = this;
    const last = await latestCheckpoint(sql);
    if (head.frontier.size === 0 || (last && last.size >= head.frontier.size)) return last;
    await options.steps('read-again', () => confirm(sql, head, last));
    const signed = await options.steps('sign', () => sign(sql, head));
    this.memory().signed = { size: head.frontier.size, root: head.root };
    return signed;
  }

  private async publishAll(): Promise<void> {
    const checkpoint = await latestCheckpoint(this.sql);
    this.publishedAt = performance.now();
    if (!checkpoint) return;
    const { steps, signal, isWhole } = this.options;
    this.failed = await publish(this.sql, this.places, { checkpoint, signal, isHurried: isWhole === true, steps });
  }
}

interface Addition {
  readonly shape: Shape;
  readonly rows: readonly ReadRow[];
  /** Where they were made already. */
  readonly drafts?: readonly Draft[];
  readonly at: string;
  readonly cursor: Cursor;
  readonly cluster: string;
}

/** Where a walk through another team's table is, and what is known of it. */
interface Walk {
  readonly after: KeyPlace | null;
  readonly shape: Shape | null;
  readonly isWhole: boolean;
}

/** Rows of a stretch of another team's table that are not in the ledger. */
interface Missing {
  readonly shape: Shape;
  readonly keys: readonly KeyPlace[];
  readonly rows: readonly ReadRow[];
  readonly hasMore: boolean;
}

const newest = 10_000;
const keysAtOnce = 5_000;
const rowsAtOnce = 1_000;
const publishEveryMs = 30_000;

function draftOfSchema({ source, fingerprint, columns }: Shape): Draft {
  return draftOfEntry(
    'schema',
    printLeaf({ kind: 'schema', attributes: { columns: printSchema(source, columns), schema: fingerprint, source }, commitments: [] }),
  );
}

async function clockOf(sql: Client): Promise<string> {
  const [row] = await sql<{ at: string }[]>`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
  return row?.at ?? '';
}

/** Which cluster this is; empty where the server does not tell. */
async function clusterOf(sql: Client): Promise<string> {
  const [row] = await sql<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`.catch(() => []);
  return row?.id ?? '';
}
