import { config } from '@/lib/config';
import { AppError } from '@/lib/errors';
import type { Caveat } from '@/lib/reading';
import { inOrganisations, type Listed, type Row, type Sentry, type Window } from '@/lib/sentry';
import { compareInstants, dayOf, type Instant, instantFrom } from '@/lib/time';
import { assertMay, orgScope, type Viewer } from '@/lib/viewer';
import { eventFromRow, type Reading } from './from-sentry';
import type { ErrorEvent } from './issue';

/** For all that one question asks of Sentry, so that a page is done at three seconds. */
const deadlineMs = 2_200;
/** As far back as Sentry looks. */
export const remoteDays = 90;
const whole = `${remoteDays}d`;
export const mostListed = 100;

export interface Scope {
  /** Null for all of them, and what belongs to none. */
  readonly orgs: readonly string[] | null;
  readonly parts: readonly string[];
  readonly reading: Reading;
  readonly signal: AbortSignal;
}

/**
 * Whatever is asked: only what the viewer may see.
 *
 * @throws {AppError} `not-permitted`; `not-implemented` for who sees some organisations where nothing says whose an event is
 */
export function scopeOf(remote: Sentry, viewer: Viewer): Scope {
  assertMay(viewer, 'issues:read');
  const orgs = orgScope(viewer);
  const { orgTag } = remote;
  if (orgs !== null && orgTag === null) {
    const why = 'Errors in Sentry do not say here whose they are (org_tag in ISSUES_URL): only who sees every organisation sees them.';
    throw new AppError('not-implemented', why);
  }
  return {
    orgs,
    parts: orgs === null || orgTag === null || orgs.length === 0 ? [] : [inOrganisations(orgTag, orgs)],
    reading: { orgTag, redactsEmails: config().logs.redactsEmails, permalink: remote.permalink, today: dayOf(now(), 'UTC') ?? '' },
    signal: AbortSignal.timeout(deadlineMs),
  };
}

export function isSeen({ org_id: org }: Pick<ErrorEvent, 'org_id'>, { orgs }: Scope): boolean {
  return orgs === null || (org !== null && orgs.includes(org));
}

export function eventsFrom(rows: readonly Row[], scope: Scope): readonly ErrorEvent[] {
  const events = rows.flatMap((row) => eventFromRow(row, scope.reading) ?? []).filter((event) => isSeen(event, scope));
  return [...new Map(events.map((event) => [event.id, event])).values()].toSorted((a, b) => compareInstants(b.time, a.time));
}

export interface Asked {
  readonly query: string;
  readonly window: Window;
  readonly projects: readonly string[];
  readonly signal: AbortSignal;
}

export function open({ parts, signal }: Scope): Asked & { readonly cursor: null } {
  return { query: parts.join(' '), window: whole, projects: [], signal, cursor: null };
}

interface Settled<T> {
  readonly value: T | null;
  readonly failed: boolean;
}

/** What stands beside events may fail without them. */
export async function settled<T>(answer: Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await answer, failed: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { value: null, failed: true };
  }
}

export function cutOf({ cut }: Pick<Listed<unknown>, 'cut'>): readonly Caveat[] {
  return cut === null ? [] : [{ kind: 'truncated', why: cut }];
}

export function isHex(id: string): boolean {
  return /^[0-9a-f]{32}$/i.test(id);
}

export function now(): Instant {
  return instantFrom(new Date().toISOString()) ?? '';
}
