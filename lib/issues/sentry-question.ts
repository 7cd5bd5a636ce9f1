import { AppError } from '@/lib/errors';
import { type Search, type Sentry, searchFrom, type Window } from '@/lib/sentry';
import { addSeconds, compareInstants } from '@/lib/time';
import type { IssueQuestion } from './issue-store';
import { type Asked, now, remoteDays, type Scope } from './sentry-scope';

/** A server takes addresses of some eight thousand characters. */
export const mostEncoded = 6_000;
const wholeSeconds = remoteDays * 86_400;

/** Null where nothing can be meant. @throws {AppError} `malformed` for what Sentry cannot be asked */
export async function questionOf(
  remote: Sentry,
  scope: Scope,
  { filter, zone, about }: IssueQuestion & { readonly about: 'issues' | 'events' },
): Promise<Asked | null> {
  const search = searchFrom(filter, { about, zone, orgTag: remote.orgTag });
  const query = [...search.parts, ...scope.parts].join(' ');
  if (encodeURIComponent(query).length > mostEncoded) throw new AppError('malformed', 'This search is too long for Sentry.');
  const window = windowOf(search);
  if (scope.orgs?.length === 0 || window === null) return null;
  const projects = await projectsOf(remote, search, scope.signal);
  return projects && { query, window, projects, signal: scope.signal };
}

function windowOf({ from, to }: Search): Window | null {
  if (from === null && to === null) return `${remoteDays}d`;
  const end = to ?? addSeconds(now(), 3_600) ?? now();
  const begin = from ?? addSeconds(end, -wholeSeconds) ?? end;
  return compareInstants(begin, end) < 0 ? { from: begin, to: end } : null;
}

/** Their numbers; empty for all, null where no project is meant. */
async function projectsOf(remote: Sentry, { isProject }: Search, signal: AbortSignal): Promise<readonly string[] | null> {
  if (!isProject) return [];
  const meant = (await remote.projectList(signal)).filter(({ slug }) => isProject(slug)).map(({ id }) => id);
  const asked = remote.projects.length === 0 ? meant : meant.filter((id) => remote.projects.includes(id));
  return asked.length === 0 ? null : asked;
}
