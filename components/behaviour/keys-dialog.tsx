'use client';

import { useEffect, useRef } from 'react';
import styles from './keys-dialog.module.css';

const keys = [
  ['Ctrl K', 'Go to anything, from anywhere (⌘ K on a Mac)'],
  ['/', 'Search'],
  ['j', 'Next row'],
  ['k', 'Previous row'],
  ['Enter', 'Open the row, or unfold it'],
  ['← →', 'Cells of the row'],
  ['o', 'Only what is in focus: a value beside the list, or a cell'],
  ['n', 'Not what is in focus'],
  ['c', 'Copy the identifier in focus, or of the row'],
  ['m', 'Copy what is seen as Markdown'],
  ['l', 'Copy the link to what is seen'],
  ['u', 'Copy a curl line that asks the API for it'],
  ['⇧ ← →', 'Days, on the bars of a chart; Enter narrows to them'],
  ['Esc', 'Close what is open'],
  ['?', 'These keys'],
];

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">Keys</h2>
      <dl className={styles.keys}>
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
