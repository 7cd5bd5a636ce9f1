import { describeFilter, describeIssues, type Filter, issueGrammar, parseFilter, placeInFilter, readablePart } from '@/lib/address';
import styles from './understood.module.css';
import { UnreadableParts } from './unreadable-parts';

interface UnderstoodProps {
  of: 'actions' | 'issues';
  text: string;
  /** The part that is being typed is not called unreadable yet. */
  caret: number;
  zone: string;
}

/** The text in the box said back in words, as it will head the page. */
export function Understood({ of, text, caret, zone }: UnderstoodProps) {
  if (text.trim() === '') return null;
  const { words, finished } = of === 'issues' ? saidOfIssues(text, caret, zone) : saidOfActions(text, caret, zone);
  return (
    <div className={styles.understood}>
      <p>
        Finds <bdi>{words}</bdi>.
      </p>
      <UnreadableParts filter={finished} />
    </div>
  );
}

interface Said {
  readonly words: string;
  /** Without the part that is being typed. */
  readonly finished: Filter<string, string>;
}

function saidOfActions(text: string, caret: number, zone: string): Said {
  const filter = parseFilter(text);
  return { words: describeFilter(readablePart(filter), { zone }), finished: placeInFilter(text, caret)?.rest ?? filter };
}

function saidOfIssues(text: string, caret: number, zone: string): Said {
  const filter = parseFilter(text, issueGrammar);
  return { words: describeIssues(readablePart(filter), { zone }), finished: placeInFilter(text, caret, issueGrammar)?.rest ?? filter };
}
