import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { ExportTable } from '@/components/evidence';
import { FormNotice } from '@/components/form';
import { Frame } from '@/components/frame';
import { exportsHref, parseExportScreenAddress } from '@/lib/address';
import { noticeFor } from '@/lib/auth';
import { listExports } from '@/lib/export';

export const metadata: Metadata = { title: 'Exports' };

/** Who took what away as a file, and why. */
export default async function ExportsPage({ searchParams }: PageProps<'/evidence/exports'>) {
  const address = parseExportScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'audit:export');
  const [exports, notice] = await Promise.all([listExports(viewer), noticeFor(address.notice)]);
  return (
    <Frame viewer={viewer} href={exportsHref(address)} zone={address.zone} trail="Evidence · exports" isAlwaysReal>
      <h1>Exports</h1>
      {notice && <FormNotice {...notice} />}
      <ExportTable exports={exports} zone={address.zone} />
    </Frame>
  );
}
