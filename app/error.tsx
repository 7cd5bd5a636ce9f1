'use client';

import { FailedPage } from '@/components/state/failed-page';

export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <FailedPage digest={error.digest} onRetry={retry} />;
}
