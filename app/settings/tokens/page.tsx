import type { Metadata } from 'next';
import { Frame } from '@/components/frame';
import { SettingsTrail, TokenForm, TokenTable } from '@/components/settings';
import { listTokens } from '@/lib/accounts';
import { noticeFor, requireViewer } from '@/lib/auth';
import { zoneFrom } from '@/lib/time';

export const metadata: Metadata = { title: 'Tokens' };

export default async function TokensPage({ searchParams }: PageProps<'/settings/tokens'>) {
  const viewer = await requireViewer('tokens:manage');
  const { tz, notice: noticeId } = await searchParams;
  const zone = (typeof tz === 'string' ? zoneFrom(tz) : null) ?? 'UTC';
  const [tokens, notice] = await Promise.all([listTokens(viewer), noticeFor(noticeId)]);
  const of = (form: string) => (notice?.form === form ? notice : null);
  return (
    <Frame viewer={viewer} here={{ path: '/settings/tokens', params: { tz: zone } }} zone={zone} trail={<SettingsTrail name="Tokens" />}>
      <h1>API tokens</h1>
      <TokenTable tokens={tokens} zone={zone} notice={of('revoke')} />
      <TokenForm viewer={viewer} notice={of('create')} />
    </Frame>
  );
}
