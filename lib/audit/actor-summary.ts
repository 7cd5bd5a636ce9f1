import { sql } from 'drizzle-orm';
import type { Viewer } from '@/lib/viewer';
import type { CappedCount } from './action';
import { instantText } from './columns';
import { mostCounted } from './list-actions';
import { read } from './read';
import { visibleTo } from './scope';

/** What is known of one actor, of its newest 10,000 actions; `first` is its very first. */
export interface ActorSummary {
  readonly count: CappedCount;
  readonly failures: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Names and kinds that it went by, the commonest first, five at most. */
  readonly labels: readonly string[];
  readonly types: readonly string[];
  /** What it does most, ten at most. */
  readonly actions: readonly { readonly action: string; readonly count: number }[];
}

/** @throws {AppError} `not-permitted`; `needs-narrowing` */
export async function actorSummary(viewer: Viewer, id: string): Promise<ActorSummary> {
  const does = sql`${visibleTo(viewer)} and a.actor_id = ${id}`;
  const [row] = await read<Omit<ActorSummary, 'count'> & { counted: number }>(sql`
    with doing as materialized (
      select a.created_at, a.actor_label, a.actor_type, a.action, a.outcome
      from admin_actions a where ${does} order by a.created_at desc, a.id desc limit ${mostCounted + 1}
    )
    select count(*)::int as counted, count(*) filter (where d.outcome = 'failure')::int as failures,
      (select ${instantText(sql`a.created_at`)} from (select a.created_at from admin_actions a where ${does} order by a.created_at, a.id limit 1) as a) as first,
      (select ${instantText(sql`max(a.created_at)`)} from doing a) as last,
      array(select actor_label from doing where actor_label is not null group by 1 order by count(*) desc, 1 limit 5) as labels,
      array(select actor_type from doing where actor_type is not null group by 1 order by count(*) desc, 1 limit 5) as types,
      coalesce((select json_agg(t) from (select action, count(*)::int as count from doing group by 1 order by 2 desc, 1 limit 10) as t), '[]') as actions
    from doing d`);
  if (!row) throw new Error('An aggregate returned no row.');
  const { counted, ...summary } = row;
  return { count: { value: Math.min(counted, mostCounted), capped: counted > mostCounted }, ...summary };
}
