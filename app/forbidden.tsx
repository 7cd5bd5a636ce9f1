import type { Metadata } from 'next';
import { PlainFrame } from '@/components/frame';

export const metadata: Metadata = { title: 'Not permitted' };

export default function ForbiddenPage() {
  return (
    <PlainFrame>
      <h1>Your role does not open this page</h1>
      <p>You are signed in, but this needs a permission that your role does not have. An administrator can change that.</p>
      <p>
        <a href="/">Back to today</a>
      </p>
    </PlainFrame>
  );
}
