import type { FieldTerm, LineFilter, LineKey, LineRoot, Term, WordsTerm } from '@/lib/address';
import { labelsOf } from '@/lib/log-lines';
import { unknownService } from './entry';
import { escapedRe2, holdsOneOf, logqlString, narrowed, plainPart } from './logql';

/**
 * A question in LogQL. An ID may stand in a line or in its structured metadata, and no LogQL asks for both at once: then there are two,
 * of which some answers are the same. Their answers hold every line that a filter means, and others.
 */
export type Pass = string;

type IdKey = Extract<LineKey, 'request' | 'trace' | 'session' | 'user'>;

const fieldOf = { request: 'requestId', trace: 'traceId', session: 'sessionId', user: 'userId' } as const satisfies Record<IdKey, string>;

/** For a filter: by service as a label, by words within lines, by one ID in either place. What else it says has to be looked at after. */
export function passesFor(selector: string, { terms }: LineFilter): readonly Pass[] {
  const streams = shorter(narrowed(selector, terms.flatMap(serviceMatchers)), selector);
  const words = terms.filter(isWords).flatMap(({ text }) => {
    const part = plainPart(text);
    return part === null ? [] : [holdsOneOf([part], { ignoresCase: true })];
  });
  const base = shorter([streams, ...words].join(' '), selector);
  const id = terms.find(isIdTerm);
  if (!id) return [base];
  return passesForKey(
    base,
    id.field.key,
    id.values.flatMap((value) => (value.kind === 'is' ? [value.text] : [])),
  );
}

/** For an ID that may be that of a request, a trace or a session. */
export function passesForId(selector: string, id: string): readonly Pass[] {
  const names = (['request', 'trace', 'session'] as const).flatMap((key) => labelsOf(fieldOf[key]));
  return [inLines(selector, [id], true), inMetadata(selector, names, [id, id.toLowerCase()])];
}

function passesForKey(base: string, key: IdKey, values: readonly string[]): readonly Pass[] {
  const isTrace = key === 'trace';
  const meant = isTrace ? values.flatMap((value) => [value, value.toLowerCase(), value.toUpperCase()]) : values;
  return [inLines(base, values, isTrace), inMetadata(base, labelsOf(fieldOf[key]), meant)];
}

function inLines(base: string, values: readonly string[], ignoresCase: boolean): Pass {
  const parts = values.map(plainPart);
  return parts.every((part) => part !== null) ? shorter(`${base} ${holdsOneOf(parts, { ignoresCase })}`, base) : base;
}

function inMetadata(base: string, names: readonly string[], values: readonly string[]): Pass {
  const different = [...new Set(values)];
  const equal = names.flatMap((name) => different.map((value) => `${name}=${logqlString(value)}`));
  const present = names.map((name) => `${name}!=""`);
  return shorter(`${base} | ${equal.join(' or ')}`, `${base} | ${present.join(' or ')}`);
}

/** What a server takes as an address, with room for the rest of it. */
const mostEncoded = 6_000;

/** A question too long to be sent is asked in its wider form. */
function shorter(narrow: Pass, wide: Pass): Pass {
  return encodeURIComponent(narrow).length <= mostEncoded ? narrow : wide;
}

function serviceMatchers(term: Term<LineKey, LineRoot>): readonly string[] {
  if (term.kind !== 'field' || !('key' in term.field) || term.field.key !== 'service') return [];
  const exact = term.values.flatMap((value) => (value.kind === 'is' ? [value.text] : []));
  // Without the label, and where Loki knows no name, the service stands in the line.
  if (term.isNegated) return exact.length === term.values.length ? exact.map((name) => `service_name!=${logqlString(name)}`) : [];
  const patterns = term.values.flatMap((value) =>
    value.kind === 'is' ? [escapedRe2(value.text)] : value.kind === 'glob' ? [value.pieces.map(escapedRe2).join('.*')] : [],
  );
  return patterns.length === 0 ? [] : [`service_name=~${logqlString([...patterns, `${unknownService}.*`, ''].join('|'))}`];
}

function isWords(term: Term<LineKey, LineRoot>): term is WordsTerm {
  return term.kind === 'words' && !term.isNegated;
}

type IdTerm = FieldTerm<LineKey, LineRoot> & { readonly field: { readonly key: IdKey } };

function isIdTerm(term: Term<LineKey, LineRoot>): term is IdTerm {
  return (
    term.kind === 'field' &&
    !term.isNegated &&
    !('path' in term.field) &&
    term.field.key in fieldOf &&
    term.values.every((value) => value.kind === 'is')
  );
}
