import { type FieldTerm, type HasTerm, type IssueFilter, type IssueKey, type IssueRoot, levels, type Value } from '@/lib/address';
import { compareInstants, type Instant, resolveTimeRange } from '@/lib/time';
import { cannot, literal, oneOf, pattern } from './literal';

/** A question in Sentry's search, and what is asked beside it. */
export interface Search {
  /** Parts that must all hold. */
  readonly parts: readonly string[];
  /** Which projects are meant, by their slugs: only numbers of projects are understood by every server. Null for all. */
  readonly isProject: ((slug: string) => boolean) | null;
  /** When events happened; from included, to not. */
  readonly from: Instant | null;
  readonly to: Instant | null;
}

export interface SearchOptions {
  /** Issues have a state, and a first and a last time; events have not. */
  readonly about: 'issues' | 'events';
  /** The zone in which days of the filter are meant. */
  readonly zone: string;
  readonly orgTag: string | null;
}

/** Also with every value that stands in a filter. `docs/sentry.md` lists what becomes of which key. @throws {AppError} `malformed` for what Sentry cannot be asked */
export function searchFrom({ terms }: IssueFilter, options: SearchOptions): Search {
  const parts: string[] = [];
  const projects: ((slug: string) => boolean)[] = [];
  let from: Instant | null = null;
  let to: Instant | null = null;
  for (const term of terms) {
    if (term.kind === 'unreadable') continue;
    if (term.kind === 'words') parts.push(`${term.isNegated ? '!' : ''}message:${literal(term.text)}`);
    else if (term.kind === 'has') parts.push(hasPart(term, options));
    else if (keyOf(term) === 'project') projects.push(projectTest(term));
    else if (keyOf(term) === 'created') {
      const range = windowOf(term, options.zone);
      if (range.from !== null && (from === null || compareInstants(range.from, from) > 0)) from = range.from;
      if (range.to !== null && (to === null || compareInstants(range.to, to) < 0)) to = range.to;
    } else parts.push(...fieldParts(term, options));
  }
  return { parts, isProject: projects.length === 0 ? null : (slug) => projects.every((test) => test(slug)), from, to };
}

/** Events of these organisations. @throws {AppError} `malformed` */
export function inOrganisations(orgTag: string, orgs: readonly string[]): string {
  return `tags[${orgTag}]:${oneOf(orgs)}`;
}

/** Events with exactly this value of a tag. @throws {AppError} `malformed` */
export function withTag(tag: string, value: string): string {
  return `tags[${tag}]:${literal(value)}`;
}

const hex32 = /^[0-9a-f]{32}$/i;

/**
 * Events that carry an ID in any of the places for one. As `id`, `trace` and `replayId` Sentry takes 32 hex digits, and refuses the whole
 * question for anything else.
 *
 * @throws {AppError} `malformed`
 */
export function carrying(id: string): string {
  const text = literal(id);
  const hex = hex32.test(id) ? id.toLowerCase() : null;
  const ids = hex === null ? [] : [`trace:${hex}`, `id:${hex}`, `replayId:${hex}`];
  return `(${[`tags[request_id]:${text}`, `tags[session_id]:${text}`, ...ids].join(' OR ')})`;
}

type Term = FieldTerm<IssueKey, IssueRoot>;

function keyOf({ field }: Term): string {
  return 'path' in field ? '' : field.key;
}

function fieldParts(term: Term, options: SearchOptions): readonly string[] {
  const { isNegated, values } = term;
  const key = keyOf(term);
  const sign = isNegated ? '!' : '';
  if (key === 'is') return [`${sign}is:${stateOf(values, options)}`];
  if (key === 'level') return [`${sign}level:${oneOf(levelsOf(values))}`];
  if (key === 'trust') return [trustPart(values, isNegated)];
  if (key === 'first' || key === 'last') return timeParts(term, options);
  if (key === 'issue') return [`${sign}${issuePart(values)}`];
  const place = placeOf(term, options);
  return [`${sign}${place}:${valuePart(values, place)}`];
}

function hasPart({ field, isNegated }: HasTerm<IssueKey, IssueRoot>, options: SearchOptions): string {
  const key = 'path' in field ? '' : field.key;
  const place = key === 'session' ? 'replayId' : placeOf({ field, values: [] }, options);
  return `${isNegated ? '!' : ''}has:${place}`;
}

const places: Readonly<Partial<Record<IssueKey, string>>> = {
  level: 'level',
  type: 'error.type',
  platform: 'platform.name',
  feature: 'tags[feature]',
  surface: 'tags[surface]',
  release: 'release',
  environment: 'environment',
  user: 'user.id',
  request: 'tags[request_id]',
  trace: 'trace',
  event: 'id',
};

/** Where Sentry keeps what a key means. */
function placeOf({ field, values }: Pick<Term, 'field'> & { values: readonly Value[] }, { orgTag }: SearchOptions): string {
  if ('path' in field) {
    const name = field.path.join('.');
    if (!/^[A-Za-z0-9_.:-]{1,200}$/.test(name)) throw cannot(`a tag of this name`);
    return `tags[${name}]`;
  }
  if (field.key === 'org') {
    if (orgTag === null) throw cannot('organisations: ISSUES_URL names no org_tag');
    return `tags[${orgTag}]`;
  }
  const isHex = values.every((value) => value.kind === 'is' && hex32.test(value.text));
  if (field.key === 'session') return isHex ? 'replayId' : 'tags[session_id]';
  const place = places[field.key];
  if (place === undefined) throw cannot(`${field.key}:`);
  if ((field.key === 'trace' || field.key === 'event') && !isHex) throw cannot(`${field.key}: other than by 32 hex digits`);
  return place;
}

function valuePart(values: readonly Value[], place: string): string {
  const isHex = ['trace', 'id', 'replayId'].includes(place);
  const texts = values.map((value) => (value.kind === 'is' ? (isHex ? value.text.toLowerCase() : value.text) : null));
  if (texts.every((text) => text !== null)) return oneOf(texts);
  const [value, ...more] = values;
  if (value?.kind !== 'glob') throw cannot('an order: its tags are texts');
  if (more.length > 0) throw cannot('a star among several values');
  return pattern(value.pieces);
}

const states = new Set([
  'unresolved',
  'resolved',
  'ignored',
  'archived',
  'new',
  'ongoing',
  'regressed',
  'escalating',
  'assigned',
  'unassigned',
]);

function stateOf([value, ...more]: readonly Value[], { about }: SearchOptions): string {
  if (about === 'events') throw cannot('events by the state of their issue');
  if (value?.kind !== 'is' || !states.has(value.text)) throw cannot(`is: other than ${[...states].join(', ')}`);
  if (more.length > 0) throw cannot('several states at once');
  return value.text;
}

const sentryLevels = ['debug', 'info', 'warning', 'error', 'fatal'] as const;

/** Ours has one more at its beginning. */
function levelsOf(values: readonly Value[]): readonly string[] {
  const meant = sentryLevels.filter((_, place) =>
    values.some((value) => {
      if (value.kind === 'is') return value.text === levels[place + 1];
      if (value.kind !== 'comparison') return false;
      // biome-ignore lint/complexity/useIndexOf: a bound is any text
      const order = place + 1 - levels.findIndex((level) => level === value.bound);
      if (order === 0) return value.operator.endsWith('=');
      return value.operator.startsWith('>') ? order > 0 : order < 0;
    }),
  );
  if (meant.length === 0) throw cannot('this level: it has debug, info, warn, error and fatal');
  return meant;
}

/** What browsers send by a key that everybody can read is of this platform. */
export const browserPlatform = 'javascript';

function trustPart([value, ...more]: readonly Value[], isNegated: boolean): string {
  if (value?.kind !== 'is' || more.length > 0 || !['client', 'server'].includes(value.text))
    throw cannot('trust: other than client or server');
  return `${(value.text === 'server') === isNegated ? '' : '!'}platform.name:${literal(browserPlatform)}`;
}

function issuePart(values: readonly Value[]): string {
  const texts = values.flatMap((value) => (value.kind === 'is' ? [value.text] : []));
  if (texts.length < values.length) throw cannot('a part of the name of an issue');
  if (texts.every((text) => /^\d{1,20}$/.test(text))) return `issue.id:${texts.length === 1 ? texts[0] : `[${texts.join(',')}]`}`;
  if (!texts.every((text) => /^[A-Z0-9_-]{1,100}$/i.test(text))) throw cannot('an issue of this name');
  return `issue:${oneOf(texts.map((text) => text.toUpperCase()))}`;
}

/** When an issue was first or last seen, as bounds. */
function timeParts(term: Term, { about, zone }: SearchOptions): readonly string[] {
  const key = keyOf(term);
  if (about === 'events') throw cannot(`events by when their issue was ${key} seen`);
  const { from, to } = windowOf(term, zone);
  const name = `${key}Seen`;
  return [...(from === null ? [] : [`${name}:>=${written(from)}`]), ...(to === null ? [] : [`${name}:<${written(to)}`])];
}

function written(instant: Instant): string {
  return instant.replace('Z', '+00:00');
}

function windowOf(term: Term, zone: string): { readonly from: Instant | null; readonly to: Instant | null } {
  const [value] = term.values;
  if (term.isNegated || term.values.length > 1) throw cannot(`${keyOf(term)}: more than one stretch of time`);
  const range = value.kind === 'glob' || value.kind === 'subject' ? null : resolveTimeRange(value, zone);
  if (!range) throw cannot(`this time`);
  return range;
}

function projectTest({ values, isNegated }: Term): (slug: string) => boolean {
  const tests = values.map((value) => {
    if (value.kind === 'is') return (slug: string) => slug === value.text;
    if (value.kind === 'glob') return (slug: string) => isLike(slug, value.pieces);
    throw cannot('an order of projects');
  });
  return (slug) => tests.some((test) => test(slug)) !== isNegated;
}

/** Whether a text is these pieces with anything between them. */
function isLike(text: string, pieces: readonly string[]): boolean {
  return new RegExp(`^${pieces.map((piece) => piece.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')).join('[^]*')}$`).test(text);
}
