import { type Filter, printField, printTerm, readablePart, subjectTerm, termFor, type ValuePlace } from '@/lib/address';
import { addDays, dayOf, type Instant } from '@/lib/time';
import { replaced, type Suggestion } from './suggestion';

/** One value that occurs, and in how many of the rows that the other parts find. */
export interface FacetValue {
  readonly value: string | null;
  readonly count: number;
}

/** The filter under which to count the values that may be meant; null where values are not counted but known. */
export function filterForValues({ field, typed, subjectType, rest }: ValuePlace): Filter | null {
  // The API refuses a question of which a part cannot be read.
  const others = readablePart(rest);
  if (field.key === 'created' || field.key === 'recorded' || field.key === 'outcome' || field.key === 'changed') return null;
  const beginning = { kind: 'glob' as const, pieces: [typed, ''] as const };
  const type = subjectType === null || subjectType === '' ? null : { kind: 'is' as const, text: subjectType };
  if (field.key === 'import' || (typed === '' && type === null)) return others;
  const value = field.key === 'subject' && type ? { kind: 'subject' as const, type, id: beginning } : beginning;
  return {
    terms: [...others.terms, { kind: 'field', isNegated: false, field, values: [value] }],
  };
}

/** Of a subject without a slash the type may be what was typed, while the values are IDs: those are not meant. */
export function suggestFacetValues(text: string, place: ValuePlace, rows: readonly FacetValue[]): readonly Suggestion[] {
  return rows.flatMap(({ value, count }) => {
    if (value === null || !value.startsWith(place.typed)) return [];
    return [suggestion(text, place, printedValue(place, value), `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`)];
  });
}

/** As it has to be written, quotes included. */
function printedValue({ field, subjectType }: ValuePlace, value: string): string {
  const term = subjectType === null ? termFor(field, value) : subjectTerm(subjectType === '' ? null : subjectType, value);
  return printTerm(term).slice(printField(field).length + 1);
}

/** Values that need no counting: the three outcomes, and days that people ask for. */
export function suggestKnownValues(
  text: string,
  place: ValuePlace,
  when: { readonly now: Instant; readonly zone: string },
): readonly Suggestion[] {
  const known =
    place.field.key === 'outcome' ? outcomes : place.field.key === 'created' || place.field.key === 'recorded' ? days(when) : [];
  return suggestKnown(text, place, known);
}

/** Of the values that are known, with what each means, those that begin as typed. */
export function suggestKnown(
  text: string,
  place: ValuePlace<string, string>,
  known: readonly (readonly [string, string])[],
): readonly Suggestion[] {
  return known.filter(([value]) => value.startsWith(place.typed)).map(([value, help]) => suggestion(text, place, value, help));
}

const outcomes: readonly (readonly [string, string])[] = [
  ['success', 'it was done'],
  ['failure', 'it was refused or went wrong'],
  ['unknown', 'nobody said'],
];

export function days({ now, zone }: { readonly now: Instant; readonly zone: string }): readonly (readonly [string, string])[] {
  const today = dayOf(now, zone);
  if (today === null) return [];
  const monthBefore = addDays(`${today.slice(0, 7)}-01`, -1).slice(0, 7);
  return [
    [today, 'today'],
    [addDays(today, -1), 'yesterday'],
    [`${addDays(today, -6)}..${today}`, 'the last seven days'],
    [today.slice(0, 7), 'this month'],
    [monthBefore, 'last month'],
    [`>=${today.slice(0, 4)}`, 'since the beginning of the year'],
  ];
}

/** A space behind the last value of a part, because another part follows. */
function suggestion(text: string, place: ValuePlace<string, string>, value: string, help: string): Suggestion {
  const isLast = !text.slice(place.end).startsWith(',') && !text.slice(place.end).startsWith(' ');
  return { label: value, help, leadsTo: replaced(text, place, isLast ? `${value} ` : value) };
}
