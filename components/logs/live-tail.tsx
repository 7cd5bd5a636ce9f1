'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import styles from './live-tail.module.css';

/** Asks for the page again every few seconds, as long as somebody can see it. */
export function LiveTail({ seconds, words }: { seconds: number; words: string }) {
  const router = useRouter();
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      router.refresh();
      setTimes((before) => before + 1);
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);
  return (
    <p className={styles.tail} data-looks={times}>
      {words}: looks again every {seconds} seconds while this tab is seen.
      <noscript> Without script, reload the page.</noscript>
    </p>
  );
}
