import { SafeText } from '@/components/text';
import type { CommonParams } from '@/lib/address';
import styles from './recognised-ids.module.css';
import { suggestRecognised } from './suggest-recognised';
import { hrefOfSuggestion } from './suggestion';

/** For a log line or a mail that was pasted and sent as it is: the questions that the IDs in it allow. */
export function RecognisedIds({ query, params }: { query: string; params: CommonParams }) {
  const suggestions = suggestRecognised(query, params);
  if (suggestions.length === 0) return null;
  return (
    <div className={styles.recognised}>
      <span>What was pasted holds</span>
      <ul>
        {suggestions.map((suggestion) => (
          <li key={suggestion.label}>
            <a href={hrefOfSuggestion(suggestion, params)} title={suggestion.help}>
              <SafeText text={suggestion.label} room={80} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
