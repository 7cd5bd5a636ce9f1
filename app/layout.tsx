import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { PageKeys } from '@/components/behaviour/page-keys';
import { PHProvider } from '@/components/product-events';
import { RequestIdProvider } from '@/components/state/request-id';
import { config } from '@/lib/config';
import { listLook } from './list-look';
import './tokens.css';
import './globals.css';

/** Rows of a ledger, one of them marked. In the page itself, because strangers are sent away from every address but sign-in. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#1f4a8f" d="M1 1h14v14H1z"/><path stroke="#fff" stroke-width="1.5" d="M4 5h8M4 8h8M4 11h5"/></svg>';

export const metadata: Metadata = {
  title: { default: 'Tracebook', template: '%s · Tracebook' },
  robots: 'noindex',
  // With none at all, browsers hide from us too where a form comes from, and sending one over plain http would be refused.
  referrer: 'same-origin',
  icons: `data:image/svg+xml,${encodeURIComponent(icon)}`,
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get('theme')?.value;
  const { density } = await listLook();
  const { relay, posthog } = config();
  const requestId = (await headers()).get('x-request-id');
  return (
    <html lang="en" data-theme={theme === 'light' || theme === 'dark' ? theme : undefined} data-density={density}>
      <body>
        <RequestIdProvider requestId={requestId}>
          {children}
          {relay && posthog && <PHProvider place={{ token: posthog.key, path: `/r/${relay.name}` }} />}
        </RequestIdProvider>
        <PageKeys />
      </body>
    </html>
  );
}
