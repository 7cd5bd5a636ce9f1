import type { Metadata } from 'next';
import { forbidden } from 'next/navigation';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { Misunderstood } from '@/components/audit';
import { HoldTable, type LookedAt, RetentionForm, RetentionState, RetentionTable, SettingsFrame } from '@/components/settings';
import { parseRetentionAddress } from '@/lib/address';
import { noticeFor } from '@/lib/auth';
import { listHolds, listRetentionSources, previewExpiry, previewRule } from '@/lib/retention';
import { sealState } from '@/lib/seal';
import { may, type Viewer } from '@/lib/viewer';

export const metadata: Metadata = { title: 'Retention' };

/** More than that are told as more: a screen does not wait for a count. */
const mostCounted = 10_000;

/** How long actions of each source are kept, what goes by that, and what stays whatever is said. */
export default async function RetentionPage({ searchParams }: PageProps<'/settings/retention'>) {
  const address = parseRetentionAddress(await searchParams);
  const viewer = await pageViewer(address, 'retention:manage');
  // It is about every organisation: who sees some of them decides nothing of it.
  if (!may(viewer, 'org:*')) forbidden();
  const [seal, sources, rules, holds, looked, notice] = await Promise.all([
    sealState(viewer),
    listRetentionSources(viewer),
    previewExpiry(viewer, { most: mostCounted }),
    listHolds(viewer),
    lookAt(viewer, address),
    noticeFor(address.notice),
  ]);
  const { zone } = address;
  const params = { zone, data: address.data };
  return (
    <SettingsFrame viewer={viewer} path="/settings/retention" address={address} name="Retention">
      <h1>How long actions are kept</h1>
      <RetentionState seal={seal} />
      <RetentionTable sources={sources} rules={rules} zone={zone} params={params} now={now()} />
      <Misunderstood filter={{ terms: [] }} problems={address.problems} />
      <RetentionForm sources={sources} looked={looked} zone={zone} params={params} notice={notice} />
      <HoldTable holds={holds.filter(({ liftedAt }) => liftedAt === null)} zone={zone} />
    </SettingsFrame>
  );
}

async function lookAt(viewer: Viewer, { source, days }: { source: string | null; days: number | null }): Promise<LookedAt | null> {
  if (source === null) return null;
  return { source, days, expiry: days === null ? null : await previewRule(viewer, { source, days, most: mostCounted }) };
}
