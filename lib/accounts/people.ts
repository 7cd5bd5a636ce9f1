import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, type Role, type Viewer } from '@/lib/viewer';
import { assertReaches, parseOrgs, withinReach } from './reach';
import { endSessionsOf } from './sessions';

/** Somebody with an account. An organisation `*` means all of them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly orgs: readonly string[];
}

export interface PersonRow extends Person {
  readonly isDisabled: boolean;
  readonly openSessions: number;
  readonly lastSignedInAt: string | null;
}

/** Everybody, by name. The list of people is short by nature, so it is not paged. */
export async function listPeople(viewer: Viewer): Promise<readonly PersonRow[]> {
  assertMay(viewer, 'people:manage');
  const { users, sessions } = schema;
  const isOpen = sql`${sessions.revokedAt} is null and ${sessions.expiresAt} > now()`;
  return database('screens')
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      role: users.role,
      orgs: users.orgs,
      isDisabled: sql<boolean>`${users.disabledAt} is not null`,
      openSessions: sql<number>`count(${sessions.id}) filter (where ${isOpen})::int`,
      lastSignedInAt: sql<string | null>`to_char(max(${sessions.createdAt}), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
    })
    .from(users)
    .leftJoin(sessions, eq(sessions.userId, users.id))
    .where(withinReach(viewer, users.orgs))
    .groupBy(users.id)
    .orderBy(asc(users.name), asc(users.id))
    .limit(1_000);
}

/** @throws {AppError} `conflict` when nobody would be left to administer this installation. */
export async function changeRole(viewer: Viewer, id: string, given: { role: Role; orgs: readonly string[] }): Promise<Person> {
  const orgs = parseOrgs(given.orgs);
  assertReaches(viewer, orgs);
  return changePerson(viewer, id, { role: given.role, orgs });
}

/** Ends their sessions too. @throws {AppError} `conflict` when nobody would be left to administer this installation. */
export async function disablePerson(viewer: Viewer, id: string): Promise<Person> {
  const person = await changePerson(viewer, id, { disabledAt: sql`now()` });
  await endSessionsOf(viewer, id);
  return person;
}

export async function enablePerson(viewer: Viewer, id: string): Promise<Person> {
  return changePerson(viewer, id, { disabledAt: null });
}

type Change = { role: Role; orgs: string[] } | { disabledAt: ReturnType<typeof sql> | null };

async function changePerson(viewer: Viewer, id: string, change: Change): Promise<Person> {
  assertMay(viewer, 'people:manage');
  return database('screens').transaction(async (tx) => {
    // One change at a time, or two administrators could remove each other.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('tracebook people'))`);
    const [person] = await tx
      .update(schema.users)
      .set(change)
      .where(and(eq(schema.users.id, id), withinReach(viewer, schema.users.orgs)))
      .returning();
    if (!person) throw new AppError('not-found', 'There is no such person.');
    const [left] = await tx
      .select({ id: schema.users.id })
      .from(schema.users)
      .where(and(eq(schema.users.role, 'admin'), isNull(schema.users.disabledAt)))
      .limit(1);
    if (!left) throw new AppError('conflict', 'Somebody must be left who can administer this installation.');
    return { id: person.id, email: person.email, name: person.name, role: person.role, orgs: person.orgs };
  });
}
