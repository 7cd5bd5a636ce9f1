import { SafeText } from '@/components/text';
import { auditHref, type CommonParams, type Filter, parseFilter, printFilter, type UnreadableTerm } from '@/lib/address';
import { RecognisedIds } from './recognised-ids';
import styles from './unreadable-parts.module.css';

interface UnreadablePartsProps {
  filter: Filter;
  /** What a mended search keeps. Without it nothing is linked, as below a box in which somebody still types. */
  params?: CommonParams | undefined;
}

const atMost = 5;

/** Each part that took no part in the search, why, and what was probably meant. */
export function UnreadableParts({ filter, params }: UnreadablePartsProps) {
  const unreadable = filter.terms.filter((term) => term.kind === 'unreadable');
  if (unreadable.length === 0) return null;
  return (
    <div className={styles.unreadable}>
      {params && <RecognisedIds query={printFilter(filter)} params={params} />}
      <ul aria-label="Not understood">
        {unreadable.slice(0, atMost).map((term, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same part can stand there twice
          <li key={index}>
            <span className={styles.left}>Left out</span>{' '}
            <code>
              <SafeText text={term.text} room={80} />
            </code>{' '}
            <SafeText text={term.why} room={160} />{' '}
            {params && term.mend !== null && (
              <a href={mendedHref(filter, term, params)}>
                Search for{' '}
                <code>
                  <SafeText text={term.mend} room={80} />
                </code>
              </a>
            )}
          </li>
        ))}
        {unreadable.length > atMost && <li>and {unreadable.length - atMost} more</li>}
      </ul>
    </div>
  );
}

function mendedHref(filter: Filter, mended: UnreadableTerm, params: CommonParams): string {
  const terms = filter.terms.flatMap((term) => (term === mended && term.mend !== null ? parseFilter(term.mend).terms : [term]));
  return auditHref({ filter: { terms }, zone: params.zone, data: params.data });
}
