import { Suspense } from 'react';
import { type Answered, answered } from '@/app/audit/answered';
import { Section } from '@/components/table';
import { LedgerLines } from '@/components/usage';
import { type CommonParams, featureHref, usageDays, usageHref, usualWeights } from '@/lib/address';
import { getLedger, type LedgerRow, type ToldLedger } from '@/lib/ledger';
import type { Viewer } from '@/lib/viewer';

const mostNamed = 5;

/** Asked with the rest of the page. Null for who may not see what is used. */
export async function readUsed(
  viewer: Viewer,
  { day, zone, now }: { day: string; zone: string; now: string },
): Promise<Answered<ToldLedger> | null> {
  if (!viewer.permissions.has('usage:read')) return null;
  const days = usageDays({ from: null, to: null, asof: day }, day);
  return answered(getLedger(viewer, { filter: { terms: [] }, zone, ...days, weights: usualWeights, sort: 'earns', now }));
}

/** So long a page waits for it; what comes later follows in the same answer. */
const patienceMs = 300;

type Used = Awaited<ReturnType<typeof readUsed>>;

interface UsedTodayProps {
  used: Promise<Used>;
  params: CommonParams;
  day: string;
}

/** What of the use of features deserves a look, with the first byte where it is there in time. */
export async function UsedToday({ used, ...props }: UsedTodayProps) {
  const soon = await Promise.race([used, new Promise<undefined>((tell) => setTimeout(() => tell(undefined), patienceMs))]);
  if (soon !== undefined) return <Panel used={soon} {...props} />;
  return (
    <Suspense fallback={<p aria-busy="true">Counting what is used …</p>}>
      <Late used={used} {...props} />
    </Suspense>
  );
}

async function Late({ used, ...props }: UsedTodayProps) {
  return <Panel used={await used} {...props} />;
}

/** Where nothing is known there is nothing to say. */
function Panel({ used, params: { zone, data }, day }: Omit<UsedTodayProps, 'used'> & { used: Used }) {
  if (!used) return null;
  if (used.refusal !== null) return <p role="status">Use could not be asked: {used.refusal}</p>;
  const rows = used.value.rows
    .filter(deservesALook)
    .sort((a, b) => urgency(b) - urgency(a))
    .slice(0, mostNamed);
  if (rows.length === 0) return null;
  return (
    <Section title="Used in the last 30 days" note={<a href={usageHref({ zone, data, asof: day })}>the whole ledger</a>}>
      <LedgerLines rows={rows} hrefOf={(name) => featureHref({ name, zone, data, asof: day })} />
    </Section>
  );
}

function deservesALook({ verdict, place }: LedgerRow): boolean {
  return verdict === 'growing' || verdict === 'fading' || place === 'retire' || place === 'fix';
}

function urgency({ verdict, place, use }: LedgerRow): number {
  return (place === 'retire' ? 4e9 : 0) + (verdict === 'fading' ? 2e9 : 0) + (verdict === 'growing' ? 1e9 : 0) + (use?.users ?? 0);
}
