import type { Reading, Verdict } from '@/lib/reading';
import styles from './reading-marks.module.css';

const words: Record<Verdict, { shape: string; says: string; todo: string }> = {
  found: { shape: '●', says: 'found', todo: 'Everything that this source has is shown.' },
  none: { shape: '○', says: 'none', todo: 'This source was searched to the end and has nothing.' },
  'not-sampled': { shape: '◐', says: 'not sampled', todo: 'This source keeps only a part of what happens, and this was not in it.' },
  'beyond-retention': { shape: '◔', says: 'beyond retention', todo: 'This is older than what the source keeps.' },
  lagging: { shape: '◑', says: 'lagging', todo: 'The source has not received everything yet. Look again later.' },
  unavailable: { shape: '△', says: 'unavailable', todo: 'The source could not be asked. That says nothing about what happened.' },
  'not-configured': { shape: '–', says: 'not configured', todo: 'No such source is set up here.' },
  'not-recorded': { shape: '–', says: 'not recorded', todo: 'This source does not carry this kind of ID.' },
};

/** How each source answered, in a row: a count, or the exact reason why there is none. */
export function ReadingMarks({ readings }: { readings: Readonly<Record<string, Reading<unknown>>> }) {
  return (
    <ul className={styles.marks} aria-label="What each source answered">
      {Object.entries(readings).map(([source, reading]) => (
        <li key={source}>
          <details data-closes>
            <summary data-verdict={reading.verdict}>
              <span aria-hidden="true">{words[reading.verdict].shape}</span> {source}: {inWords(reading)}
            </summary>
            <p>
              {reading.why} {words[reading.verdict].todo}
            </p>
          </details>
        </li>
      ))}
    </ul>
  );
}

function inWords(reading: Reading<unknown>): string {
  const said = reading.verdict === 'found' ? `found ${reading.count.toLocaleString('en')}` : words[reading.verdict].says;
  return [said, ...reading.caveats.map((caveat) => caveat.kind.replace('-', ' '))].join(', ');
}
