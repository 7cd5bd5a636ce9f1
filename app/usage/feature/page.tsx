import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { answered } from '@/app/audit/answered';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { ActionLines, linksFrom, Misunderstood, Refused } from '@/components/audit';
import { Frame } from '@/components/frame';
import { Caveats, IssueLines } from '@/components/issues';
import { Columns, Section } from '@/components/table';
import { CohortTable, CostList, FeatureHead, FunnelForm, MarkedTrend, MarkForm, OrgTable, SurfaceTable } from '@/components/usage';
import { auditHref, featureApiHref, featureHref, issuesHref, parseFeatureAddress, usageDays, usageHref } from '@/lib/address';
import { daysFrom } from '@/lib/audit';
import { noticeFor } from '@/lib/auth';
import { getFeatureSheet } from '@/lib/ledger';
import { dayOf, formatTime, timeRangeWords, zoneWords } from '@/lib/time';
import { countFunnel } from '@/lib/usage';
import { may } from '@/lib/viewer';
import { costHref, filtersFor, readBeside } from './beside';
import { ReplaysOf, readReplays } from './replays-of';

export const metadata: Metadata = { title: 'Who uses this?' };

/** One feature: what became of it, who would miss it, what it cost, and what its surfaces share. */
export default async function FeaturePage({ searchParams }: PageProps<'/usage/feature'>) {
  const address = parseFeatureAddress(await searchParams);
  const { name, filter, zone, data } = address;
  const viewer = await pageViewer(address, 'usage:read');
  if (name === null) notFound();
  const days = usageDays(address, dayOf(now(), zone) ?? '');
  const question = { filter, zone, ...days };
  const filters = filtersFor(name, days);
  const steps = address.first !== null && address.second !== null ? ([address.first, address.second] as const) : null;
  const replays = readReplays(viewer, name, { zone, ...days });
  const [found, beside, funnel, notice] = await Promise.all([
    answered(getFeatureSheet(viewer, name, { ...question, now: now() })),
    readBeside(viewer, filters, zone),
    steps ? answered(countFunnel(viewer, name, { ...question, steps: [...steps], withinDays: address.within })) : null,
    noticeFor(address.notice),
  ]);
  const params = { zone, data };
  const frame = {
    ...{ viewer, zone, href: featureHref(address), searches: 'usage' as const },
    trail: <Trail href={usageHref({ ...params, from: address.from, to: address.to, asof: address.asof })} />,
  };
  if (found.refusal !== null) {
    return (
      <Frame {...frame}>
        <h1>One feature</h1>
        <Refused why={found.refusal} />
      </Frame>
    );
  }
  const sheet = found.value;
  if (!sheet) notFound();
  const { row, detail } = sheet;
  return (
    <Frame {...frame}>
      <FeatureHead row={row} {...days} zone={zone} now={now()} />
      <Misunderstood filter={filter} problems={address.problems} />
      <p>
        <small>
          {timeRangeWords(days.from, days.to).replace(/^./, (letter) => letter.toUpperCase())}, {zoneWords(zone)}, as counted until{' '}
          {formatTime(sheet.asOf, zone).slice(0, 16)}. <a href={featureApiHref({ ...address, ...days })}>The same as JSON</a>
        </small>
      </p>
      <Caveats caveats={sheet.caveats} />
      {may(viewer, 'usage:mark') && may(viewer, 'org:*') && (
        <MarkForm feature={name} from={featureHref(address)} mark={row.mark} notice={notice?.form === 'mark' ? notice : null} />
      )}
      {detail && <MarkedTrend trend={detail.trend} markers={sheet.markers} />}
      <Columns>
        {detail && (
          <Section title="Who uses it" note="organisations, and how many of their people">
            <OrgTable orgs={detail.orgs_using} zone={zone} now={now()} />
          </Section>
        )}
        <div>
          <Section title="What it cost" note="beside the feature that cost most">
            <CostList row={row} costs={sheet.costs} churn={sheet.churn} hrefOf={(part) => costHref(part, filters, params)} />
          </Section>
          {detail && (
            <Section title="Surfaces" note="where it is used, and what else is there">
              <SurfaceTable used={detail.surfaces_used} sharing={sheet.sharing} zone={zone} now={now()} />
            </Section>
          )}
        </div>
      </Columns>
      {detail && (
        <>
          <Section title="Adoption and return" note="weeks from Monday to Sunday">
            <CohortTable cohorts={detail.cohorts} />
          </Section>
          {detail.events_by_name.length > 0 && (
            <Section title="Funnel" note="people, from one event to another">
              {funnel?.refusal && <Refused why={funnel.refusal} />}
              <FunnelForm address={address} events={detail.events_by_name} found={funnel?.value ?? null} />
            </Section>
          )}
        </>
      )}
      <ReplaysOf found={replays} params={params} now={now()} />
      <Columns>
        {beside.issues && (
          <Section title="Errors" note={<a href={issuesHref({ ...params, filter: filters.issues })}>all of them</a>}>
            {beside.issues.refusal !== null && <p role="status">Issues could not be asked: {beside.issues.refusal}</p>}
            {beside.issues.value?.rows.length === 0 && <p>No issue of it was seen in these days.</p>}
            <IssueLines issues={beside.issues.value?.rows ?? []} params={params} now={now()} />
          </Section>
        )}
        {beside.actions && (
          <Section title="Actions" note={<a href={auditHref({ ...params, filter: filters.actions })}>all of them</a>}>
            {beside.actions.refusal !== null && <p role="status">Actions could not be asked: {beside.actions.refusal}</p>}
            {beside.actions.value?.rows.length === 0 && <p>Nothing was done on it in these days.</p>}
            <ActionLines days={daysFrom(beside.actions.value?.rows ?? [], zone)} zone={zone} links={linksFrom(params)} />
          </Section>
        )}
      </Columns>
    </Frame>
  );
}

function Trail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Usage</a> · one feature
    </>
  );
}
