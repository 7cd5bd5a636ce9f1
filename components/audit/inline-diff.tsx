import { Once } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { Change, Diff } from '@/lib/audit';
import { pathText } from '@/lib/sentence';
import styles from './inline-diff.module.css';

interface InlineDiffProps {
  diff: Diff;
  /** Where all of it is told. */
  href: string;
}

const mostShown = 5;
const room = 60;

/** The changes of one action, a line each, under its row. */
export function InlineDiff(shown: InlineDiffProps) {
  return <Once of={JSON.stringify(['changes', shown])}>{() => <Changes {...shown} />}</Once>;
}

function Changes({ diff: { changes, more, isTooLarge }, href }: InlineDiffProps) {
  if (isTooLarge) return <p className={styles.note}>A change too large to be compared here.</p>;
  const hidden = Math.max(0, changes.length - mostShown) + more;
  return (
    <ul className={styles.changes}>
      {changes.slice(0, mostShown).map((change, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path may be listed twice, and lines never change places
        <li key={at}>
          <span className={styles.path}>
            <SafeText text={pathText(change.path)} room={48} />
          </span>{' '}
          <Line change={change} />
        </li>
      ))}
      {hidden > 0 && (
        <li>
          <a href={href}>and {hidden.toLocaleString('en')} more</a>
        </li>
      )}
    </ul>
  );
}

function Line({ change: { kind, before, after, from, path } }: { change: Change }) {
  if (kind === 'moved') {
    return (
      <span className={styles.note}>
        moved from place {from} to {path.at(-1)}
      </span>
    );
  }
  return (
    <>
      {before && (
        <del>
          <SafeText text={before.text} room={room} />
        </del>
      )}
      <span className={styles.note}>{before && after ? ' → ' : before ? ' removed' : kind === 'added' ? 'added ' : 'now '}</span>
      {after && (
        <ins>
          <SafeText text={after.text} room={room} />
        </ins>
      )}
    </>
  );
}
