import { SafeText } from '@/components/text';
import type { AccountLine } from '@/lib/story';
import styles from './account.module.css';
import { anchorOf } from './anchor';

/** The account in words; each sentence leads to the moments that say so, where they stand on this page. */
export function Account({
  lines,
  shown,
  hrefOf,
}: {
  lines: readonly AccountLine[];
  shown: ReadonlySet<string>;
  hrefOf: (ref: string) => string;
}) {
  return (
    <ul className={styles.account}>
      {lines.map(({ text, moments }) => {
        const ref = moments.find((moment) => shown.has(moment));
        return (
          <li key={text}>
            <a href={ref ? `#${anchorOf(ref)}` : hrefOf(moments[0])}>
              <SafeText text={text} room={400} />
            </a>
          </li>
        );
      })}
    </ul>
  );
}
