import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { RemoteIssuesReport, RemoteUsageReport, SettingsFrame, SourceReports } from '@/components/settings';
import { parseScreenAddress } from '@/lib/address';
import { noticeFor } from '@/lib/auth';
import { inspect } from '@/lib/foreign-tables';
import { remoteIssues } from '@/lib/issues';
import { remoteUsage } from '@/lib/usage';

export const metadata: Metadata = { title: 'Sources' };

/** Other teams' tables and services, each asked while the page is made: looking at it again tests it again. */
export default async function SourcesPage({ searchParams }: PageProps<'/settings/sources'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'settings:manage');
  const now = new Date().toISOString();
  const [reports, issues, usage, notice] = await Promise.all([
    inspect(),
    remoteIssues(viewer),
    remoteUsage(viewer, { now }),
    noticeFor(address.notice),
  ]);
  const services = [issues && 'Sentry', usage && 'PostHog'].filter((name) => name !== null);
  return (
    <SettingsFrame viewer={viewer} path="/settings/sources" address={address} name="Sources">
      <h1>{services.length > 0 ? `${services.join(', ')}, and audit tables of other teams` : 'Audit tables of other teams'}</h1>
      {issues && <RemoteIssuesReport remote={issues} zone={address.zone} />}
      {usage && <RemoteUsageReport remote={usage} zone={address.zone} notice={notice?.form === 'sync' ? notice : null} />}
      <SourceReports reports={reports} />
    </SettingsFrame>
  );
}
