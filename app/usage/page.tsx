import type { Metadata } from 'next';
import { answered } from '@/app/audit/answered';
import { TakenAway } from '@/app/audit/taken-away';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { Refused } from '@/components/audit';
import { Frame } from '@/components/frame';
import { Empty } from '@/components/state';
import { BlindSpots, FirstUses, LedgerHead, LedgerTable, Quadrant, WeightsForm } from '@/components/usage';
import {
  type CostPart,
  describeUsage,
  featureHref,
  type LedgerSort,
  parseUsageAddress,
  printFilter,
  readablePart,
  type UsageFilter,
  usageDays,
  usageHref,
  usualWeights,
} from '@/lib/address';
import { config } from '@/lib/config';
import { findingOf, getLedger, type ToldLedger } from '@/lib/ledger';
import { dayOf } from '@/lib/time';
import { ledgerCopies } from './ledger-copies';

export const metadata: Metadata = { title: 'Which features earn their keep?' };

/** More are looked for by their name, or asked for. */
const mostRows = 30;

/** The ledger: what was found, value against cost, and every feature in the same order. */
export default async function UsagePage({ searchParams }: PageProps<'/usage'>) {
  const address = parseUsageAddress(await searchParams);
  const { filter, zone, data, sort } = address;
  const viewer = await pageViewer(address, 'usage:read');
  const days = usageDays(address, dayOf(now(), zone) ?? '');
  const { value: ledger, refusal } = await answered(getLedger(viewer, { ...address, ...days, now: now() }));
  const hrefOf = (name: string) => featureHref({ name, zone, data, from: address.from, to: address.to, asof: address.asof });
  const sorted = { by: sort, hrefOf: (by: LedgerSort) => usageHref({ ...address, sort: by }) };
  const sentence = sentenceOf(filter, zone);
  const shown = ledger?.rows.slice(0, address.rows === 'all' ? undefined : mostRows) ?? [];
  return (
    <Frame viewer={viewer} href={usageHref(address)} zone={zone} query={printFilter(filter)} searches="usage" trail="Usage">
      <LedgerHead finding={ledger && findingOf(ledger)} sentence={sentence} address={address} days={days} asOf={ledger?.asOf ?? null} />
      {!ledger && <Refused why={refusal ?? ''} />}
      {ledger && ledger.rows.length > 0 && (
        <>
          <TakenAway viewer={viewer} zone={zone} copies={ledgerCopies(viewer, { ledger, shown, sentence, address, days })} />
          <Quadrant rows={ledger.rows} hrefOf={hrefOf} />
          <WeightsForm address={address} usualHref={usageHref({ ...address, weights: usualWeights })} />
          <LedgerTable rows={shown} zone={zone} now={now()} caption={sentence} hrefOf={hrefOf} untold={untoldIn(ledger)} sorted={sorted} />
          {shown.length < ledger.rows.length && (
            <p>
              The first {shown.length} of {ledger.rows.length.toLocaleString('en')} features.{' '}
              <a href={usageHref({ ...address, rows: 'all' })}>All of them</a>
            </p>
          )}
          <BlindSpots {...ledger} zone={zone} isNarrowed={filter.terms.length > 0} />
        </>
      )}
      {ledger && ledger.rows.length === 0 && <NoFeatures filter={filter} untagged={ledger.untagged?.events ?? 0} />}
    </Frame>
  );
}

function untoldIn({ costs }: ToldLedger): readonly CostPart[] {
  return costs.flatMap(({ part, reading }) => (reading.verdict === 'found' || reading.verdict === 'none' ? [] : [part]));
}

function NoFeatures({ filter, untagged }: { filter: UsageFilter; untagged: number }) {
  if (filter.terms.length > 0) {
    return (
      <Empty title="No feature matches, in all that is kept and that you may see">
        <p>Take a part out of the question.</p>
      </Empty>
    );
  }
  if (untagged > 0) {
    return (
      <Empty title="Events arrive, and none of them names a feature">
        <p>
          {untagged.toLocaleString('en')} events of these days carry no <code>feature</code>. Let every event carry <code>feature</code> and{' '}
          <code>surface</code>: <code>docs/sending-usage.md</code> says how.
        </p>
      </Empty>
    );
  }
  const { posthog } = config().usage;
  if (posthog) {
    return (
      <Empty title="PostHog told of no use yet">
        <p>
          Nothing that was read from <code>{posthog.base.host}</code> names a feature in these days. How much was read, and when, stands
          under Settings → Sources.
        </p>
      </Empty>
    );
  }
  return <FirstUses origin={config().publicUrl.origin} />;
}

function sentenceOf(filter: UsageFilter, zone: string): string {
  const words = describeUsage(readablePart(filter), { zone });
  return words.charAt(0).toUpperCase() + words.slice(1);
}
