'use client';

import { FailedPage } from '@/components/state/failed-page';
import './tokens.css';
import './globals.css';

/** Stands in when the root layout itself fails, so it brings its own document. */
export default function GlobalErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Tracebook</title>
        <FailedPage digest={error.digest} onRetry={retry} />
      </body>
    </html>
  );
}
