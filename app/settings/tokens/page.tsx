import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { SettingsFrame, TokenForm, TokenTable } from '@/components/settings';
import { listTokens } from '@/lib/accounts';
import { parseScreenAddress } from '@/lib/address';
import { noticeFor } from '@/lib/auth';

export const metadata: Metadata = { title: 'Tokens' };

export default async function TokensPage({ searchParams }: PageProps<'/settings/tokens'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'tokens:manage');
  const [tokens, notice] = await Promise.all([listTokens(viewer), noticeFor(address.notice)]);
  const of = (form: string) => (notice?.form === form ? notice : null);
  return (
    <SettingsFrame viewer={viewer} path="/settings/tokens" address={address} name="Tokens">
      <h1>API tokens</h1>
      <TokenTable tokens={tokens} zone={address.zone} notice={of('revoke')} />
      <TokenForm viewer={viewer} notice={of('create')} />
    </SettingsFrame>
  );
}
