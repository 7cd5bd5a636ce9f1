import { SafeText } from '@/components/text';
import type { Reading, SourceName } from '@/lib/reading';
import styles from './readings.module.css';

interface ReadingsProps {
  readings: readonly Reading[];
  /** Sources that have not answered yet. */
  awaited: readonly SourceName[];
  /** Whether that is all, in one sentence. */
  completeness: string;
  isComplete: boolean;
}

const shapes: Readonly<Record<Reading['verdict'], string>> = {
  found: '●',
  none: '○',
  'not-sampled': '△',
  'beyond-retention': '△',
  lagging: '△',
  unavailable: '✕',
  'not-configured': '–',
  'not-recorded': '–',
};

/** What each source answered, always all of them: that one could not be asked must never look as if nothing had happened. */
export function Readings({ readings, awaited, completeness, isComplete }: ReadingsProps) {
  return (
    <section className={styles.readings} aria-label="What each source answered" aria-busy={awaited.length > 0}>
      <p data-complete={isComplete}>
        <SafeText text={completeness} />
      </p>
      <ul>
        {readings.map((reading) => (
          <li key={reading.source} data-verdict={reading.verdict}>
            <span aria-hidden="true">{shapes[reading.verdict]}</span> <b>{reading.source}</b> {verdictWords(reading)}
            {[reading.why, ...reading.caveats.map(({ why }) => why)].flatMap((why) =>
              why === null
                ? []
                : [
                    <small key={why}>
                      {' '}
                      <SafeText text={why} room={200} />
                    </small>,
                  ],
            )}
          </li>
        ))}
        {awaited.map((source) => (
          <li key={source} data-verdict="awaited">
            <span aria-hidden="true">…</span> <b>{source}</b> is being asked
          </li>
        ))}
      </ul>
    </section>
  );
}

function verdictWords({ verdict, count }: Reading): string {
  if (verdict === 'found' && count) return `found ${count.value.toLocaleString('en')}${count.capped ? '+' : ''}`;
  return verdict.replaceAll('-', ' ');
}
