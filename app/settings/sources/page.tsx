import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { SettingsFrame, SourceReports } from '@/components/settings';
import { parseScreenAddress } from '@/lib/address';
import { inspect } from '@/lib/foreign-tables';

export const metadata: Metadata = { title: 'Sources' };

/** Other teams' tables, each asked while the page is made: looking at it again tests it again. */
export default async function SourcesPage({ searchParams }: PageProps<'/settings/sources'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'settings:manage');
  const reports = await inspect();
  return (
    <SettingsFrame viewer={viewer} path="/settings/sources" address={address} name="Sources">
      <h1>Audit tables of other teams</h1>
      <SourceReports reports={reports} />
    </SettingsFrame>
  );
}
