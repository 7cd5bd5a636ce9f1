import { sql } from 'drizzle-orm';
import type { AuditSource, MappedColumn } from '@/lib/config';
import { AppError } from '@/lib/errors';
import { connectionTo, dropPool, poolOf } from './tables';

/** Names by which teams call these things, the likeliest first. */
const usual = {
  created_at: [
    'created_at',
    'occurred_at',
    'happened_at',
    'performed_at',
    'event_time',
    'logged_at',
    'timestamp',
    'time',
    'at',
    'date',
    'inserted_at',
  ],
  action: ['action', 'event', 'event_name', 'event_type', 'action_name', 'action_type', 'verb', 'operation', 'activity'],
  actor_id: [
    'actor_id',
    'admin_id',
    'user_id',
    'performed_by',
    'created_by',
    'author_id',
    'whodunnit',
    'causer_id',
    'actor',
    'admin',
    'username',
    'user',
  ],
  actor_type: ['actor_type', 'user_type', 'causer_type'],
  actor_label: ['actor_label', 'actor_name', 'actor_email', 'user_email', 'admin_email', 'user_name', 'email'],
  on_behalf_of: ['on_behalf_of', 'impersonated_user_id', 'impersonator_id', 'acting_as'],
  subject_type: [
    'subject_type',
    'target_type',
    'entity_type',
    'resource_type',
    'object_type',
    'auditable_type',
    'item_type',
    'table_name',
    'model',
  ],
  subject_id: ['subject_id', 'target_id', 'entity_id', 'resource_id', 'object_id', 'auditable_id', 'item_id', 'record_id', 'row_id'],
  subject_label: ['subject_label', 'target_name', 'entity_name', 'resource_name', 'object_repr'],
  org_id: [
    'org_id',
    'organization_id',
    'organisation_id',
    'tenant_id',
    'account_id',
    'workspace_id',
    'team_id',
    'company_id',
    'org',
    'tenant',
  ],
  request_id: ['request_id', 'request_uuid', 'correlation_id', 'req_id'],
  trace_id: ['trace_id', 'traceparent'],
  feature: ['feature'],
  surface: ['surface', 'channel'],
  outcome: ['outcome', 'result', 'status'],
  before: ['before', 'old_values', 'old_data', 'old_value', 'previous', 'original'],
  after: ['after', 'new_values', 'new_data', 'new_value', 'current'],
  metadata: ['metadata', 'details', 'payload', 'data', 'context', 'properties', 'extra', 'changes', 'object_changes'],
} as const satisfies Partial<Record<MappedColumn, readonly string[]>>;

/** A beginning for `TRACEBOOK_SOURCES`, to be read and corrected by somebody who knows the table. */
export interface Proposal {
  readonly source: Omit<AuditSource, 'url'>;
  /** Columns of the table that the proposal leaves out: they stand in the metadata where that is the whole row. */
  readonly unused: readonly string[];
  /** What could not be found and is needed, in words. */
  readonly missing: readonly string[];
}

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly isKey: boolean;
}

/** @throws {AppError} `not-found` where there is no such table, or nothing of it may be seen */
export async function proposeMapping(at: Pick<AuditSource, 'name' | 'url' | 'table'>): Promise<Proposal> {
  const columns = await columnsOf(at);
  if (columns.length === 0) throw new AppError('not-found', `There is no table or view ${at.table}, or its user may not see it.`);
  return proposalFrom(at, columns);
}

export function proposalFrom({ name, table }: Pick<AuditSource, 'name' | 'table'>, columns: readonly TableColumn[]): Proposal {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const taken = new Set<string>();
  const found: Partial<Record<MappedColumn, string>> = {};
  for (const [mapped, names] of Object.entries(usual)) {
    const column = names.flatMap((one) => byName.get(one) ?? []).find((one) => !taken.has(one.name) && fits(mapped, one.type));
    if (!column) continue;
    taken.add(column.name);
    found[mapped as MappedColumn] = column.name;
  }
  const key = keyOf(columns);
  for (const one of key) taken.add(one);
  // A status of a request or a job says something else than how the action ended.
  if (found.outcome)
    found.outcome = `case when t.${found.outcome}::text in ('failure', 'failed', 'error', 'denied', 'false', 'f') then 'failure' else 'success' end`;
  const missing = [
    ...(found.created_at ? [] : ['created_at: no column looks like the time at which it happened']),
    ...(found.action ? [] : ["action: no column looks like what was done; an expression such as 'row.' || lower(t.operation) will do"]),
    ...(key.length > 0 ? [] : ['key: the table has no primary key; name columns that together are unique and never empty']),
  ];
  return {
    source: { name, table, key, columns: found },
    unused: columns.flatMap((one) => (taken.has(one.name) ? [] : [one.name])),
    missing,
  };
}

function fits(mapped: string, type: string): boolean {
  if (mapped === 'created_at') return /^timestamp|^date/.test(type);
  if (mapped === 'before' || mapped === 'after' || mapped === 'metadata') return /^json/.test(type);
  return true;
}

function keyOf(columns: readonly TableColumn[]): readonly string[] {
  const key = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
  if (key.length > 0) return key;
  return columns.some(({ name }) => name === 'id') ? ['id'] : [];
}

async function columnsOf(at: Pick<AuditSource, 'name' | 'url' | 'table'>): Promise<readonly TableColumn[]> {
  const connection = connectionTo({ ...at, key: [], columns: {} });
  try {
    return [
      ...(await poolOf(connection).execute<{ name: string; type: string; isKey: boolean }>(sql`
        select c.attname as name, format_type(c.atttypid, null) as type,
          exists (select from pg_index i where i.indrelid = c.attrelid and i.indisprimary and c.attnum = any(i.indkey)) as "isKey"
        from pg_attribute c
        where c.attrelid = to_regclass(${at.table}) and c.attnum > 0 and not c.attisdropped
        order by c.attnum`)),
    ];
  } finally {
    dropPool(connection);
  }
}
