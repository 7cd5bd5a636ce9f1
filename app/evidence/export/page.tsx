import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { pageViewer } from '@/app/page-viewer';
import { ExportFacts, ExportProgress } from '@/components/evidence';
import { FormNotice } from '@/components/form';
import { Frame } from '@/components/frame';
import { SafeText } from '@/components/text';
import { exportFileHref, exportHref, exportsHref, parseExportScreenAddress, printFilter } from '@/lib/address';
import { noticeFor } from '@/lib/auth';
import { getExport } from '@/lib/export';

export const metadata: Metadata = { title: 'Export' };

/** One export: fetched from here, with how far it is; afterwards what it was. */
export default async function ExportPage({ searchParams }: PageProps<'/evidence/export'>) {
  const address = parseExportScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'audit:export');
  const [record, notice] = await Promise.all([getExport(viewer, address.id ?? ''), noticeFor(address.notice)]);
  if (!record) notFound();
  const { id, state, why, rows, expected, words, question } = record;
  const isOwn = record.viewer.kind === viewer.kind && record.viewer.id === viewer.id;
  return (
    <Frame viewer={viewer} href={exportHref(id, address)} zone={address.zone} trail={<Trail href={exportsHref(address)} />} isAlwaysReal>
      <h1>
        Export of <SafeText text={words} />
      </h1>
      {notice && <FormNotice {...notice} />}
      <ExportProgress id={id} state={state} why={why} rows={rows} expected={expected} fileHref={isOwn ? exportFileHref(id) : null} />
      {(state === 'asked' || state === 'running') && (
        <form method="post" action="/api/exports/cancel">
          <input type="hidden" name="form" value="cancel" />
          <input type="hidden" name="id" value={id} />
          <button type="submit" data-quiet>
            Cancel
          </button>
        </form>
      )}
      <ExportFacts record={record} query={printFilter(question.filter)} zone={address.zone} />
    </Frame>
  );
}

function Trail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Exports</a> · one export
    </>
  );
}
