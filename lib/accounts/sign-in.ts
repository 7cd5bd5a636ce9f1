import { and, eq, isNull } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { parseEmail } from './email';
import { passwordMatches } from './passwords';
import type { Person } from './people';

const { users } = schema;

/** The person who signs in with this address and password, or null. Works equally long either way. */
export async function checkPassword(email: string, password: string): Promise<Person | null> {
  const row = await findByEmail(email);
  if (!(await passwordMatches(row?.passwordHash ?? null, password)) || !row) return null;
  return { id: row.id, email: row.email, name: row.name, role: row.role, orgs: row.orgs };
}

async function findByEmail(text: string) {
  const email = emailOrNull(text);
  const [row] = await database('screens')
    .select()
    .from(users)
    .where(and(eq(users.email, email ?? ''), isNull(users.disabledAt)))
    .limit(1);
  return row;
}

/** A malformed address belongs to nobody; that is no reason to answer sooner. */
function emailOrNull(text: string): string | null {
  try {
    return parseEmail(text);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
