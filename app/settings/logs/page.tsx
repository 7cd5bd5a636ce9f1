import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { LogStoreTable, RemoteLogs } from '@/components/logs';
import { SettingsFrame } from '@/components/settings';
import { parseScreenAddress } from '@/lib/address';
import { config } from '@/lib/config';
import { logStore, remoteStore } from '@/lib/logs';
import { countsOf } from '@/lib/telemetry';

export const metadata: Metadata = { title: 'Logs' };

/** What kept lines take, and what became of those that were sent. */
export default async function LogSettingsPage({ searchParams }: PageProps<'/settings/logs'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'metrics:read');
  const [remote, store, accepted, rejected, redacted] = await Promise.all([
    remoteStore(viewer),
    logStore(viewer),
    countsOf('tracebook_log_lines_accepted_total'),
    countsOf('tracebook_log_lines_rejected_total'),
    countsOf('tracebook_log_redactions_total'),
  ]);
  return (
    <SettingsFrame viewer={viewer} path="/settings/logs" address={address} name="Logs">
      <h1>{remote ? 'Lines that are looked up' : 'Lines that are kept'}</h1>
      {remote && <RemoteLogs remote={remote} zone={address.zone} />}
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
