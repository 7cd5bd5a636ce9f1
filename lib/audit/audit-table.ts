import { type SQL, sql } from 'drizzle-orm';
import type { ColumnKey } from '@/lib/address';
import { askForScreen, askPrepared, database, type Patience } from '@/lib/database';
import { exactCondition, type ForeignTable } from '@/lib/foreign-tables';
import { orgScope, type Viewer } from '@/lib/viewer';
import { type Dialect, ours } from './dialect';
import { inOrgs, visibleTo } from './scope';

/** A table that holds actions, asked under the alias `a`: ours, or one of another team under the same names. */
export interface AuditTable {
  /** Among rows of the same microsecond tables stand in the order of their names. Cursors name it too. */
  readonly name: string;
  readonly from: SQL;
  /** What tells its rows apart, in the order in which rows of the same microsecond stand. */
  readonly keys: readonly { readonly name: string; readonly type: string }[];
  readonly dialect: Dialect;
  /** What this viewer may see of it. */
  readonly visible: SQL;
  readonly ask: <Row extends Record<string, unknown>>(statement: SQL, options?: Patience) => Promise<readonly Row[]>;
}

/** @throws {AppError} `not-permitted` */
export function ownTable(viewer: Viewer): AuditTable {
  return {
    name: 'admin_actions',
    from: sql`admin_actions`,
    keys: [{ name: 'id', type: 'bigint' }],
    dialect: ours,
    visible: visibleTo(viewer),
    ask: askForScreen,
  };
}

/** The same table for what keys lead to, in words that are always the same. */
export function lookUpTable(table: AuditTable): AuditTable {
  return table.dialect.isOurs ? { ...table, ask: (statement) => askPrepared(database('look-ups'), statement) } : table;
}

/** The same table for a question of a screen that is put in the same words whatever is asked for. */
export function plannedOnce(table: AuditTable): AuditTable {
  return table.dialect.isOurs
    ? { ...table, ask: (statement, options) => askForScreen(statement, { ...options, pool: 'look-ups' }) }
    : table;
}

/** Null where nothing in the table says which rows this viewer may see. */
export function foreignTable(viewer: Viewer, table: ForeignTable): AuditTable | null {
  const orgs = orgScope(viewer);
  if (orgs !== null && !table.hasOrgs) return null;
  return {
    name: table.name,
    from: table.from,
    keys: table.keyTypes.map((type, n) => ({ name: `key_${n + 1}`, type })),
    dialect: { isOurs: false, equals: (key, text) => exactCondition(columnNames[key] ?? key, table, text) },
    visible: orgs === null ? sql`true` : inOrgs(orgs),
    ask: table.ask,
  };
}

const columnNames: Partial<Record<ColumnKey, string>> = {
  actor: 'actor_id',
  as: 'on_behalf_of',
  subject: 'subject_id',
  org: 'org_id',
  request: 'request_id',
  trace: 'trace_id',
};

/** A key of several parts as one text, and back. */
export function keyText(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

export function keyParts(text: string): readonly string[] {
  return text.split(',').map((part) => part.replaceAll('%2C', ',').replaceAll('%25', '%'));
}

/** The parts of a key as values of their columns. Null where the text is no key of this table. */
export function keyValues(table: AuditTable, text: string): readonly SQL[] | null {
  return keyTexts(table, text)?.map((part, n) => sql`${part}::${sql.raw(table.keys[n]?.type ?? 'text')}`) ?? null;
}

function keyTexts({ keys }: AuditTable, text: string): readonly string[] | null {
  const parts = keyParts(text);
  if (parts.length !== keys.length || parts.some((part) => part.includes('\0'))) return null;
  return keys.every(({ type }, n) => isOfType(parts[n] ?? '', type)) ? parts : null;
}

/** The rows of these keys; those that are no keys of this table are left out. Null where none is left. A key of one part is asked for by one list. */
export function isAnyOf(table: AuditTable, texts: readonly string[]): SQL | null {
  const names = table.keys.map(({ name }) => sql`a.${sql.identifier(name)}`);
  const [only, ...more] = table.keys;
  if (only && more.length === 0) {
    const values = texts.flatMap((text) => keyTexts(table, text) ?? []);
    return values.length === 0 ? null : sql`${names[0]} = any(${sql.param(values)}::${sql.raw(only.type)}[])`;
  }
  const tuples = texts.flatMap((text) => {
    const values = keyValues(table, text);
    return values ? [sql`(${sql.join([...values], sql`, `)})`] : [];
  });
  return tuples.length === 0 ? null : sql`(${sql.join(names, sql`, `)}) in (${sql.join(tuples, sql`, `)})`;
}

/** What Postgres would refuse to read as a key was never one. */
function isOfType(text: string, type: string): boolean {
  if (/^(smallint|integer|bigint)$/.test(type)) return /^-?\d{1,18}$/.test(text);
  if (type === 'uuid') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
  return true;
}
