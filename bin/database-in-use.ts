import { migrateDatabase } from '@/db';
import { launch, settleConfig } from '@/lib/config';
import { closeDatabases } from '@/lib/database';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@/lib/embedded-postgres';
import { project } from './project';
import type { Reporter } from './reporter';

export interface DatabaseInUse {
  /** Null with DATABASE_URL. */
  readonly embedded: EmbeddedPostgres | null;
  close(): Promise<void>;
}

/** The database of this installation, ready to be asked through lib's rooms: the one of DATABASE_URL, else our own server. */
export async function openDatabaseInUse(kind: 'app' | 'command', label: string, reporter: Reporter): Promise<DatabaseInUse> {
  const { databaseUrl, dataFolder, publicUrl, secret } = launch();
  if (databaseUrl) {
    // An absent secret stays absent, so that the configuration names it.
    settleConfig({ DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: secret ?? '', NEXTAUTH_URL: publicUrl, TRACEBOOK_EMBEDDED: 'false' });
    return { embedded: null, close: closeDatabases };
  }
  const embedded = await openEmbeddedPostgres({
    project,
    ...(dataFolder ? { folder: dataFolder } : {}),
    user: { kind, label },
    say: reporter.say,
  });
  settleConfig({
    DATABASE_URL: embedded.url,
    NEXTAUTH_SECRET: secret ?? embedded.secrets.sessionSecret,
    NEXTAUTH_URL: publicUrl,
    TRACEBOOK_EMBEDDED: 'true',
  });
  return {
    embedded,
    close: async () => {
      await closeDatabases();
      await embedded.close();
    },
  };
}

export function migrate(url: string): Promise<void> {
  return migrateDatabase(url, `${project}/drizzle`);
}
