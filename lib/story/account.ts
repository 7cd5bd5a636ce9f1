import { durationWords, microsBetween } from '@/lib/time';
import { lanesOf } from './lanes';
import { isError, type Moment } from './moment';

/** A sentence of the account, and the moments that say so. It is gone when they are. */
export interface AccountLine {
  readonly text: string;
  /** Never empty; those that tell it best, at most ten. */
  readonly moments: readonly [string, ...string[]];
}

/**
 * Whether a request is over: `over` where an answer was logged or it has long been silent, `going-on` where neither is so. Where no answer
 * was found and not everything could be looked at, silence says nothing: `unknown`.
 */
export type Ending = 'over' | 'going-on' | 'unknown';

interface Account {
  readonly lines: readonly AccountLine[];
  readonly ending: Ending;
}

const mostTold = 10;
const mostCharacters = 200;
/** So long silent, a request is over, whether or not anybody logged its answer. */
const mostSilentMs = 60_000;

/**
 * What was asked, by whom, through which services, what was changed, what broke, and whether it is over. Nothing is said that no moment
 * says; of no moments nothing is said at all.
 *
 * @param moments of one story, in order
 * @param isLacking whether a source gave no answer, or not all of it
 */
export function accountOf(moments: readonly Moment[], { now, isLacking = false }: { now: string; isLacking?: boolean }): Account {
  const [first] = moments;
  if (!first) return { lines: [], ending: 'over' };
  const end = endOf(moments, { now, isLacking });
  const lines = [asked(moments), byWhom(moments), through(moments), ...changed(moments), broke(moments), end.line];
  return { lines: lines.filter((line) => line !== null), ending: end.ending };
}

/** Of the service that was asked first: its answer says how long it took. */
function asked(moments: readonly Moment[]): AccountLine | null {
  const request = moments.find(({ method, route }) => method !== null && route !== null);
  if (!request) return null;
  const answer = answerOf(moments, request);
  const took = answer?.durationMs == null ? '' : ` after ${durationWords(answer.durationMs)}`;
  const answered = answer?.status == null ? '' : `, answered ${answer.status}${took}`;
  return said(`${request.method} ${bounded(request.route ?? '')}${answered}.`, answer ? [request, answer] : [request]);
}

/** The last answer of the same method and route, else of the same service. */
function answerOf(moments: readonly Moment[], { method, route, service }: Moment): Moment | undefined {
  const answers = moments.filter(({ status }) => status !== null);
  return (
    answers.findLast((moment) => moment.method === method && moment.route === route) ??
    answers.findLast((moment) => moment.service === service)
  );
}

function byWhom(moments: readonly Moment[]): AccountLine | null {
  const acts = moments.filter(({ action }) => action !== null);
  const impersonated = acts.find(({ action }) => action?.onBehalfOf != null);
  const users = unique(moments, ({ userId }) => userId);
  const actors = unique(acts, ({ action }) => action?.actor ?? null);
  const orgs = unique(moments, ({ orgId }) => orgId);
  const who = actors.length > 0 ? actors : users;
  if (who.length === 0 && orgs.length === 0) return null;
  const names = who.length === 0 ? 'Nobody is named' : `By ${listed(who.map(({ value }) => value))}`;
  const as = impersonated?.action?.onBehalfOf ? ` as ${bounded(impersonated.action.onBehalfOf)}` : '';
  const where = orgs.length === 0 ? '' : `, in organisation ${listed(orgs.map(({ value }) => value))}`;
  const tellers = [...who.map(({ moment }) => moment), ...(impersonated ? [impersonated] : []), ...orgs.map(({ moment }) => moment)];
  return said(`${names}${as}${where}${hearsay(tellers)}.`, tellers);
}

function through(moments: readonly Moment[]): AccountLine | null {
  const lanes = lanesOf(moments);
  if (lanes.length < 2) return null;
  const firsts = lanes.flatMap(({ service }) => moments.find((moment) => moment.service === service) ?? []);
  return said(
    `Through ${lanes.length} services: ${listed(
      lanes.map(({ service }) => service),
      ' → ',
    )}.`,
    firsts,
  );
}

/** What was done and what was refused, each in a sentence. */
function changed(moments: readonly Moment[]): (AccountLine | null)[] {
  const acts = moments.filter(({ action }) => action !== null);
  const done = acts.filter(({ action }) => action?.outcome !== 'failure');
  const failed = acts.filter(({ action }) => action?.outcome === 'failure');
  return [deeds('Done', done), deeds('Failed', failed)];
}

function deeds(heading: string, acts: readonly Moment[]): AccountLine | null {
  const told = acts.slice(0, 3).map(({ action }) => bounded(action?.deed ?? ''));
  const more = acts.length > told.length ? `, and ${(acts.length - told.length).toLocaleString('en')} more` : '';
  return said(`${heading}: ${told.join('; ')}${more}.`, acts);
}

/** Where errors were reported as such they tell it better than the lines about them. */
function broke(moments: readonly Moment[]): AccountLine | null {
  const errors = moments.filter((moment) => isError(moment) && moment.action === null);
  const reported = errors.filter(({ error }) => error !== null);
  const told = reported.length > 0 ? reported : errors;
  const [first] = told;
  if (!first) return null;
  const where = first.service === null ? '' : ` in ${bounded(first.service)}`;
  const more = told.length > 1 ? `, the first of ${told.length.toLocaleString('en')} errors` : '';
  return said(`Broke${where}${more}${hearsay(errors)}: ${bounded(first.text)}${issueWords(first)}`, [...told, ...errors]);
}

const news = { first: 'the first of its kind', new: 'new', regression: 'back after it was resolved' } as const;

/** " (WEB-41, new, 31 people hit)" */
function issueWords({ error }: Moment): string {
  if (!error) return '';
  const people = error.hit && (error.hit.value !== 1 || error.hit.capped) ? 'people' : 'person';
  const facts = [
    error.shortId,
    error.news && news[error.news],
    error.hit && `${error.hit.value.toLocaleString('en')}${error.hit.capped ? '+' : ''} ${people} hit`,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}

/** What came by a public key alone, anybody could have sent. */
function hearsay(moments: readonly Moment[]): string {
  return moments.length > 0 && moments.every(({ error, use }) => (error ?? use)?.trust === 'client') ? ', reported by the browser' : '';
}

function endOf(
  moments: readonly Moment[],
  { now, isLacking }: { now: string; isLacking: boolean },
): { readonly line: AccountLine | null; readonly ending: Ending } {
  const [first, last] = [moments[0], moments.at(-1)];
  if (!first || !last) return { line: null, ending: 'over' };
  const request = moments.find(({ method, route }) => method !== null && route !== null);
  const answer = request && answerOf(moments, request);
  const took = durationWords(microsBetween(first.time, last.time) / 1_000);
  const silenceMs = microsBetween(last.time, now) / 1_000;
  if (answer) return { line: said(`It is over: it was answered, and all of it took ${took}.`, [answer]), ending: 'over' };
  if (isLacking) return { line: said('Whether it is over is not known: not everything could be looked at.', [last]), ending: 'unknown' };
  if (silenceMs > mostSilentMs) {
    return { line: said(`It is over: nothing was said of it for ${durationWords(silenceMs)}, after ${took}.`, [last]), ending: 'over' };
  }
  return { line: said('It may still be going on: no answer was logged yet.', [last]), ending: 'going-on' };
}

function unique(moments: readonly Moment[], named: (moment: Moment) => string | null): readonly { value: string; moment: Moment }[] {
  const found = new Map<string, Moment>();
  for (const moment of moments) {
    const value = named(moment);
    if (value !== null && !found.has(value)) found.set(value, moment);
  }
  return [...found].map(([value, moment]) => ({ value, moment }));
}

const mostNamed = 5;

function listed(names: readonly string[], separator = ', '): string {
  const shown = names.slice(0, mostNamed).map(bounded).join(separator);
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}

function bounded(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters).toWellFormed()}…` : text;
}

function said(text: string, moments: readonly Moment[]): AccountLine | null {
  const [first, ...others] = new Set(moments.map(({ ref }) => ref));
  return first === undefined ? null : { text, moments: [first, ...others.slice(0, mostTold - 1)] };
}
