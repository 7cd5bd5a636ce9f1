import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { PageKeys } from '@/components/behaviour/page-keys';
import { RequestIdProvider } from '@/components/state/request-id';
import './tokens.css';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Tracebook', template: '%s · Tracebook' },
  robots: 'noindex',
  // With none at all, browsers hide from us too where a form comes from, and sending one over plain http would be refused.
  referrer: 'same-origin',
};

export const viewport: Viewport = { colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get('theme')?.value;
  const requestId = (await headers()).get('x-request-id');
  return (
    <html lang="en" data-theme={theme === 'light' || theme === 'dark' ? theme : undefined}>
      <body>
        <RequestIdProvider requestId={requestId}>{children}</RequestIdProvider>
        <PageKeys />
      </body>
    </html>
  );
}
