import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, type Role, type Viewer } from '@/lib/viewer';
import { parseEmail } from './email';
import { hashPassword } from './passwords';
import { hasAdministrator, type Person, personColumns } from './people';
import { assertReaches, parseOrgs, withinReach } from './reach';

const { sessions, signInLinks, users } = schema;

export interface LinkInput {
  /** `first` works only while no administrator exists; `recovery` gives an account a new password, or makes it. */
  readonly kind: 'first' | 'invitation' | 'recovery';
  /** Absent: the first administrator says it in the form. */
  readonly email?: string;
  /** For a recovery, what somebody without an account becomes; who has one keeps theirs. */
  readonly role: Role;
  readonly orgs: readonly string[];
}

/** What the form behind a link may show before the link is spent. */
export interface SignInLink {
  readonly kind: LinkInput['kind'];
  readonly email: string | null;
  readonly role: Role;
}

const minutes = { first: 15, recovery: 15, invitation: 24 * 60 };

/**
 * Makes a one-time link and returns its path, `/sign-in/link?secret=…`: the only time that the secret is seen.
 *
 * @throws {AppError} `conflict` for a first link when there is an administrator already
 */
export async function createSignInLink({ kind, email, role, orgs }: LinkInput): Promise<string> {
  if (kind === 'first' && (await hasAdministrator())) throw new AppError('conflict', 'There is an administrator already.');
  const secret = randomBytes(32).toString('base64url');
  await database('screens')
    .insert(signInLinks)
    .values({
      hash: hashOf(secret),
      kind,
      email: email === undefined ? null : parseEmail(email),
      role,
      orgs: [...orgs],
      expiresAt: sql`now() + make_interval(mins => ${minutes[kind]})`,
    });
  return `/sign-in/link?secret=${secret}`;
}

/** A link for somebody new, with what is stored of them. @throws {AppError} `conflict` when it has an account. */
export async function invitePerson(viewer: Viewer, given: { email: string; role: Role; orgs: readonly string[] }) {
  assertMay(viewer, 'people:manage');
  const email = parseEmail(given.email);
  const orgs = parseOrgs(given.orgs);
  assertReaches(viewer, orgs);
  const [known] = await database('screens').select({ id: users.id }).from(users).where(eq(users.email, email)).limit(1);
  if (known) throw alreadyKnown();
  return { path: await createSignInLink({ kind: 'invitation', email, role: given.role, orgs }), email, orgs };
}

/** A link with which somebody who lost their password sets a new one. */
export async function createRecoveryLink(viewer: Viewer, id: string) {
  assertMay(viewer, 'people:manage');
  const [person] = await database('screens')
    .select()
    .from(users)
    .where(and(eq(users.id, id), withinReach(viewer, users.orgs)))
    .limit(1);
  if (!person) throw new AppError('not-found', 'There is no such person.');
  const { email, name, role, orgs } = person;
  return { path: await createSignInLink({ kind: 'recovery', email, role, orgs }), person: { id, name } };
}

/** What the link is for, without spending it: mail scanners and chat previews open links too. Null when it no longer works. */
export async function peekSignInLink(secret: string): Promise<SignInLink | null> {
  const [link] = await database('screens').select().from(signInLinks).where(isOpen(secret)).limit(1);
  if (!link || (link.kind === 'first' && (await hasAdministrator()))) return null;
  return { kind: link.kind, email: link.email, role: link.role };
}

/**
 * Spends the link: makes the account, or gives it a new password and ends its sessions. Either all of it happens or none.
 *
 * @throws {AppError} `not-found` when the link was spent, has expired or never was; `malformed`; `conflict`
 */
export async function spendSignInLink(secret: string, given: { email: string; name: string; password: string }): Promise<Person> {
  const peeked = await peekSignInLink(secret);
  if (!peeked) throw gone();
  const email = peeked.email ?? parseEmail(given.email);
  const name = parseName(given.name);
  const passwordHash = await hashPassword(given.password);
  return database('screens').transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('tracebook people'))`);
    const [link] = await tx.update(signInLinks).set({ spentAt: sql`now()` }).where(isOpen(secret)).returning();
    if (!link) throw gone();
    if (link.kind === 'first' && (await hasAdministrator(tx))) throw gone();
    const [known] = await tx.select().from(users).where(eq(users.email, email)).limit(1);
    if (known && link.kind === 'invitation') throw alreadyKnown();
    const [person] = known
      ? await tx
          .update(users)
          .set({ name, passwordHash, disabledAt: null, ...(link.kind === 'first' ? { role: link.role, orgs: link.orgs } : {}) })
          .where(eq(users.id, known.id))
          .returning(personColumns)
      : await tx
          .insert(users)
          .values({ id: randomUUID(), email, name, role: link.role, orgs: link.orgs, passwordHash })
          .returning(personColumns);
    if (!person) throw gone();
    await tx
      .update(sessions)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(sessions.userId, person.id), isNull(sessions.revokedAt)));
    return person;
  });
}

function isOpen(secret: string) {
  return and(eq(signInLinks.hash, hashOf(secret)), isNull(signInLinks.spentAt), sql`${signInLinks.expiresAt} > now()`);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function parseName(text: string): string {
  const name = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (name.length === 0 || name.length > 100 || /[\u0000-\u001f\u007f]/.test(name)) {
    const message = 'A name has 1 to 100 characters.';
    throw new AppError('malformed', message, { errors: [{ at: 'name', message }] });
  }
  return name;
}

function gone(): AppError {
  return new AppError('not-found', 'This link has been used or has expired. Ask for a new one.');
}

function alreadyKnown(): AppError {
  const message = 'Somebody with this address has an account already.';
  return new AppError('conflict', message, { errors: [{ at: 'email', message }] });
}
