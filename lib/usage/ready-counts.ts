import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { printFilter } from '@/lib/address';
import { askForScreen, database } from '@/lib/database';
import { log } from '@/lib/telemetry';
import { orgScope, type Viewer } from '@/lib/viewer';
import { type Counted, countStatement } from './count-features';
import type { UsageQuestion } from './usage-store';

/** What is counted of fewer events than this takes no time, and is counted anew for every look. */
const manyEvents = 50_000;

/** How old an answer may be that is kept ready. */
const mostAgeMs = 3_600_000;

/**
 * Counts, kept ready where counting takes long: then whoever looks sees at once what was counted when somebody looked before, and has it
 * counted again for the next one.
 *
 * @throws {AppError} `not-permitted`; `needs-narrowing`
 */
export async function readyCounts(viewer: Viewer, question: UsageQuestion): Promise<Counted> {
  const statement = countStatement(viewer, question);
  const key = keyOf(viewer, question);
  const ready = await readyAnswer(key);
  if (ready === null) return countNow(key, () => askForScreen<{ counted: string }>(statement));
  // Counting takes a tenth of the machine at most.
  if (ready.ageMs > 10 * ready.tookMs) countLater(key, () => database('system').execute<{ counted: string }>(statement));
  return JSON.parse(ready.answer) as Counted;
}

interface Ready extends Record<string, unknown> {
  readonly answer: string;
  readonly ageMs: number;
  readonly tookMs: number;
}

async function readyAnswer(key: string): Promise<Ready | null> {
  const [row] = await askForScreen<Ready>(sql`
    select answer, took_ms as "tookMs", (extract(epoch from now() - as_of) * 1000)::float8 as "ageMs" from usage_ledgers
    where key = ${key} and as_of > now() - ${`${mostAgeMs} milliseconds`}::interval`);
  return row ?? null;
}

/** Organisations and the world are part of the question: nobody is shown what was counted for somebody who sees more. */
function keyOf(viewer: Viewer, { filter, zone, from, to }: UsageQuestion): string {
  const orgs = orgScope(viewer);
  const asked = [orgs === null ? null : [...orgs].sort(), viewer.sees, printFilter(filter), zone, from, to];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

type Count = () => Promise<readonly { readonly counted: string }[]>;

/** On `globalThis`, because a server bundle may hold a module more than once. Several who ask the same at once wait for the same answer. */
const home = globalThis as typeof globalThis & { tracebookCounts?: Map<string, Promise<Counted>> };

function countNow(key: string, count: Count): Promise<Counted> {
  home.tracebookCounts ??= new Map();
  const running = home.tracebookCounts.get(key);
  if (running) return running;
  const counting = countAndKeep(key, count).finally(() => home.tracebookCounts?.delete(key));
  home.tracebookCounts.set(key, counting);
  return counting;
}

function countLater(key: string, count: Count): void {
  countNow(key, count).catch((error: unknown) => log('warn', 'use could not be counted again', { error }));
}

async function countAndKeep(key: string, count: Count): Promise<Counted> {
  const began = performance.now();
  const [row] = await count();
  if (!row) throw new Error('Counting gave no answer.');
  const tookMs = Math.round(performance.now() - began);
  const counted = JSON.parse(row.counted) as Counted;
  const seen = counted.features.reduce((sum, { events, before_events }) => sum + events + before_events, 0);
  if (seen < manyEvents) return counted;
  await database('system').execute(sql`
    insert into usage_ledgers (key, as_of, took_ms, answer) values (${key}, ${counted.as_of}::timestamptz, ${tookMs}, ${row.counted})
    on conflict (key) do update set as_of = excluded.as_of, took_ms = excluded.took_ms, answer = excluded.answer`);
  return counted;
}
