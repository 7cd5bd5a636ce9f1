import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrateDatabase } from '@/db';
import { launch, settleConfig } from '@/lib/config';
import { closeDatabases } from '@/lib/database';
import { type EmbeddedPostgres, openEmbeddedPostgres, sealKeyIn } from '@/lib/embedded-postgres';
import { closeForeignTables } from '@/lib/foreign-tables';
import { project } from './project';
import type { Reporter } from './reporter';

const usualAddress = 'http://127.0.0.1:3000';

export interface DatabaseInUse {
  /** Null with DATABASE_URL. */
  readonly embedded: EmbeddedPostgres | null;
  close(): Promise<void>;
}

/** The database of this installation, ready to be asked through lib's rooms: the one of DATABASE_URL, else our own server. */
export async function openDatabaseInUse(kind: 'app' | 'command', label: string, reporter: Reporter): Promise<DatabaseInUse> {
  const { databaseUrl, dataFolder, publicUrl, secret, sealing } = launch();
  if (databaseUrl) {
    // An absent secret stays absent, so that the configuration names it.
    settleConfig({ DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: secret ?? '', NEXTAUTH_URL: publicUrl, TRACEBOOK_EMBEDDED: 'false' });
    return { embedded: null, close: closePools };
  }
  const embedded = await openEmbeddedPostgres({
    project,
    ...(dataFolder ? { folder: dataFolder } : {}),
    user: { kind, label },
    say: reporter.say,
  });
  const { key, previous } = sealKeyIn(embedded.folder);
  const before = sealing.previousKey ?? previous;
  settleConfig({
    SEAL_KEY: sealing.key ?? key,
    ...(before ? { SEAL_KEY_PREVIOUS: before } : {}),
    SEAL_STATE: sealing.stateFile ?? join(embedded.folder, 'seal-state'),
    DATABASE_URL: embedded.url,
    NEXTAUTH_SECRET: secret ?? embedded.secrets.sessionSecret,
    NEXTAUTH_URL: kind === 'app' ? remembered(embedded.folder, publicUrl) : recalled(embedded.folder, publicUrl),
    TRACEBOOK_EMBEDDED: 'true',
  });
  return {
    embedded,
    close: async () => {
      await closePools();
      await embedded.close();
    },
  };
}

async function closePools(): Promise<void> {
  await Promise.all([closeDatabases(), closeForeignTables()]);
}

/** The app's address, so that a command can print links to an app that was given another port than the command was. */
function remembered(folder: string, publicUrl: string): string {
  writeFileSync(join(folder, 'address'), `${publicUrl}\n`);
  return publicUrl;
}

function recalled(folder: string, publicUrl: string): string {
  const file = join(folder, 'address');
  return publicUrl === usualAddress && existsSync(file) ? readFileSync(file, 'utf8').trim() : publicUrl;
}

export function migrate(url: string): Promise<void> {
  return migrateDatabase(url, `${project}/drizzle`);
}
