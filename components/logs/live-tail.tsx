'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import styles from './live-tail.module.css';

const everyMs = 4_000;

/** Asks for the page again every few seconds, as long as somebody can see it. */
export function LiveTail() {
  const router = useRouter();
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      router.refresh();
      setTimes((before) => before + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [router]);
  return (
    <p className={styles.tail} data-looks={times}>
      Live: looks again every {everyMs / 1000} seconds while this tab is seen.
      <noscript> Without script, reload the page.</noscript>
    </p>
  );
}
