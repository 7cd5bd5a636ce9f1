'use client';

import { PlainFrame } from '@/components/frame/plain-frame';
import { useRequestId } from './request-id';

interface FailedPageProps {
  /** Next's mark of the logged error; quoted where no request id reached the page. */
  digest: string | undefined;
  onRetry: () => void;
}

export function FailedPage({ digest, onRetry }: FailedPageProps) {
  const quote = useRequestId() ?? digest;
  return (
    <PlainFrame>
      <h1>Something went wrong here</h1>
      <p>This page could not be made. Nothing that is recorded is lost, and nothing you did caused it.</p>
      {quote && (
        <p>
          If it happens again, quote <code>{quote}</code> to whoever runs this Tracebook: the log says what failed under this id.
        </p>
      )}
      <p>
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      </p>
    </PlainFrame>
  );
}
