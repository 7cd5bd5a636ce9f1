import type { Metadata } from 'next';
import { Frame } from '@/components/frame';
import { parseSettingsAddress, settingsHref } from '@/lib/address';
import { requireViewer } from '@/lib/auth';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({ searchParams }: PageProps<'/settings'>) {
  const viewer = await requireViewer('settings:manage');
  const address = parseSettingsAddress(await searchParams);
  return (
    <Frame viewer={viewer} href={settingsHref('/settings', address)} zone={address.zone} trail="Settings">
      <h1>Settings</h1>
      <ul>
        <li>
          <a href={settingsHref('/settings/people', address)}>People</a>: who may sign in, with which role, in which organisations
        </li>
        <li>
          <a href={settingsHref('/settings/tokens', address)}>Tokens</a>: what services and programs sign in with
        </li>
      </ul>
    </Frame>
  );
}
