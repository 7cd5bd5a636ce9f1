import 'server-only';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema';
import { withWholeResults } from './whole-results';

/** What a connection is for decides how many there are and how long a statement may run. */
export type Purpose = 'screens' | 'look-ups' | 'deliveries' | 'exports' | 'system' | 'foreign' | 'foreign-exports';

/**
 * Screens ask for little of much. For a common value the planner would read the table from its beginning, hoping to find enough
 * soon, which it does not where such rows are all recent; or gather all places of the value from its index before it reads the
 * first row. Every such value has an index that gives its rows in order, which costs what is read of it. Many ask at once, so
 * that none is given more than one processor. What is rare and what is common are not found in the same way, so that a statement
 * that is kept prepared is planned anew for its values.
 */
const littleOfMuch = {
  enable_seqscan: 'off',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '0',
  plan_cache_mode: 'force_custom_plan',
};

/** A page is done at three seconds, whatever is asked. */
export const screenMs = 2_300;

const limits: Record<Purpose, { max: number; statementMs: number; lockMs: number; settings?: Record<string, string> }> = {
  screens: { max: 6, statementMs: screenMs, lockMs: 2_000, settings: littleOfMuch },
  // What a key leads to: few rows, whichever value, so that a statement is planned once. Of lines, planning takes ten times as long as reading.
  'look-ups': { max: 3, statementMs: screenMs, lockMs: 2_000, settings: { ...littleOfMuch, plan_cache_mode: 'force_generic_plan' } },
  // What producers send, so that neither waits for the other. A delivery that brings new words into their index waits for few of them.
  deliveries: { max: 3, statementMs: 2_300, lockMs: 2_000, settings: { gin_pending_list_limit: '256kB' } },
  // All exports share them: a page is read in a moment, and nobody holds one between two pages. Values decide how a page is found.
  exports: { max: 2, statementMs: 30_000, lockMs: 2_000, settings: { jit: 'off', plan_cache_mode: 'force_custom_plan' } },
  system: { max: 2, statementMs: 30_000, lockMs: 10_000 },
  // Of another team: we only look, and never for long.
  foreign: { max: 3, statementMs: 2_000, lockMs: 1_000, settings: { default_transaction_read_only: 'on', ...littleOfMuch } },
  'foreign-exports': {
    max: 1,
    statementMs: 30_000,
    lockMs: 1_000,
    settings: { default_transaction_read_only: 'on', plan_cache_mode: 'force_custom_plan' },
  },
};

/**
 * In seconds. What is asked waits for it, so that it stays short: left to itself it grows with each attempt of each connection, and
 * after one moment without a server pages would wait for 20 s for one that is long back. Only questions make attempts.
 */
const pauseBetweenAttempts = () => 0.1 + Math.random() * 0.2;

export type Database = ReturnType<typeof openDatabase>;

/** Opens a pool of its own; `close` ends it. Settings that shape printed text are pinned, whatever the server's defaults are. */
export function openDatabase(url: string, purpose: Purpose) {
  const { max, statementMs, lockMs, settings } = limits[purpose];
  const pool = postgres(url, {
    max,
    idle_timeout: 60,
    connect_timeout: purpose.startsWith('foreign') ? 2 : 3,
    backoff: pauseBetweenAttempts,
    onnotice: () => undefined,
    connection: {
      application_name: `tracebook-${purpose}`,
      statement_timeout: statementMs,
      lock_timeout: lockMs,
      idle_in_transaction_session_timeout: 10_000,
      TimeZone: 'UTC',
      DateStyle: 'ISO, YMD',
      IntervalStyle: 'iso_8601',
      extra_float_digits: 3,
      bytea_output: 'hex',
      lc_monetary: 'C',
      ...settings,
    },
  });
  const client = withWholeResults(pool);
  return Object.assign(drizzle(client, { schema }), { close: () => client.end({ timeout: 5 }) });
}
