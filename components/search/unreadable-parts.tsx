import { SafeText } from '@/components/text';
import { auditHref, type CommonParams, type Filter, parseFilter, printFilter, printTerm, type UnreadableTerm } from '@/lib/address';
import { RecognisedIds } from './recognised-ids';
import styles from './unreadable-parts.module.css';

interface UnreadablePartsProps {
  filter: Filter<string, string>;
  /** What a mended search keeps. Without it nothing is linked, as below a box in which somebody still types. */
  params?: CommonParams | undefined;
  /** The address of the list for a mended text, where it is not one of actions. */
  mendedHref?: ((text: string) => string) | undefined;
}

const atMost = 5;

/** Each part that took no part in the search, why, and what was probably meant. */
export function UnreadableParts({
  filter,
  params,
  mendedHref = params && ((text: string) => auditHref({ ...keptOf(params), filter: parseFilter(text) })),
}: UnreadablePartsProps) {
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
            {mendedHref && term.mend !== null && (
              <a href={mendedHref(mendedText(filter, term))}>
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

function keptOf({ zone, data }: CommonParams): CommonParams {
  return { zone, data };
}

function mendedText({ terms }: Filter<string, string>, mended: UnreadableTerm): string {
  return terms.map((term) => (term === mended ? mended.mend : printTerm(term))).join(' ');
}
