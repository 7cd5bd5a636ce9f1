import type { Metadata } from 'next';
import { pageViewer } from '@/app/page-viewer';
import { CheckpointTable, ExportTable, PlaceTable, SealHead, VerificationTable, VerifyForm, WhatItProves } from '@/components/evidence';
import { FormNotice } from '@/components/form';
import { Frame } from '@/components/frame';
import { Section } from '@/components/table';
import { exportsHref, parseScreenAddress, screenHref } from '@/lib/address';
import { noticeFor } from '@/lib/auth';
import { listExports } from '@/lib/export';
import { sealState } from '@/lib/seal';
import { may } from '@/lib/viewer';

export const metadata: Metadata = { title: 'Evidence' };

/** Until when everything is sealed, where that is known outside, and what verification found. It is about what is real, whichever world is looked at. */
export default async function EvidencePage({ searchParams }: PageProps<'/evidence'>) {
  const address = parseScreenAddress(await searchParams);
  const viewer = await pageViewer(address, 'evidence:read');
  const [state, exports, notice] = await Promise.all([
    sealState(viewer),
    may(viewer, 'audit:export') ? listExports(viewer) : null,
    noticeFor(address.notice),
  ]);
  const { zone } = address;
  const params = { zone, data: address.data };
  const isThere = state.size > 0;
  return (
    <Frame viewer={viewer} href={screenHref('/evidence', address)} zone={zone} trail="Evidence" isAlwaysReal>
      {notice && <FormNotice {...notice} />}
      <SealHead state={state} zone={zone} />
      {isThere && (
        <Section title="Verification">
          {may(viewer, 'evidence:verify') && <VerifyForm />}
          <VerificationTable runs={state.verifications} zone={zone} params={params} />
        </Section>
      )}
      {exports && (
        <Section title="Exports" note={<a href={exportsHref(params)}>all of them</a>}>
          <ExportTable exports={exports.slice(0, 5)} zone={zone} />
        </Section>
      )}
      {isThere && (
        <>
          <Section title="Published" note="outside of this database">
            <PlaceTable places={state.places} size={state.checkpoints[0]?.size ?? 0} zone={zone} />
          </Section>
          <Section title="Checkpoints" note={<a href="/api/v1/checkpoint">the latest as a file</a>}>
            <CheckpointTable checkpoints={state.checkpoints} zone={zone} />
          </Section>
          <Section title="What this proves, and what not">
            <WhatItProves state={state} />
          </Section>
        </>
      )}
    </Frame>
  );
}
