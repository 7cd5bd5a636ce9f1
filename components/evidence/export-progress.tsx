'use client';

import { useEffect, useState } from 'react';
import type { ExportState } from '@/lib/export';
import styles from './export-progress.module.css';
import { StateMark } from './state-mark';

/** How far an export is, as the API tells it. */
interface Told {
  readonly state: ExportState;
  readonly why: string | null;
  readonly rows: number;
  readonly expected: number;
}

interface ExportProgressProps extends Told {
  id: string;
  /** Where its file is; null for whoever did not ask for it. */
  fileHref: string | null;
}

const everyMs = 1_000;

/**
 * Fetches the file by way of the browser's own downloads, and tells meanwhile how far it is. Without a script the link does the same, and
 * the page tells it when it is opened again.
 */
export function ExportProgress({ id, fileHref, ...first }: ExportProgressProps) {
  const [told, setTold] = useState<Told>(first);
  const [rate, setRate] = useState<number | null>(null);
  const isOver = told.state !== 'asked' && told.state !== 'running';

  useEffect(() => {
    if (first.state === 'asked' && fileHref !== null) window.location.assign(fileHref);
  }, [first.state, fileHref]);

  useEffect(() => {
    if (isOver) return;
    const began = { at: performance.now(), rows: null as number | null };
    const timer = setInterval(async () => {
      const now = await ask(id);
      if (!now) return;
      began.rows ??= now.rows;
      const seconds = (performance.now() - began.at) / 1_000;
      if (now.rows > began.rows && seconds > 2) setRate((now.rows - began.rows) / seconds);
      setTold(now);
    }, everyMs);
    return () => clearInterval(timer);
  }, [id, isOver]);

  return (
    <div className={styles.progress}>
      <p role="status">
        <StateMark state={told.state} /> {isOver && told.why ? `(${told.why})` : ''}
      </p>
      {told.state === 'running' && (
        <>
          <progress max={Math.max(told.expected, 1)} value={told.rows} aria-label="Actions" />
          <p className={styles.figures}>
            {told.rows.toLocaleString('en')} of {told.expected.toLocaleString('en')} actions{leftWords(told, rate)}
          </p>
        </>
      )}
      {fileHref !== null && told.state !== 'cancelled' && told.state !== 'running' && (
        <p>
          <a href={fileHref}>{told.state === 'asked' ? 'Fetch the file' : 'Fetch the file again'}</a>
        </p>
      )}
    </div>
  );
}

/** Null where there is no answer for the moment. */
async function ask(id: string): Promise<Told | null> {
  const answer = await fetch(`/api/v1/export?id=${encodeURIComponent(id)}`).catch(() => null);
  return answer?.ok ? ((await answer.json()) as Told) : null;
}

function leftWords({ rows, expected }: Told, rate: number | null): string {
  if (rate === null || rate <= 0) return '';
  const seconds = Math.ceil((expected - rows) / rate);
  return seconds < 90 ? `, about ${seconds} s left` : `, about ${Math.ceil(seconds / 60)} min left`;
}
