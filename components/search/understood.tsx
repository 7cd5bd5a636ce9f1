import { describeFilter, parseFilter, placeInFilter, readablePart } from '@/lib/address';
import styles from './understood.module.css';
import { UnreadableParts } from './unreadable-parts';

interface UnderstoodProps {
  text: string;
  /** The part that is being typed is not called unreadable yet. */
  caret: number;
  zone: string;
}

/** The text in the box said back in words, as it will head the page. */
export function Understood({ text, caret, zone }: UnderstoodProps) {
  if (text.trim() === '') return null;
  const filter = parseFilter(text);
  const finished = placeInFilter(text, caret)?.rest ?? filter;
  return (
    <div className={styles.understood}>
      <p>
        Finds <bdi>{describeFilter(readablePart(filter), { zone })}</bdi>.
      </p>
      <UnreadableParts filter={finished} />
    </div>
  );
}
