import { randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { askPrepared, database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, type Viewer } from '@/lib/viewer';
import type { Person } from './people';
import { withinReach } from './reach';

const { sessions, users } = schema;

/** How long a browser stays signed in, whatever it does meanwhile. */
export const sessionDays = 7;

/** Opens a session and returns its id, which is as good as a password: it belongs into an encrypted cookie only. */
export async function startSession(userId: string, userAgent: string | null): Promise<string> {
  const id = randomBytes(24).toString('base64url');
  await database('screens')
    .insert(sessions)
    .values({ id, userId, userAgent: userAgent?.slice(0, 200) ?? null, expiresAt: sql`now() + make_interval(days => ${sessionDays})` });
  return id;
}

/** The person whose session this is, as they are now; null when it has ended or they are disabled. One round trip. */
export async function findSession(id: string): Promise<Person | null> {
  const [person] = await askPrepared<Person & Record<string, unknown>>(
    database('look-ups'),
    sql`
      select u.id, u.email, u.name, u.role, u.orgs from sessions s join users u on u.id = s.user_id
      where s.id = ${id} and s.revoked_at is null and s.expires_at > now() and u.disabled_at is null`,
  );
  return person ?? null;
}

/** Signing out. Returns whose session it was, or null when it had ended already. */
export async function endSession(id: string): Promise<Person | null> {
  const [person] = await database('screens')
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .from(users)
    .where(and(eq(sessions.id, id), eq(users.id, sessions.userId), isNull(sessions.revokedAt)))
    .returning({ id: users.id, email: users.email, name: users.name, role: users.role, orgs: users.orgs });
  return person ?? null;
}

/** Ends every session of a person. @throws {AppError} `not-found` */
export async function endSessionsOf(viewer: Viewer, userId: string): Promise<{ id: string; name: string }> {
  assertMay(viewer, 'people:manage');
  const theirs = and(eq(users.id, userId), withinReach(viewer, users.orgs));
  const [person] = await database('screens').select({ id: users.id, name: users.name }).from(users).where(theirs).limit(1);
  if (!person) throw new AppError('not-found', 'There is no such person.');
  await database('screens')
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt)));
  return person;
}
