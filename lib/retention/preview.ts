import { database } from '@/lib/database';
import type { Viewer } from '@/lib/viewer';
import { assertManages } from './assert-manages';
import { assertDays, assertSource, listRetention, type RetentionRule } from './rules';

/** What would go, and why the rest of what is old enough stays. */
export interface Expiry {
  /** Older than they are kept. */
  readonly expired: number;
  /** Whether more are: then the oldest were counted. */
  readonly isCapped: boolean;
  readonly oldest: string | null;
  readonly goes: number;
  readonly held: number;
  readonly notSealed: number;
  /** Sealed, and in no checkpoint that was published. */
  readonly notPublished: number;
}

/** The same by a rule. */
export interface ExpiryPreview extends RetentionRule, Expiry {}

export interface PreviewOptions {
  /** So many rows are counted at the most, the oldest; all of them where nothing is said. */
  readonly most?: number;
}

/** By every rule that there is. @throws {AppError} `not-permitted` */
export async function previewExpiry(viewer: Viewer, options: PreviewOptions = {}): Promise<readonly ExpiryPreview[]> {
  const previews: ExpiryPreview[] = [];
  for (const rule of await listRetention(viewer)) previews.push({ ...rule, ...(await expiryOf(rule, options)) });
  return previews;
}

/** By a rule that there may be. @throws {AppError} `not-permitted`, `malformed` */
export async function previewRule(
  viewer: Viewer,
  { source, days, ...options }: PreviewOptions & Pick<RetentionRule, 'source' | 'days'>,
): Promise<Expiry> {
  assertManages(viewer);
  assertSource(source);
  assertDays(days);
  return expiryOf({ source, days }, options);
}

async function expiryOf({ source, days }: Pick<RetentionRule, 'source' | 'days'>, { most }: PreviewOptions): Promise<Expiry> {
  const sql = database('system').$client;
  // Where no hold stands no row is asked whether it is held: that is what takes long.
  const [row] = await sql<ExpiryRow[]>`
    with published as (select coalesce(max(size), 0) as size from seal_publications),
    old as (
      select a.id, a.created_at, a.source, a.org_id, array[a.actor_id, a.on_behalf_of, a.subject_id] as people
      from admin_actions a
      where a.source = ${source} and a.created_at < now() - make_interval(days => ${days})
      order by a.created_at, a.id limit ${most === undefined ? null : most + 1}
    ),
    told as (
      select old.created_at, l."index", coalesce(l."index" < published.size, false) as is_published,
        exists (select from holds where lifted_at is null) and held_by(old.source, old.org_id, old.people) is not null as is_held
      from published cross join old
      left join seal_leaves l on l.source = 'tracebook' and l.key = old.id::text and l.kind in ('row', 'late-row')
    )
    select to_char(min(created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as oldest, count(*)::text as expired,
      count(*) filter (where is_published and not is_held)::text as goes, count(*) filter (where is_held)::text as held,
      count(*) filter (where "index" is null and not is_held)::text as unsealed,
      count(*) filter (where "index" is not null and not is_published and not is_held)::text as unpublished
    from told`;
  if (!row) throw new Error('What would go was not counted.');
  return {
    expired: Number(row.expired),
    isCapped: most !== undefined && Number(row.expired) > most,
    oldest: row.oldest,
    goes: Number(row.goes),
    held: Number(row.held),
    notSealed: Number(row.unsealed),
    notPublished: Number(row.unpublished),
  };
}

interface ExpiryRow {
  oldest: string | null;
  expired: string;
  goes: string;
  held: string;
  unsealed: string;
  unpublished: string;
}
