import { type SQL, sql } from 'drizzle-orm';
import type { AuditSource, MappedColumn } from '@/lib/config';

/** The types of what a mapping gives, by the name of the column, as Postgres prints them. */
export type Types = Readonly<Partial<Record<MappedColumn | `key_${number}`, string>>>;

/** A column by its bare name, or an expression over the table `t`. Configuration, not input: whoever writes it may read the table. */
export function expressionSql(text: string): SQL {
  return /^[A-Za-z_][A-Za-z0-9_$]*$/.test(text) ? sql.raw(`t.${quoted(text)}`) : sql.raw(`(${text})`);
}

export function tableSql({ table }: Pick<AuditSource, 'table'>): SQL {
  const parts = table.split('.').map((part) => quoted(part.replace(/^"(.*)"$/, '$1')));
  return sql.raw(`${parts.join('.')} as t`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What is asked first: nothing but the types. */
export function typesStatement(source: AuditSource): SQL {
  const columns = [...Object.entries(source.columns), ...source.key.map((key, n) => [`key_${n + 1}`, key] as const)];
  const list = columns.map(([name, text]) => sql`pg_typeof(${expressionSql(text)})::text as ${sql.identifier(name)}`);
  return sql`select ${sql.join(list, sql`, `)} from (select 1) as one left join (select * from ${tableSql(source)} limit 1) as t on true`;
}

const plainTexts = [
  'actor_id',
  'actor_type',
  'actor_label',
  'on_behalf_of',
  'subject_type',
  'subject_id',
  'subject_label',
  'org_id',
  'request_id',
  'trace_id',
  'feature',
  'surface',
] as const satisfies readonly MappedColumn[];

/** Types that are compared as they are, so that an index on the column serves. */
const exactTypes: Readonly<Record<string, RegExp>> = {
  smallint: /^-?\d{1,4}$/,
  integer: /^-?\d{1,9}$/,
  bigint: /^-?\d{1,18}$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
};

/**
 * The table under the names and types of `admin_actions`, as `a`: what a question does not touch, Postgres drops. A mapped
 * time without a zone is taken for UTC.
 */
export function mappedTable(source: AuditSource, types: Types): SQL {
  const { columns, key } = source;
  const of = (name: MappedColumn) => (columns[name] === undefined ? null : expressionSql(columns[name]));
  const asText = (name: MappedColumn) => {
    const given = of(name);
    return given ? sql`${given}::text` : sql`null::text`;
  };
  const keys = key.map((one, n) => sql`${expressionSql(one)} as ${sql.identifier(`key_${n + 1}`)}`);
  const exact = plainTexts.flatMap((name) => {
    const given = of(name);
    return given && exactTypes[types[name] ?? ''] ? [sql`${given} as ${sql.identifier(`exact_${name}`)}`] : [];
  });
  const list = [
    ...keys,
    ...exact,
    ...plainTexts.map((name) => sql`${asText(name)} as ${sql.identifier(name)}`),
    sql`${instant(of('created_at'), types.created_at)} as created_at`,
    sql`${instant(of('recorded_at'), types.recorded_at)} as recorded_at`,
    sql`${of('event_id') ? asText('event_id') : keyText(source)} as event_id`,
    sql`${asText('action')} as action`,
    sql`${outcome(asText('outcome'))} as outcome`,
    sql`${source.name}::text as source`,
    sql`null::bigint as import_id`,
    sql`'{}'::text[] as flags`,
    sql`${metadata(of, types)} as metadata`,
  ];
  return sql`(select ${sql.join(list, sql`, `)} from ${tableSql(source)})`;
}

/** The condition that a column of `a` equals a text, by its own type; null where it is compared as text. */
export function exactCondition(column: string, { types }: { readonly types: Types }, text: string): SQL | null {
  const type = types[column as MappedColumn];
  const form = exactTypes[type ?? ''];
  if (!form || !(plainTexts as readonly string[]).includes(column)) return null;
  return form.test(text) ? sql`a.${sql.identifier(`exact_${column}`)} = ${text}::${sql.raw(type ?? '')}` : sql`false`;
}

/** Rows that have no event ID are told apart by their key. */
function keyText({ key }: AuditSource): SQL {
  return sql`concat_ws(',', ${sql.join(key.map(expressionSql), sql`, `)})`;
}

function instant(given: SQL | null, type: string | undefined): SQL {
  if (!given) return sql`null::timestamptz`;
  if (type === 'timestamp with time zone') return given;
  if (type === 'timestamp without time zone' || type === 'date') return sql`(${given} at time zone 'UTC')`;
  return sql`${given}::timestamptz`;
}

function outcome(given: SQL): SQL {
  return sql`case when ${given} in ('success', 'failure') then ${given} else 'unknown' end`;
}

/** Without a mapping the whole row; `before`, `after` and `changes` are put beside it under the names by which differences are shown. */
function metadata(of: (name: MappedColumn) => SQL | null, types: Types): SQL {
  const given = of('metadata');
  const asJson = (value: SQL, type: string | undefined) => (type === 'jsonb' ? value : sql`to_jsonb(${value})`);
  const base = given
    ? sql`case jsonb_typeof(${asJson(given, types.metadata)}) when 'object' then ${asJson(given, types.metadata)} else jsonb_build_object('value', ${asJson(given, types.metadata)}) end`
    : sql`to_jsonb(t)`;
  const parts = (['before', 'after', 'changes'] as const).flatMap((name) => {
    const value = of(name);
    return value
      ? [
          sql`case when ${value} is null then '{}'::jsonb else jsonb_build_object(${sql.raw(`'${name}'`)}, ${asJson(value, types[name])}) end`,
        ]
      : [];
  });
  return sql.join([base, ...parts], sql` || `);
}
