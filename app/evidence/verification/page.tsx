import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { pageViewer } from '@/app/page-viewer';
import { FindingTable, VerificationTable } from '@/components/evidence';
import { Frame } from '@/components/frame';
import { Section } from '@/components/table';
import { parseVerificationAddress, screenHref, verificationHref } from '@/lib/address';
import { listFindings, listVerifications } from '@/lib/seal';
import { may } from '@/lib/viewer';

export const metadata: Metadata = { title: 'Is it what was sealed?' };

const mostShown = 500;

/** One verification: what was compared, and each thing that is not what was sealed. */
export default async function VerificationPage({ searchParams }: PageProps<'/evidence/verification'>) {
  const address = parseVerificationAddress(await searchParams);
  const viewer = await pageViewer(address, 'evidence:read');
  const { id, zone } = address;
  const [run] = id === null ? [] : await listVerifications(viewer, { limit: 1, id });
  if (!run) notFound();
  const findings = await listFindings(viewer, { id: run.id, limit: mostShown });
  const params = { zone, data: address.data };
  const trail = (
    <>
      <a href={screenHref('/evidence', params)}>Evidence</a> · one verification
    </>
  );
  return (
    <Frame viewer={viewer} href={verificationHref(run.id, address)} zone={zone} trail={trail} isAlwaysReal>
      <h1>{headline(run.outcome, run.findings)}</h1>
      <VerificationTable runs={[run]} zone={zone} params={params} />
      {run.lateRows > 0 && (
        <p>{run.lateRows.toLocaleString('en')} of the rows were sealed more than an hour after they say that they happened.</p>
      )}
      {findings.length > 0 && (
        <Section title="Not as sealed" note={may(viewer, 'org:*') ? undefined : 'which rows is told to those who see every organisation'}>
          <FindingTable findings={findings} count={run.findings} params={params} />
        </Section>
      )}
    </Frame>
  );
}

function headline(outcome: 'as-sealed' | 'differs' | 'incomplete' | null, findings: number): string {
  if (outcome === 'as-sealed') return 'Everything that was compared is what was sealed';
  if (outcome === 'incomplete') return 'Not everything could be compared; what was is what was sealed';
  if (findings > 0) return `${findings.toLocaleString('en')} ${findings === 1 ? 'thing is' : 'things are'} not what was sealed`;
  return 'The comparison is under way, and nothing was found so far';
}
