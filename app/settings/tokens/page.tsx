import type { Metadata } from 'next';
import { Frame } from '@/components/frame';
import { SettingsTrail, TokenForm, TokenTable } from '@/components/settings';
import { listTokens } from '@/lib/accounts';
import { parseSettingsAddress, settingsHref } from '@/lib/address';
import { noticeFor, requireViewer } from '@/lib/auth';

export const metadata: Metadata = { title: 'Tokens' };

export default async function TokensPage({ searchParams }: PageProps<'/settings/tokens'>) {
  const viewer = await requireViewer('tokens:manage');
  const address = parseSettingsAddress(await searchParams);
  const [tokens, notice] = await Promise.all([listTokens(viewer), noticeFor(address.notice)]);
  const of = (form: string) => (notice?.form === form ? notice : null);
  return (
    <Frame viewer={viewer} href={settingsHref('/settings/tokens', address)} zone={address.zone} trail={<SettingsTrail name="Tokens" />}>
      <h1>API tokens</h1>
      <TokenTable tokens={tokens} zone={address.zone} notice={of('revoke')} />
      <TokenForm viewer={viewer} notice={of('create')} />
    </Frame>
  );
}
