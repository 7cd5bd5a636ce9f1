import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateDatabase } from '@/db';
import { recordActions } from '@/lib/audit';
import { makeBackup, restoreBackup } from '@/lib/backup';
import { settleConfig } from '@/lib/config';
import { closeDatabases } from '@/lib/database';
import { type DebianPostgres, debianPostgresPrograms, startDebianPostgres } from '@/tests/support/debian-postgres';
import { fillForExports } from '@/tests/support/export-rows';
import { configureSealing, everybody, nowText, otherHabits, sealAll, verifyAll } from '@/tests/support/sealing';
import { notChecked } from '@/tests/support/shared';

/**
 * A sealed database taken elsewhere: dumped and restored into another cluster, whose transactions have other numbers, and by our own
 * backup. Nothing of it may look changed, nothing be sealed twice, and what comes afterwards must be sealed. On the distribution's own Postgres, whose
 * programs do the dumping. The tables are written anew and every setting takes another form besides (I1: a million rows in `test:faults`).
 */
const isWhole = process.env.TRACEBOOK_FAULTS === 'all';
const untouched = isWhole ? 1_000_000 : 1_000;
const timeout = isWhole ? 1_200_000 : 120_000;
const programs = debianPostgresPrograms();
if (programs === null)
  notChecked('a sealed database in another cluster', 'there is no Postgres of the distribution (Debian: apt-get install postgresql-15)');
else
  describe('a sealed database in another cluster', () => {
    const servers: DebianPostgres[] = [];
    const aside = mkdtempSync(join(tmpdir(), 'seal-dump-'));
    let first: DebianPostgres;
    let places: ReturnType<typeof configureSealing>;

    beforeAll(async () => {
      first = await startDebianPostgres(programs);
      servers.push(first);
      places = configureSealing();
      // So that its numbers are far ahead of those of a new cluster.
      const sql = postgres(first.url, { max: 1, onnotice: () => undefined });
      for (let n = 0; n < 300; n += 1) await sql`select pg_current_xact_id()`;
      await sql.end();
      await use(first.url);
      await migrateDatabase(first.url, resolve('drizzle'));
      await record('before', 700);
      const filling = postgres(first.url, { max: 1, onnotice: () => undefined });
      await fillForExports(filling, untouched);
      await filling.end();
      await sealAll();
      await record('unsealed', 30);
    }, timeout);
    afterAll(async () => {
      await closeDatabases();
      for (const server of servers) server.stop();
      rmSync(aside, { recursive: true, force: true });
    });

    async function use(url: string): Promise<void> {
      await closeDatabases();
      const [NEXTAUTH_SECRET, NEXTAUTH_URL] = ['x'.repeat(32), 'http://127.0.0.1:3000'];
      settleConfig({ DATABASE_URL: url, NEXTAUTH_SECRET, NEXTAUTH_URL, TRACEBOOK_EMBEDDED: 'false', SEAL_KEY: places.key });
    }

    const record = (source: string, count: number) =>
      recordActions(
        everybody,
        Array.from({ length: count }, (_, n) => ({ action: 'a.b', actor_id: `u_${n}`, metadata: `{"n": ${n}.00}` })),
        { now: nowText(), source },
      );

    /** Everything there is has just one leaf, and is what was sealed. */
    async function expectWhole(url: string): Promise<void> {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      const [counts] = await sql`
        select (select count(*)::int from admin_actions a where not exists (
            select from seal_leaves l where l.source = 'tracebook' and l.key = a.id::text and l.kind in ('row', 'late-row'))) as missing,
          (select count(*) - count(distinct key) from seal_leaves where kind in ('row', 'late-row'))::int as twice`;
      await sql.end();
      expect(counts).toEqual({ missing: 0, twice: 0 });
    }

    /** As a database is after years of care, and in the hands of somebody with other habits. */
    async function rewrite(url: string): Promise<void> {
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      for (const table of ['admin_actions', 'seal_leaves', 'seal_tiles']) await sql.unsafe(`vacuum full ${table}`);
      const name = new URL(url).pathname.slice(1);
      for (const [setting, value] of Object.entries(otherHabits)) await sql.unsafe(`alter database ${name} set ${setting} = '${value}'`);
      await sql.end();
    }

    async function expectGoesOn(url: string): Promise<void> {
      await rewrite(url);
      await use(url);
      expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
      await record('after', 40);
      await sealAll();
      await expectWhole(url);
      expect(await verifyAll()).toMatchObject({ outcome: 'as-sealed', findings: 0 });
      await record('later', 5);
      await sealAll();
      await sealAll();
      await expectWhole(url);
    }

    test('by pg_dump and pg_restore', { timeout }, async () => {
      const dump = join('/tmp', `tracebook-${randomBytes(6).toString('hex')}.dump`);
      first.run('pg_dump', ['--dbname', first.url, '--format', 'custom', '--file', dump]);
      const second = await startDebianPostgres(programs);
      servers.push(second);
      second.run('pg_restore', ['--dbname', second.url, '--exit-on-error', dump]);
      rmSync(dump, { force: true });
      await expectGoesOn(second.url);
    });

    test('by a backup of ours', { timeout }, async () => {
      await use(first.url);
      const file = join(aside, 'tracebook.backup');
      await makeBackup(everybody, file, { version: '0', now: nowText() });
      const third = await startDebianPostgres(programs);
      servers.push(third);
      await migrateDatabase(third.url, resolve('drizzle'));
      await use(third.url);
      await restoreBackup(everybody, file, { now: nowText() });
      // What was published since then is another history: this one is tried by itself.
      rmSync(places.folder, { recursive: true, force: true });
      await expectGoesOn(third.url);
    });
  });
