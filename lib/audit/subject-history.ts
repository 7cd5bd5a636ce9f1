import { type SQL, sql } from 'drizzle-orm';
import type { Viewer } from '@/lib/viewer';
import type { Action, ActionPage } from './action';
import { type ActionRow, actionColumns, instantText } from './columns';
import type { ListOptions } from './list-actions';
import { listSubjectActions, type SubjectName, touches } from './list-subject-actions';
import { read } from './read';
import { visibleTo } from './scope';

export interface SubjectHistory extends ActionPage {
  /** The actions that look like its creation, oldest first, three at most: they name it as their subject or in their metadata. */
  readonly creations: readonly Action[];
  /** Who touched it most, ten at most. Of the newest 10,000 actions. */
  readonly actors: readonly SubjectActor[];
  /** Requests in which it was touched, newest first, ten at most. */
  readonly requests: readonly { readonly request_id: string; readonly count: number }[];
  /** When it was first and last touched, null where it never was. */
  readonly first: string | null;
  readonly last: string | null;
}

export interface SubjectActor {
  readonly actor_id: string | null;
  readonly actor_label: string | null;
  readonly count: number;
  readonly last: string;
}

/**
 * Who changed this: a page of what was done to one thing, with what its whole history comes to. The filter narrows the page,
 * not the summary.
 *
 * @throws {AppError} as `listActions`
 */
export async function subjectHistory(viewer: Viewer, subject: SubjectName, options: ListOptions): Promise<SubjectHistory> {
  const about = sql`${visibleTo(viewer)} and ${touches(subject, options.zone)}`;
  const [page, summary] = await Promise.all([listSubjectActions(viewer, subject, options), summarise(about)]);
  return { ...page, ...summary };
}

const mostSummarised = 10_000;

type Summary = Omit<SubjectHistory, keyof ActionPage>;

/** In one statement over the newest actions; the oldest ones are asked for separately, because a creation is one of them. */
async function summarise(about: SQL): Promise<Summary> {
  const [[row], creations] = await Promise.all([
    read<Summary & Record<string, unknown>>(sql`
      with touching as materialized (
        select a.id, a.created_at, a.actor_id, a.actor_label, a.request_id
        from admin_actions a where ${about} order by a.created_at desc, a.id desc limit ${mostSummarised}
      ), actors as (
        select a.actor_id, max(a.actor_label) as actor_label, count(*)::int as count, ${instantText(sql`max(a.created_at)`)} as last
        from touching a group by a.actor_id order by count(*) desc, max(a.created_at) desc limit 10
      ), requests as (
        select a.request_id, count(*)::int as count
        from touching a where a.request_id is not null group by a.request_id order by max(a.created_at) desc, a.request_id limit 10
      )
      select
        (select ${instantText(sql`min(a.created_at)`)} from (select a.created_at from admin_actions a where ${about} order by a.created_at, a.id limit 1) as a) as first,
        (select ${instantText(sql`max(a.created_at)`)} from touching a) as last,
        coalesce((select json_agg(actors) from actors), '[]') as actors,
        coalesce((select json_agg(requests) from requests), '[]') as requests`),
    read<ActionRow>(sql`
      select ${actionColumns} from admin_actions a
      where ${about} and a.action ~ ${creation} and a.outcome <> 'failure'
      order by a.created_at, a.id limit 3`),
  ]);
  return { creations, actors: row?.actors ?? [], requests: row?.requests ?? [], first: row?.first ?? null, last: row?.last ?? null };
}

/** The verbs by which things come to be, at the beginning of a word of the action, in any of the usual spellings. */
const creation = '(^|[^A-Za-z])([Cc]reate|[Aa]dd|[Ii]nsert|[Rr]egister|[Ii]nvite|[Pp]rovision|[Aa]llocate|[Rr]un|[Ii]mport|[Nn]ew)';
