import { createHash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { parseFilter, printFilter, usageGrammar } from '@/lib/address';
import { askForScreen, database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/telemetry';
import { addDays, dayOf, type Instant } from '@/lib/time';
import { orgScope, type Permission, type Viewer } from '@/lib/viewer';
import { type Counted, countStatement } from './count-features';
import { daysOf } from './stretch';
import type { UsageQuestion } from './usage-store';

/** What is counted of fewer events than this takes no time, and is counted anew for every look. */
const manyEvents = 50_000;

/** How old an answer may be that is kept ready: the keeper counts it anew every hour as long as somebody looks. */
const mostAge = '25 hours';

/**
 * Counts, kept ready where counting takes long (docs/decisions): then whoever looks sees at once what was counted when somebody looked
 * before, and has it counted again for the next one.
 *
 * @throws {AppError} `not-permitted`; `unavailable` where it is being counted for the first time and takes longer than a screen may wait
 */
export async function readyCounts(viewer: Viewer, question: UsageQuestion): Promise<Counted> {
  const asked = askedBy(viewer, question);
  const statement = countStatement(viewer, question);
  const key = keyOf(asked);
  const ready = few.has(key) ? null : await readyAnswer(key);
  if (ready === null) return countNow({ key, asked, statement });
  // Counting takes a tenth of the machine at most.
  if (ready.ageMs > 10 * ready.tookMs) countLater({ key, asked, statement });
  return ready.counted;
}

/** What was counted before an import, or before something was dropped, is dropped. */
export async function forgetCounts(): Promise<void> {
  await database('system').execute(sql`delete from usage_ledgers`);
}

/** Counts anew what somebody looked at in the last days, and for the days of today where the days up to then were meant. */
export async function keepCountsReady(now: Instant): Promise<void> {
  await database('system').execute(sql`delete from usage_ledgers where asked_at < now() - interval '3 days'`);
  const rows = await database('system').execute<{ key: string; question: Asked; asked_at: string }>(sql`
    select key, question, to_char(asked_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as asked_at from usage_ledgers order by asked_at desc limit 100`);
  for (const { key, question, asked_at: then } of rows) {
    const asked = upToToday(question, { then, now });
    const statement = countStatement(viewerFor(asked), { ...asked, filter: parseFilter(asked.filter, usageGrammar) });
    await countAndKeep({ key: keyOf(asked), asked, statement, purpose: 'system', askedAt: then });
    if (keyOf(asked) !== key) await database('system').execute(sql`delete from usage_ledgers where key = ${key}`);
  }
}

/** Everything on which an answer depends: nobody is shown what was counted for somebody who sees more. */
interface Asked {
  readonly orgs: readonly string[] | null;
  readonly sees: Viewer['sees'];
  readonly filter: string;
  readonly zone: string;
  readonly from: string;
  readonly to: string;
}

function askedBy(viewer: Viewer, { filter, zone, from, to }: UsageQuestion): Asked {
  return { orgs: orgScope(viewer)?.toSorted() ?? null, sees: viewer.sees, filter: printFilter(filter), zone, from, to };
}

function keyOf({ orgs, sees, filter, zone, from, to }: Asked): string {
  return createHash('sha256')
    .update(JSON.stringify([orgs, sees, filter, zone, from, to]))
    .digest('hex');
}

/** Who sees the same. */
function viewerFor({ orgs, sees }: Asked): Viewer {
  const permissions = new Set<Permission>(orgs === null ? ['usage:read', 'org:*'] : ['usage:read']);
  return { kind: 'system', id: 'ledger', label: 'ledger', permissions, orgs: orgs ?? [], sees };
}

function upToToday(asked: Asked, { then, now }: { then: Instant; now: Instant }): Asked {
  const [was, is] = [dayOf(then, asked.zone), dayOf(now, asked.zone)];
  if (was === null || is === null || asked.to !== was || is <= was) return asked;
  const later = daysOf({ from: was, to: is }).length - 1;
  return { ...asked, from: addDays(asked.from, later), to: is };
}

interface Ready {
  readonly counted: Counted;
  readonly ageMs: number;
  readonly tookMs: number;
}

interface ReadyRow extends Record<string, unknown> {
  readonly at: string;
  /** Null where it is the one that was read before. */
  readonly answer: string | null;
  readonly ageMs: number;
  readonly tookMs: number;
}

/** The last answers as they were read, each some megabytes at most: reading one anew takes longer than all else of a look. */
const read = new Map<string, { readonly at: string; readonly counted: Counted }>();
const mostRead = 20;

async function readyAnswer(key: string): Promise<Ready | null> {
  const known = read.get(key);
  const [row] = await askForScreen<ReadyRow>(sql`
    select as_of::text as at, case when as_of::text = ${known?.at ?? ''} then null else answer end as answer, took_ms as "tookMs",
      (extract(epoch from now() - as_of) * 1000)::float8 as "ageMs"
    from usage_ledgers where key = ${key} and as_of > now() - ${mostAge}::interval`);
  if (!row) return null;
  if (row.answer === null && known) return { ...row, counted: known.counted };
  const counted = JSON.parse(row.answer ?? '') as Counted;
  read.delete(key);
  read.set(key, { at: row.at, counted });
  const [oldest] = read.keys();
  if (read.size > mostRead && oldest !== undefined) read.delete(oldest);
  return { ...row, counted };
}

interface Counting {
  readonly key: string;
  readonly asked: Asked;
  readonly statement: SQL;
}

/** On `globalThis`, because a server bundle may hold a module more than once. Several who ask the same at once wait for the same answer. */
const home = globalThis as typeof globalThis & { tracebookCounts?: Map<string, Promise<Counted>> };

function once(key: string, count: () => Promise<Counted>): Promise<Counted> {
  home.tracebookCounts ??= new Map();
  const running = home.tracebookCounts.get(key);
  if (running) return running;
  const counting = count().finally(() => home.tracebookCounts?.delete(key));
  home.tracebookCounts.set(key, counting);
  return counting;
}

/** Questions whose last answer was counted from few events: none of those is kept ready, and none needs more room than others. */
const few = new Set<string>();
const mostFew = 1_000;

function noteFew(key: string, isFew: boolean): void {
  few.delete(key);
  if (isFew && few.size < mostFew) few.add(key);
}

function eventsIn({ features }: Counted): number {
  return features.reduce((sum, { events, before_events }) => sum + events + before_events, 0);
}

function countNow(counting: Counting): Promise<Counted> {
  return once(counting.key, () => countAndKeep({ ...counting, purpose: 'screens' })).catch((error: unknown) => {
    if (!isTimedOut(error)) throw error;
    noteFew(counting.key, false);
    countLater(counting);
    throw new AppError('unavailable', 'This is much, and is being counted for the first time. Ask again in a moment.', {
      retryAfterSeconds: 10,
    });
  });
}

function countLater(counting: Counting): void {
  once(counting.key, () => countAndKeep({ ...counting, purpose: 'system' })).catch((error: unknown) =>
    log('warn', 'use could not be counted again', { error }),
  );
}

interface Kept extends Counting {
  readonly purpose: 'screens' | 'system';
  /** Of the last look, where this is none. */
  readonly askedAt?: Instant;
}

async function countAndKeep({ key, asked, statement, purpose, askedAt }: Kept): Promise<Counted> {
  const began = performance.now();
  const [row] = await (few.has(key) ? askForScreen<CountedRow>(statement) : askWithRoom(statement, purpose));
  if (!row) throw new Error('Counting gave no answer.');
  const tookMs = Math.round(performance.now() - began);
  const counted = JSON.parse(row.counted) as Counted;
  const isFew = eventsIn(counted) < manyEvents;
  noteFew(key, isFew);
  if (isFew) return counted;
  await database('system').execute(sql`
    insert into usage_ledgers (key, question, as_of, asked_at, took_ms, answer) values (
      ${key}, ${JSON.stringify(asked)}::jsonb, ${counted.as_of}::timestamptz, coalesce(${askedAt ?? null}::timestamptz, now()), ${tookMs}, ${row.counted}
    )
    on conflict (key) do update set as_of = excluded.as_of, took_ms = excluded.took_ms, answer = excluded.answer,
      asked_at = greatest(usage_ledgers.asked_at, excluded.asked_at)`);
  return counted;
}

interface CountedRow extends Record<string, unknown> {
  readonly counted: string;
}

/** With room for everybody of the days that are counted: on disk it takes three times as long. */
async function askWithRoom(statement: SQL, purpose: Kept['purpose']): Promise<readonly CountedRow[]> {
  return database(purpose).transaction(async (tx) => {
    const [, rows] = await Promise.all([tx.execute(sql`set local work_mem = '64MB'`), tx.execute<CountedRow>(statement)]);
    return rows;
  });
}

/** 57014: `statement_timeout` has passed. Of a question of a screen it is told as one that has to be narrowed. */
function isTimedOut(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'needs-narrowing';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === '57014';
}
