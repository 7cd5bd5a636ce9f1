import { sql } from 'drizzle-orm';
import { migrationCount } from '@/db';
import { isOutage } from './outage';
import { database } from './pools';

/** What keeps an installation from serving: a code for strangers, the sentence for who runs it. */
export const unreadyReasons = {
  'database-unavailable': 'The database does not answer. Look at its log, and at DATABASE_URL.',
  'migrations-pending': 'The database is older than this version. Run npx tracebook migrate, or start one instance that may migrate.',
} as const;

export type UnreadyReason = keyof typeof unreadyReasons;

/** A database that accepts a question and never answers it is as good as none. */
const patienceMs = 2_000;

/** Why this process cannot serve right now; empty when it can. */
export async function findUnreadyReasons(): Promise<readonly UnreadyReason[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly UnreadyReason[]>((tell) => {
    timer = setTimeout(() => tell(['database-unavailable']), patienceMs);
  });
  return Promise.race([askDatabase(), late]).finally(() => clearTimeout(timer));
}

async function askDatabase(): Promise<readonly UnreadyReason[]> {
  try {
    const [row] = await database('system').execute<{ applied: number }>(
      sql`select count(*)::int as applied from drizzle.__drizzle_migrations`,
    );
    return (row?.applied ?? 0) < migrationCount ? ['migrations-pending'] : [];
  } catch (error) {
    if (isOutage(error)) return ['database-unavailable'];
    if (codeOf(error) === undefinedTable || codeOf(error) === undefinedSchema) return ['migrations-pending'];
    throw error;
  }
}

const undefinedTable = '42P01';
const undefinedSchema = '3F000';

function codeOf(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause ? cause.code : null;
}
