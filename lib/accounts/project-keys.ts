import { randomBytes } from 'node:crypto';
import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { schema } from '@/db';
import { config } from '@/lib/config';
import { database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { assertReaches, parseOrgs } from './reach';

const { projectKeys } = schema;

/** A key by which SDKs of Sentry and PostHog send, as it is stored and listed. */
export interface ProjectKey {
  /** The number in the path of its DSN, where SDKs demand one. */
  readonly id: string;
  readonly key: string;
  readonly project: string;
  /** The organisation of all that comes by it; null: of none, or, where the key is `server`, of the one that an event names. */
  readonly orgId: string | null;
  /** `client`: everybody can read the key in a browser, and nothing that comes by it is believed about organisations. */
  readonly trust: 'server' | 'client';
  readonly createdBy: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

export interface ProjectKeyInput {
  readonly project: string;
  readonly org?: string | undefined;
  readonly trust: 'server' | 'client';
}

/** @throws {AppError} `malformed`; `not-permitted` for an organisation that the maker does not see, or for all of them */
export async function createProjectKey(viewer: Viewer, { project, org, trust }: ProjectKeyInput): Promise<ProjectKey> {
  assertMay(viewer, 'tokens:manage');
  const [orgId = '*'] = org === undefined ? ['*'] : parseOrgs([org]);
  assertReaches(viewer, [orgId]);
  const [row] = await database('screens')
    .insert(projectKeys)
    .values({
      key: randomBytes(16).toString('hex'),
      project: parseProject(project),
      orgId: orgId === '*' ? null : orgId,
      trust,
      createdBy: viewer.id,
    })
    .returning(columns);
  if (!row) throw new Error('An insert returned no row.');
  return row;
}

/** Newest first, revoked ones too. */
export async function listProjectKeys(viewer: Viewer): Promise<readonly ProjectKey[]> {
  assertMay(viewer, 'tokens:manage');
  return database('screens').select(columns).from(projectKeys).where(reachedBy(viewer)).orderBy(desc(projectKeys.id)).limit(1_000);
}

/** @throws {AppError} `not-found` */
export async function revokeProjectKey(viewer: Viewer, id: string): Promise<ProjectKey> {
  assertMay(viewer, 'tokens:manage');
  const [row] = await database('screens')
    .update(projectKeys)
    .set({ revokedAt: sql`coalesce(${projectKeys.revokedAt}, now())` })
    .where(and(isNumbered(id), reachedBy(viewer)))
    .returning(columns);
  if (!row) throw new AppError('not-found', 'There is no such DSN.');
  return row;
}

/** The key of that number, or null: unknown, revoked and of another number look the same. */
export async function findProjectKey(id: string, key: string): Promise<ProjectKey | null> {
  const [row] = await database('screens')
    .select(columns)
    .from(projectKeys)
    .where(and(eq(projectKeys.key, key), isNumbered(id), isNull(projectKeys.revokedAt)))
    .limit(1);
  return row ?? null;
}

/** The key that stands behind a token, or null: unknown and revoked look the same. */
export async function findTokenKey(token: string): Promise<ProjectKey | null> {
  const [, key] = /^phc_([0-9a-f]{32})$/.exec(token) ?? [];
  if (key === undefined) return null;
  const [row] = await database('screens')
    .select(columns)
    .from(projectKeys)
    .where(and(eq(projectKeys.key, key), isNull(projectKeys.revokedAt)))
    .limit(1);
  return row ?? null;
}

/** What an SDK of PostHog is given: `phc_2c1f…` */
export function printToken({ key }: ProjectKey): string {
  return `phc_${key}`;
}

/** What an SDK of Sentry is given: `https://2c1f…@tracebook.example.com/3`. */
export function printDsn({ id, key }: ProjectKey): string {
  const { protocol, host, pathname } = config().publicUrl;
  return `${protocol}//${key}@${host}${pathname.replace(/\/$/, '')}/${id}`;
}

function isNumbered(id: string): SQL {
  return sql`${projectKeys.id} = ${/^[1-9]\d{0,17}$/.test(id) ? id : '0'}::bigint`;
}

/** A key of no organisation is seen by those who see all. */
function reachedBy(viewer: Viewer): SQL | undefined {
  const scope = orgScope(viewer);
  return scope === null ? undefined : sql`${projectKeys.orgId} = any(${sql.param([...scope])}::text[])`;
}

function parseProject(text: string): string {
  const project = text.trim();
  if (/^[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,99}$/.test(project) && !/^sample(\/|$)/.test(project)) return project;
  const message = 'A project starts with a letter or digit, has up to 100 letters, digits and . _ / : -, and is not the sample.';
  throw new AppError('malformed', message, { errors: [{ at: 'project', message }] });
}

/** RFC 3339 in UTC with six decimals, null where the column is. */
function rfc3339<T extends string | null = string>(column: AnyPgColumn) {
  return sql<T>`to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

const columns = {
  id: sql<string>`${projectKeys.id}::text`,
  key: projectKeys.key,
  project: projectKeys.project,
  orgId: projectKeys.orgId,
  trust: projectKeys.trust,
  createdBy: projectKeys.createdBy,
  createdAt: rfc3339(projectKeys.createdAt),
  revokedAt: rfc3339<string | null>(projectKeys.revokedAt),
};
