import type { Metadata } from 'next';
import { Frame } from '@/components/frame';
import { requireViewer } from '@/lib/auth';
import { zoneFrom } from '@/lib/time';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({ searchParams }: PageProps<'/settings'>) {
  const viewer = await requireViewer('settings:manage');
  const { tz } = await searchParams;
  const zone = (typeof tz === 'string' ? zoneFrom(tz) : null) ?? 'UTC';
  return (
    <Frame viewer={viewer} here={{ path: '/settings', params: { tz: zone } }} zone={zone} trail="Settings">
      <h1>Settings</h1>
      <ul>
        <li>
          <a href="/settings/people">People</a>: who may sign in, with which role, in which organisations
        </li>
        <li>
          <a href="/settings/tokens">Tokens</a>: what services and programs sign in with
        </li>
      </ul>
    </Frame>
  );
}
