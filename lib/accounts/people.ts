import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { type Database, schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, type Role, roles, type Viewer } from '@/lib/viewer';
import { assertReaches, parseOrgs, withinReach } from './reach';
import { endSessionsOf } from './sessions';

const { sessions, users } = schema;

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
  const isOpen = sql`${sessions.revokedAt} is null and ${sessions.expiresAt} > now()`;
  return database('screens')
    .select({
      ...personColumns,
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

/**
 * Answers the person as they were and as they are.
 *
 * @throws {AppError} `conflict` when nobody would be left to administer this installation
 */
export async function changeRole(viewer: Viewer, id: string, given: { role: Role; orgs: readonly string[] }): Promise<Changed> {
  const orgs = parseOrgs(given.orgs);
  assertReaches(viewer, orgs);
  return changePerson(viewer, id, { role: given.role, orgs });
}

/** Ends their sessions too. @throws {AppError} `conflict` when nobody would be left to administer this installation. */
export async function disablePerson(viewer: Viewer, id: string): Promise<Person> {
  const { after } = await changePerson(viewer, id, { disabledAt: sql`now()` });
  await endSessionsOf(viewer, id);
  return after;
}

export async function enablePerson(viewer: Viewer, id: string): Promise<Person> {
  return (await changePerson(viewer, id, { disabledAt: null })).after;
}

type Change = { role: Role; orgs: string[] } | { disabledAt: SQL | null };

interface Changed {
  readonly before: Person;
  readonly after: Person;
}

async function changePerson(viewer: Viewer, id: string, change: Change): Promise<Changed> {
  assertMay(viewer, 'people:manage');
  return database('screens').transaction(async (tx) => {
    // One change at a time, or two administrators could remove each other.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('tracebook people'))`);
    const theirs = and(eq(users.id, id), withinReach(viewer, users.orgs));
    const [before] = await tx.select(personColumns).from(users).where(theirs).limit(1);
    const [after] = await tx.update(users).set(change).where(theirs).returning(personColumns);
    if (!before || !after) throw new AppError('not-found', 'There is no such person.');
    if (!(await hasAdministrator(tx))) throw new AppError('conflict', 'Somebody must be left who can administer this installation.');
    return { before, after };
  });
}

/** Whether anybody could let others in. Inside a transaction, as that one sees it. */
export async function hasAdministrator(on: Pick<Database, 'select'> = database('screens')): Promise<boolean> {
  const isActive = and(eq(users.role, 'admin'), isNull(users.disabledAt));
  const [found] = await on.select({ id: users.id }).from(users).where(isActive).limit(1);
  return found !== undefined;
}

export const personColumns = { id: users.id, email: users.email, name: users.name, role: users.role, orgs: users.orgs };

/** @throws {AppError} `malformed` */
export function parseRole(text: string | null): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new AppError('malformed', 'There is no such role.', { errors: [{ at: 'role', message: 'Choose a role.' }] });
  return role;
}
