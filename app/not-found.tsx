import type { Metadata } from 'next';
import { PlainFrame } from '@/components/frame';

export const metadata: Metadata = { title: 'Not here' };

/** The same words for what does not exist and for what this viewer may not see: a refusal must not tell that it is there. */
export default function NotFoundPage() {
  return (
    <PlainFrame>
      <h1>There is nothing here for you to see</h1>
      <p>
        This address leads nowhere, or to something outside your organisations. If a colleague sent it, ask who may show it to you; if you
        typed an ID, check that it is whole.
      </p>
      <p>
        <a href="/audit">Search the audit log</a>
      </p>
    </PlainFrame>
  );
}
