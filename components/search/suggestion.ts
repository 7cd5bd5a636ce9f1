import { auditHref, type CommonParams, parseFilter } from '@/lib/address';

/** Something that can be chosen below the box. */
export interface Suggestion {
  /** What is chosen, as filter text. */
  readonly label: string;
  readonly help: string;
  /** Where it leads: to other text in the box, or away. */
  readonly leadsTo: { readonly text: string; readonly caret: number } | { readonly href: string };
}

/** Puts a piece in place of `start` to `end`, the caret behind it. */
export function replaced(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  piece: string,
): Suggestion['leadsTo'] {
  return { text: text.slice(0, start) + piece + text.slice(end), caret: start + piece.length };
}

/** Where choosing it leads in the end: text is searched for. */
export function hrefOfSuggestion({ leadsTo }: Suggestion, { zone, data }: CommonParams): string {
  return 'href' in leadsTo ? leadsTo.href : auditHref({ filter: parseFilter(leadsTo.text), zone, data });
}
