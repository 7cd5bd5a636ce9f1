import { sql } from 'drizzle-orm';
import type { PrintedName } from '@/lib/audit';
import { version } from '@/lib/config';
import type { FileForm } from './file-form';
import { jsonForm } from './json-form';
import { arrayLine, rowsFrom } from './json-rows';

/**
 * OCSF 1.x, one event a line: Entity Management (3004) for what was done to a thing, API Activity (6003) for the rest. What has no place there
 * stands under `unmapped`. JSON inside JSON is the text that Postgres prints, put in as it is. The last line is the trailer, as in JSON Lines.
 *
 * @see https://schema.ocsf.io/classes/entity_management
 */
export const ocsfForm: FileForm = {
  ...jsonForm,
  extension: 'ocsf.jsonl',
  line: (columns, names) => {
    const side = (name: 'before' | 'after') => (names.includes('metadata') ? sql`(${columns.metadata} -> ${name}::text)::text` : sql`null`);
    const reason = names.includes('metadata') ? sql`${columns.metadata} ->> 'reason'` : sql`null`;
    return arrayLine(columns, names, [millis, side('before'), side('after'), reason]);
  },
  writer: (about) => {
    const writer = jsonForm.writer?.(about);
    if (!writer) throw new Error('JSON Lines have a writer.');
    return {
      ...writer,
      page: (lines) => [
        Buffer.from(
          rowsFrom(lines)
            .map((row) => `${eventOf(about.names, row)}\n`)
            .join(''),
        ),
      ],
    };
  },
};

/** Null beyond the years of four digits; `original_time` has it then. */
const millis = sql`case when a.created_at >= '0001-01-01Z'::timestamptz and a.created_at < '10000-01-01Z'::timestamptz
  then trunc(extract(epoch from a.created_at) * 1000)::text end`;

/** By the last word of an action: `customer.update`. */
const activities: Readonly<Record<string, readonly [id: number, name: string]>> = {
  create: [1, 'Create'],
  add: [1, 'Create'],
  read: [2, 'Read'],
  get: [2, 'Read'],
  list: [2, 'Read'],
  view: [2, 'Read'],
  search: [2, 'Read'],
  update: [3, 'Update'],
  change: [3, 'Update'],
  patch: [3, 'Update'],
  set: [3, 'Update'],
  delete: [4, 'Delete'],
  remove: [4, 'Delete'],
  move: [5, 'Move'],
  enable: [8, 'Enable'],
  disable: [9, 'Disable'],
  suspend: [12, 'Suspend'],
  resume: [13, 'Resume'],
};

const outcomes: Readonly<Record<string, readonly [id: number, name: string]>> = { success: [1, 'Success'], failure: [2, 'Failure'] };

function eventOf(names: readonly PrintedName[], row: readonly (string | null)[]): string {
  const at = (name: PrintedName) => (names.includes(name) ? (row[names.indexOf(name)] ?? null) : null);
  const [time, before, after, reason] = row.slice(names.length);
  const action = at('action') ?? '';
  const isOnThing = at('subject_id') !== null || at('subject_type') !== null;
  const [classUid, category] = isOnThing ? [3004, 3] : [6003, 6];
  const [activity, activityName] = activityOf(action, isOnThing);
  const [status, statusName] = outcomes[at('outcome') ?? ''] ?? [0, 'Unknown'];
  const entity = { type: at('subject_type'), uid: at('subject_id'), name: at('subject_label') };
  return object({
    class_uid: classUid,
    category_uid: category,
    activity_id: activity,
    activity_name: activityName,
    type_uid: classUid * 100 + activity,
    severity_id: 1,
    time: raw(time ?? '0'),
    status_id: status,
    status: statusName,
    message: action,
    metadata: raw(
      object({
        version: '1.4.0',
        product: raw(object({ name: 'Tracebook', vendor_name: 'Tracebook', version })),
        uid: at('ref'),
        original_event_uid: at('event_id'),
        original_time: at('created_at'),
        correlation_uid: at('request_id'),
        log_name: at('source'),
        profiles: at('trace_id') === null ? null : raw('["trace"]'),
      }),
    ),
    actor: raw(actorOf(at)),
    trace: at('trace_id') === null ? null : raw(object({ uid: at('trace_id') })),
    comment: reason ?? null,
    ...(isOnThing
      ? {
          entity: raw(object({ ...entity, data: before ? raw(before) : null })),
          entity_result: after ? raw(object({ ...entity, data: raw(after) })) : null,
        }
      : { api: raw(object({ operation: action })), src_endpoint: raw(object({ svc_name: at('source') })) }),
    unmapped: raw(unmappedOf(at)),
  });
}

function activityOf(action: string, isOnThing: boolean): readonly [number, string] {
  const word = /[a-z]+(?=[^a-zA-Z]*$)/.exec(action.replaceAll(/(?=[A-Z])/g, ' ').toLowerCase())?.[0] ?? '';
  const first =
    /^[a-z]+/.exec(
      action
        .replace(/^.*[.:/ ]/, '')
        .replaceAll(/(?=[A-Z])/g, ' ')
        .trim()
        .toLowerCase(),
    )?.[0] ?? '';
  const known = activities[word] ?? activities[first];
  // API Activity knows the first four.
  return known && (isOnThing || known[0] <= 4) ? known : [99, action];
}

function actorOf(at: (name: PrintedName) => string | null): string {
  const user = object({ uid: at('actor_id'), name: at('actor_label'), type: at('actor_type') });
  return user === '{}' ? object({ app_uid: at('source') }) : object({ user: raw(user) });
}

function unmappedOf(at: (name: PrintedName) => string | null): string {
  const metadata = at('metadata');
  return object({
    org_id: at('org_id'),
    on_behalf_of: at('on_behalf_of'),
    feature: at('feature'),
    surface: at('surface'),
    import_id: at('import_id'),
    recorded_at: at('recorded_at'),
    flags: at('flags') || null,
    metadata: metadata === null ? null : raw(metadata),
  });
}

/** JSON that is put in as it is. */
interface Raw {
  readonly json: string;
}

function raw(json: string): Raw {
  return { json };
}

/** Without what is null. */
function object(members: Readonly<Record<string, string | number | Raw | null>>): string {
  const parts = Object.entries(members).flatMap(([name, value]) => {
    if (value === null) return [];
    return `${JSON.stringify(name)}:${typeof value === 'object' ? value.json : JSON.stringify(value)}`;
  });
  return `{${parts.join(',')}}`;
}
