import { CopyableLine } from '@/components/state';
import type { SealState } from '@/lib/seal';
import styles from './evidence.module.css';
import { countWords, isOutside } from './seal-words';

/** What can be proven as things are, what cannot, and the key with which others check it. */
export function WhatItProves({ state }: { state: SealState }) {
  const outside = state.places.filter(isOutside);
  const witnesses = outside.filter(({ name }) => name.startsWith('witness '));
  return (
    <div className={styles.prose}>
      <p>{levelWords(outside.length - witnesses.length, witnesses.length)}</p>
      <p>What it does not show, whatever is published:</p>
      <ul>
        <li>an action that nobody recorded, or one that was false when it was recorded;</li>
        <li>a change that was made before the row was sealed, within seconds as a rule;</li>
        <li>that a list of rows is all there is, unless the whole log is compared.</li>
      </ul>
      {state.vkey !== null && (
        <CopyableLine
          label="The key. Publish it where others find it without asking us: a website, a contract, a printed report"
          line={state.vkey}
        />
      )}
    </div>
  );
}

/** The levels of docs/evidence.md. */
function levelWords(places: number, witnesses: number): string {
  const first =
    'A row that is changed, taken out or put in after it was sealed is found by verification, whoever did it without this server’s key.';
  if (witnesses > 0) {
    return `${first} ${countWords(witnesses, 'witness', 'witnesses')} sign${witnesses === 1 ? 's' : ''} that the log only ever grows, so that nobody can be shown another one.`;
  }
  if (places > 0) return `${first} So is a history that was signed anew, by anybody who holds an older checkpoint from outside.`;
  return `${first} Nothing is published outside, so that whoever has this server and its key could sign another history.`;
}
