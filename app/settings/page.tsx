import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { SettingsFrame, SettingsPlaces } from '@/components/settings';
import { parseScreenAddress } from '@/lib/address';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage({ searchParams }: PageProps<'/settings'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'settings:manage');
  return (
    <SettingsFrame viewer={viewer} path="/settings" address={address}>
      <h1>Settings</h1>
      <SettingsPlaces address={address} />
    </SettingsFrame>
  );
}
