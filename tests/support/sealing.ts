import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { database } from '@/lib/database';
import { type Finding, forgetSealing, listFindings, type SealOptions, sealLog, type Verification, verifyLog } from '@/lib/seal';
import { systemViewer } from '@/lib/viewer';

export const everybody = systemViewer('test');

export function nowText(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

/** To be called before the configuration is read: a key of its own, and a folder in which checkpoints are published. */
export function configureSealing(): { readonly key: string; readonly folder: string } {
  const key = randomBytes(32).toString('base64');
  const folder = mkdtempSync(join(tmpdir(), 'tracebook-sealed-'));
  Object.assign(process.env, { SEAL_KEY: key, SEAL_PUBLISH_FOLDER: folder });
  return { key, folder };
}

/** Every setting that shapes printed text, in another form than ours. */
export const otherHabits = {
  timezone: 'Asia/Kathmandu',
  datestyle: 'SQL, DMY',
  intervalstyle: 'sql_standard',
  extra_float_digits: '0',
  bytea_output: 'escape',
  lc_monetary: 'C',
} as const;

/**
 * As a process that has just begun would. Waits first for what holds sealing up, which may be a transaction in the database of another test:
 * numbers of transactions belong to the server.
 */
export async function sealAll({ waits = true, ...options }: Partial<SealOptions> & { readonly waits?: boolean } = {}) {
  if (waits) await untilNothingHolds();
  return sealAtOnce(options);
}

async function untilNothingHolds(): Promise<void> {
  const sql = database('system').$client;
  for (const deadline = Date.now() + 50_000; Date.now() < deadline; ) {
    const [row] = await sql<{ is_free: boolean }[]>`
      select coalesce(max(a.tx) < pg_snapshot_xmin(pg_current_snapshot()) or max(a.tx) >= pg_snapshot_xmax(pg_current_snapshot()), true) as is_free
      from admin_actions a`;
    if (row?.is_free) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}

function sealAtOnce(options: Partial<SealOptions>) {
  forgetSealing();
  return sealLog({ signal: AbortSignal.timeout(600_000), isWhole: true, ...options });
}

export interface Verified extends Verification {
  readonly found: readonly Finding[];
}

export async function verifyAll(): Promise<Verified> {
  const run = await verifyLog(everybody, { kind: 'whole', now: nowText(), signal: AbortSignal.timeout(600_000) });
  return { ...run, found: await listFindings(everybody, { id: run.id, limit: 100_000 }) };
}
