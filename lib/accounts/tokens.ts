import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { schema } from '@/db';
import { askPrepared, database } from '@/lib/database';
import { AppError } from '@/lib/errors';
import { assertMay, isPermission, may, type Permission, type Viewer } from '@/lib/viewer';
import { assertReaches, parseOrgs, withinReach } from './reach';

const { apiTokens } = schema;

/** A token as it is stored and listed; its secret is not among what is known of it. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly orgs: readonly string[];
  readonly source: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
  /** Revoked or expired. */
  readonly isOver: boolean;
}

export interface TokenInput {
  readonly name: string;
  readonly scopes: readonly string[];
  /** `*` for all organisations. */
  readonly orgs: readonly string[];
  /** For producers: the only source that the token may write. */
  readonly source?: string;
  /** Days until it expires; absent: it does not. */
  readonly days?: number;
}

/**
 * Makes a token and returns it with its text, `tb_<id>_<secret>`: the only time that the secret is seen.
 *
 * @throws {AppError} `malformed`; `not-permitted` for a scope that the maker does not have
 */
export async function createToken(viewer: Viewer, given: TokenInput): Promise<{ token: Token; text: string }> {
  assertMay(viewer, 'tokens:manage');
  const scopes = parseScopes(viewer, given.scopes);
  const orgs = parseOrgs(given.orgs);
  assertReaches(viewer, orgs);
  const id = randomBytes(9).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  const [row] = await database('screens')
    .insert(apiTokens)
    .values({
      id,
      name: parseLabel('name', given.name),
      hash: hashOf(secret),
      scopes: [...scopes],
      orgs,
      source: given.source ? parseSource(given.source) : null,
      createdBy: viewer.id,
      expiresAt: given.days === undefined ? null : sql`now() + make_interval(days => ${parseDays(given.days)})`,
    })
    .returning(columns);
  if (!row) throw new Error('An insert returned no row.');
  return { token: fromRow(row), text: `tb_${id}_${secret}` };
}

/** The token with this text, or null: unknown, revoked, expired and malformed look the same and cost the same. */
export async function findToken(text: string): Promise<Token | null> {
  const [, id = '', secret = ''] = /^tb_([0-9a-f]{18})_([A-Za-z0-9_-]{43})$/.exec(text) ?? [];
  const [row] = await askPrepared<Row & { hash: string; isStale: boolean }>(
    database('look-ups'),
    sql`
      select ${sql.join(selected, sql`, `)}, hash, last_used_at is null or last_used_at < now() - interval '1 minute' as "isStale"
      from api_tokens where id = ${id} and revoked_at is null and (expires_at is null or expires_at > now())`,
  );
  const matches = timingSafeEqual(Buffer.from(hashOf(secret)), Buffer.from(row?.hash ?? hashOf('')));
  if (!row || !matches) return null;
  if (row.isStale) await noteUse(row.id);
  return fromRow(row);
}

/** Newest first, revoked ones too: who could do what, and until when, is part of the story. */
export async function listTokens(viewer: Viewer): Promise<readonly Token[]> {
  assertMay(viewer, 'tokens:manage');
  const rows = await database('screens')
    .select(columns)
    .from(apiTokens)
    .where(withinReach(viewer, apiTokens.orgs))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id))
    .limit(1_000);
  return rows.map(fromRow);
}

/** @throws {AppError} `not-found` */
export async function revokeToken(viewer: Viewer, id: string): Promise<Token> {
  assertMay(viewer, 'tokens:manage');
  const [row] = await database('screens')
    .update(apiTokens)
    .set({ revokedAt: sql`coalesce(${apiTokens.revokedAt}, now())` })
    .where(and(eq(apiTokens.id, id), withinReach(viewer, apiTokens.orgs)))
    .returning(columns);
  if (!row) throw new AppError('not-found', 'There is no such token.');
  return fromRow(row);
}

/** RFC 3339 in UTC with six decimals, null where the column is. */
function rfc3339<T extends string | null = string>(column: AnyPgColumn) {
  return sql<T>`to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

const columns = {
  id: apiTokens.id,
  name: apiTokens.name,
  scopes: apiTokens.scopes,
  orgs: apiTokens.orgs,
  source: apiTokens.source,
  createdBy: apiTokens.createdBy,
  createdAt: rfc3339(apiTokens.createdAt),
  expiresAt: rfc3339<string | null>(apiTokens.expiresAt),
  revokedAt: rfc3339<string | null>(apiTokens.revokedAt),
  lastUsedAt: rfc3339<string | null>(apiTokens.lastUsedAt),
  isOver: sql<boolean>`${apiTokens.revokedAt} is not null or coalesce(${apiTokens.expiresAt} <= now(), false)`,
};

const selected = Object.entries(columns).map(([name, column]) => sql`${column} as ${sql.identifier(name)}`);

type Row = Omit<Token, 'scopes'> & { readonly scopes: readonly string[] };

/** A permission that was taken out of the product since is no longer a scope. */
function fromRow({ id, name, scopes, orgs, source, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt, isOver }: Row): Token {
  return { id, name, scopes: scopes.filter(isPermission), orgs, source, createdBy, createdAt, expiresAt, revokedAt, lastUsedAt, isOver };
}

/** Nobody hands on more than they have. */
function parseScopes(viewer: Viewer, scopes: readonly string[]): readonly Permission[] {
  const known = scopes.filter(isPermission).filter((scope) => scope !== 'org:*');
  if (known.length !== scopes.length || known.length === 0) {
    const message = 'A token needs at least one scope, and all of them must exist.';
    throw new AppError('malformed', message, { errors: [{ at: 'scopes', message }] });
  }
  const beyond = known.find((scope) => !may(viewer, scope));
  if (beyond) throw new AppError('not-permitted', `You cannot give ${beyond}, because you do not have it.`);
  return known;
}

function parseDays(days: number): number {
  if (Number.isInteger(days) && days >= 1 && days <= 3650) return days;
  const message = 'A token lives for 1 to 3650 days, or without end.';
  throw new AppError('malformed', message, { errors: [{ at: 'days', message }] });
}

/** Our own actions and the sample's are not to be forged. */
function parseSource(text: string): string {
  const source = parseLabel('source', text);
  if (!/^(tracebook|sample)(\/|$)/.test(source)) return source;
  const message = 'The sources tracebook and sample are ours alone.';
  throw new AppError('malformed', message, { errors: [{ at: 'source', message }] });
}

function parseLabel(at: 'name' | 'source', text: string): string {
  const label = text.trim();
  if (!/^[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,99}$/.test(label)) {
    const message = `A ${at} starts with a letter or digit and has up to 100 letters, digits, spaces and . _ / : -`;
    throw new AppError('malformed', message, { errors: [{ at, message }] });
  }
  return label;
}

async function noteUse(id: string): Promise<void> {
  await database('screens').update(apiTokens).set({ lastUsedAt: sql`now()` }).where(eq(apiTokens.id, id));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
