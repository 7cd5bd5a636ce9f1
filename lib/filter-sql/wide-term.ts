import type { Term, Value } from '@/lib/address';
import { hasWord } from './words-condition';

export interface Width<Key extends string> {
  /** Keys of which one value is a small part of all rows. */
  readonly narrow: ReadonlySet<Key>;
  /** Keys that no index answers, whatever is asked of them. */
  readonly wide?: ReadonlySet<Key>;
}

/**
 * Some questions have no index: a comparison or a star inside JSON, its mere presence, marks without a word. On a large table they must
 * stand beside something that an index narrows down.
 *
 * @returns the first such part, where nothing stands beside it
 */
export function wideTerm<Key extends string, Root extends string>(
  terms: readonly Term<Key, Root>[],
  { narrow, wide }: Width<Key>,
): Term<Key, Root> | undefined {
  const looksAtEveryRow = (term: Term<Key, Root>): boolean => {
    if (term.kind === 'unreadable' || term.isNegated) return false;
    if (term.kind === 'words') return !hasWord(term.text);
    if ('path' in term.field) return term.kind === 'has' || !term.values.every(isWord);
    return wide?.has(term.field.key) || (term.kind === 'field' && term.values.some(beginsWithStar));
  };
  const narrows = (term: Term<Key, Root>): boolean => {
    if (term.kind === 'unreadable' || term.isNegated || term.kind === 'has') return false;
    if (term.kind === 'words') return hasWord(term.text);
    if ('path' in term.field) return term.values.every(isWord);
    return narrow.has(term.field.key) && !term.values.some(beginsWithStar);
  };
  return terms.some(narrows) ? undefined : terms.find(looksAtEveryRow);
}

function isWord(value: Value): boolean {
  return value.kind === 'is' && !['true', 'false', 'null'].includes(value.text);
}

function beginsWithStar(value: Value): boolean {
  return value.kind === 'glob' && value.pieces[0] === '';
}
