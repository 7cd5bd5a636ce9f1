import { Suspense } from 'react';
import { SealLine } from '@/components/evidence';
import { Section } from '@/components/table';
import { type CommonParams, screenHref } from '@/lib/address';
import { isSealing, type SealState, sealState } from '@/lib/seal';
import type { Viewer } from '@/lib/viewer';

/** Asked with the rest of the page. Null for who may not see it, where nobody asked for sealing, and for the sample, which is never sealed. */
export async function readSealed(viewer: Viewer): Promise<SealState | null> {
  if (!viewer.permissions.has('evidence:read') || viewer.sees === 'sample' || !isSealing()) return null;
  return sealState(viewer);
}

interface SealedTodayProps {
  sealed: Promise<SealState | null>;
  params: CommonParams;
  now: string;
}

/** So long a page waits for it; what comes later follows in the same answer. */
const patienceMs = 300;

/** How the evidence stands, with the first byte where it is there in time. */
export async function SealedToday({ sealed, ...props }: SealedTodayProps) {
  const soon = await Promise.race([sealed, new Promise<undefined>((tell) => setTimeout(() => tell(undefined), patienceMs))]);
  if (soon !== undefined) return <Panel state={soon} {...props} />;
  return (
    <Suspense fallback={<p aria-busy="true">Asking how far everything is sealed …</p>}>
      <Late sealed={sealed} {...props} />
    </Suspense>
  );
}

async function Late({ sealed, ...props }: SealedTodayProps) {
  return <Panel state={await sealed} {...props} />;
}

function Panel({ state, params: { zone, data }, now }: Omit<SealedTodayProps, 'sealed'> & { state: SealState | null }) {
  if (!state) return null;
  return (
    <Section title="Evidence" note={<a href={screenHref('/evidence', { zone, data })}>the sealed log</a>}>
      <SealLine state={state} params={{ zone, data }} zone={zone} now={now} />
    </Section>
  );
}
