import { randomBytes } from 'node:crypto';
import { afterAll } from 'vitest';
import { closeDatabases } from '@/lib/database';
import { newDatabase } from './new-database';

/**
 * A migrated database of its own for one test file, dropped when the file is done; the configuration of the test's process
 * points at it, so that lib's rooms use it as they would in production.
 */
export async function freshDatabase(): Promise<string> {
  const { url, drop } = await newDatabase();
  afterAll(async () => {
    await closeDatabases();
    await drop();
  });
  Object.assign(process.env, {
    DATABASE_URL: url,
    NEXTAUTH_SECRET: randomBytes(32).toString('hex'),
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
  });
  return url;
}
