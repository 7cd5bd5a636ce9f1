import type { Filter, UnreadableTerm } from '@/lib/address';
import styles from './unreadable-parts.module.css';

interface UnreadablePartsProps {
  filter: Filter;
  /** Where a mended search leads; without it mends are not linked. */
  hrefWithMend?: (term: UnreadableTerm) => string;
}

/** Each part that took no part in the search, why, and what was probably meant. */
export function UnreadableParts({ filter, hrefWithMend }: UnreadablePartsProps) {
  const unreadable = filter.terms.filter((term) => term.kind === 'unreadable');
  if (unreadable.length === 0) return null;
  return (
    <ul className={styles.parts}>
      {unreadable.map((term, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same part can stand there twice
        <li key={index}>
          <span className={styles.left}>Left out</span> <code>{term.text}</code> <span>{term.why}</span>{' '}
          {term.mend !== null && hrefWithMend && (
            <a href={hrefWithMend(term)}>
              Search for <code>{term.mend}</code>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
