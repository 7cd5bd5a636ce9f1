import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { LogStoreTable } from '@/components/logs';
import { SettingsFrame } from '@/components/settings';
import { parseScreenAddress } from '@/lib/address';
import { config } from '@/lib/config';
import { logStore } from '@/lib/logs';
import { countsOf } from '@/lib/telemetry';

export const metadata: Metadata = { title: 'Logs' };

/** What kept lines take, and what became of those that were sent. */
export default async function LogSettingsPage({ searchParams }: PageProps<'/settings/logs'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'metrics:read');
  const [store, accepted, rejected, redacted] = await Promise.all([
    logStore(viewer),
    countsOf('tracebook_log_lines_accepted_total'),
    countsOf('tracebook_log_lines_rejected_total'),
    countsOf('tracebook_log_redactions_total'),
  ]);
  return (
    <SettingsFrame viewer={viewer} path="/settings/logs" address={address} name="Logs">
      <h1>Lines that are kept</h1>
      <LogStoreTable
        store={store}
        retentionDays={config().logs.retentionDays}
        counts={[
          { title: 'Lines taken', rows: accepted },
          { title: 'Lines rejected', rows: rejected },
          { title: 'Taken out of lines', rows: redacted },
        ]}
      />
    </SettingsFrame>
  );
}
