import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { ProjectForm, ProjectTable, SettingsFrame } from '@/components/settings';
import { listProjectKeys, printDsn, printToken } from '@/lib/accounts';
import { parseScreenAddress } from '@/lib/address';
import { noticeFor } from '@/lib/auth';
import { config } from '@/lib/config';

export const metadata: Metadata = { title: 'Projects' };

/** Where SDKs of Sentry and PostHog send to: each project with its DSN and its project key. */
export default async function ProjectsPage({ searchParams }: PageProps<'/settings/projects'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'tokens:manage');
  const [keys, notice] = await Promise.all([listProjectKeys(viewer), noticeFor(address.notice)]);
  const of = (form: string) => (notice?.form === form ? notice : null);
  const { issues, usage, publicUrl } = config();
  const elsewhere = [issues.sentry && 'errors are looked up in Sentry', usage.posthog && 'use is counted by PostHog'];
  return (
    <SettingsFrame viewer={viewer} path="/settings/projects" address={address} name="Projects">
      <h1>Projects that send errors and product events</h1>
      <ProjectTable
        keys={keys.map((key) => ({ ...key, dsn: printDsn(key), token: printToken(key) }))}
        host={publicUrl.origin}
        elsewhere={elsewhere.filter((words) => words !== null)}
        zone={address.zone}
        notice={of('revoke')}
      />
      <ProjectForm notice={of('create')} />
    </SettingsFrame>
  );
}
