import type { Metadata } from 'next';
import { answered } from '@/app/audit/answered';
import { pageViewer } from '@/app/page-viewer';
import { ActionTable, Explorer, ListHead, linksFrom, NoActions, Pager, Refused } from '@/components/audit';
import { Frame } from '@/components/frame';
import { auditHref, describeFilter, parseAuditAddress, printFilter } from '@/lib/address';
import { daysFrom, listActions } from '@/lib/audit';

export async function generateMetadata({ searchParams }: PageProps<'/audit'>): Promise<Metadata> {
  const { filter, zone } = parseAuditAddress(await searchParams);
  return { title: sentenceCase(describeFilter(filter, { zone })) };
}

export default async function AuditPage({ searchParams }: PageProps<'/audit'>) {
  const address = parseAuditAddress(await searchParams);
  const { filter, zone, problems } = address;
  const viewer = await pageViewer(address);
  const list = await answered(listActions(viewer, address));
  const sentence = sentenceCase(describeFilter(filter, { zone }));
  return (
    <Frame viewer={viewer} href={auditHref(address)} zone={zone} query={printFilter(filter)} trail="Audit">
      <ListHead sentence={sentence} count={list.value?.count ?? null} filter={filter} problems={problems} params={address} />
      <Explorer facets={null}>
        {list.refusal !== null && <Refused why={list.refusal} />}
        {list.value?.rows.length === 0 && <NoActions filter={filter} address={address} />}
        {list.value && list.value.rows.length > 0 && (
          <ActionTable days={daysFrom(list.value.rows, zone)} zone={zone} links={linksFrom(address)} caption={sentence} />
        )}
        {list.value && <Pager page={list.value} address={address} hrefOf={auditHref} />}
      </Explorer>
    </Frame>
  );
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
