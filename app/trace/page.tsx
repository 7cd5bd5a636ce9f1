import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TakenAway } from '@/app/audit/taken-away';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { Misunderstood } from '@/components/audit';
import { Account, Clocks, Hops, Readings, Related, Spans, StoryTable } from '@/components/dossier';
import { Frame } from '@/components/frame';
import { LiveTail } from '@/components/logs/live-tail';
import { Empty } from '@/components/state';
import { Section } from '@/components/table';
import { SafeText } from '@/components/text';
import { parseTraceAddress, type TraceAddress, traceHref } from '@/lib/address';
import { config } from '@/lib/config';
import { type Dossier, type DossierPage, dossierStages, idIn, pageOf } from '@/lib/dossier';
import type { Viewer } from '@/lib/viewer';
import { visibleText } from '@/lib/visible-text';
import { dossierCopies } from './dossier-copies';
import { relatedTo } from './related';

export async function generateMetadata({ searchParams }: PageProps<'/trace'>): Promise<Metadata> {
  const { id } = parseTraceAddress(await searchParams);
  return { title: id === null ? 'Trace' : visibleText(`What happened: ${id.slice(0, 60)}`) };
}

const entriesAPage = 200;

/** Everything known about one ID: the account in words, what each source answered, and the story from all of them. */
export default async function TracePage({ searchParams }: PageProps<'/trace'>) {
  const address = parseTraceAddress(await searchParams);
  const viewer = await pageViewer(address);
  const found = idIn(address.id ?? '');
  const common = { zone: address.zone, data: address.data };
  const frame = { viewer, zone: address.zone, searches: 'ids' as const, query: address.id ?? '', href: traceHref(address), trail: 'Trace' };
  if (!found) {
    return (
      <Frame {...frame}>
        <h1>What happened?</h1>
        <Misunderstood filter={{ terms: [] }} problems={address.problems} />
        <Empty title="Paste what the ticket holds">
          <p>
            A request ID, a trace ID, a traceparent, the ID of an error event or a replay, or a whole log line or mail that holds one: every
            source is asked for it.
          </p>
        </Empty>
      </Frame>
    );
  }
  const { id, others } = found;
  const stages = dossierStages(viewer, id, { now: now(), retentionDays: config().logs.retentionDays });
  return (
    <Frame {...frame}>
      <h1>
        What happened: <SafeText text={id} room={80} />
      </h1>
      <Misunderstood filter={{ terms: [] }} problems={address.problems} />
      {others.length > 0 && (
        <p>
          What was pasted also holds{' '}
          {others.map((other) => (
            <a key={other} href={traceHref({ ...common, id: other })}>
              <SafeText text={other} room={60} />{' '}
            </a>
          ))}
        </p>
      )}
      <Told viewer={viewer} stages={stages} address={{ ...address, id }} />
    </Frame>
  );
}

interface ToldProps {
  viewer: Viewer;
  stages: AsyncGenerator<Dossier, void>;
  address: TraceAddress;
}

/** What is known by now; what further sources answer takes its place when they do. */
async function Told({ viewer, stages, address }: ToldProps) {
  const { value: dossier } = await stages.next();
  if (!dossier) return null;
  const told = <DossierSoFar viewer={viewer} dossier={dossier} address={address} />;
  if (dossier.awaited.length === 0) return told;
  return (
    <Suspense fallback={told}>
      <Told viewer={viewer} stages={stages} address={address} />
    </Suspense>
  );
}

function DossierSoFar({ viewer, dossier, address }: { viewer: Viewer; dossier: Dossier; address: TraceAddress }) {
  const { readings, awaited, completeness, isComplete, stories } = dossier;
  const page = pageOf(dossier, { ...address, limit: entriesAPage });
  const isWhole = awaited.length === 0;
  return (
    <>
      <Readings readings={readings} awaited={awaited} completeness={completeness} isComplete={isComplete} />
      {isWhole && stories.some(({ ending }) => ending !== 'over') && <LiveTail seconds={5} words="It may not be over" />}
      {isWhole && stories.length > 0 && (
        <TakenAway viewer={viewer} zone={address.zone} copies={dossierCopies(viewer, { dossier, page, address })} />
      )}
      <Stories dossier={dossier} page={page} address={address} />
    </>
  );
}

function Stories({
  dossier: { stories, isComplete, awaited, id, spans },
  page,
  address,
}: {
  dossier: Dossier;
  page: DossierPage;
  address: TraceAddress;
}) {
  if (stories.length === 0) return awaited.length > 0 ? null : <NothingFound isComplete={isComplete} />;
  const { zone, data, service } = address;
  const shown = new Set(page.rows.flatMap(({ entry }) => entry.moments.map(({ ref }) => ref)));
  const whole = { zone, data, id };
  return (
    <>
      {stories.length > 1 && (
        <p>
          This ID stands for {stories.length} stories: what is of different organisations, users or hours is hardly one request. Each is
          told by itself.
        </p>
      )}
      {stories.map((story, at) => {
        const rows = page.rows.filter((row) => row.story === at);
        const title = stories.length > 1 ? `Story ${at + 1} of ${stories.length}: ${story.apart ?? ''}` : 'The account';
        return (
          <Section key={title} title={title}>
            <Account lines={story.summary} shown={shown} hrefOf={() => traceHref(whole)} />
            <Hops
              lanes={story.lanes}
              chosen={service}
              hrefOf={(chosen) => traceHref({ ...whole, service: chosen, source: address.source })}
            />
            <Clocks clocks={story.clocks} />
            {rows.length > 0 && <StoryTable rows={rows} lanes={story.lanes} params={{ zone, data }} caption={title} />}
            <Related links={relatedTo(story.moments, { zone, data })} />
          </Section>
        );
      })}
      {spans.length > 0 && (
        <Section title="Spans" note="the work within the trace">
          <Spans spans={spans} zone={zone} />
        </Section>
      )}
      <nav aria-label="Pages">
        {address.after !== null && <a href={traceHref({ ...address, after: null })}>← From the beginning</a>}{' '}
        {page.next !== null && <a href={traceHref({ ...address, after: page.next })}>Further →</a>}
      </nav>
    </>
  );
}

/** Only where all were asked and answered may it be said that nothing is there. */
function NothingFound({ isComplete }: { isComplete: boolean }) {
  return (
    <Empty title={isComplete ? 'Nothing is known of this ID, in all that you may see' : 'Nothing was found in what could be asked'}>
      <p>
        {isComplete
          ? 'Every source that is set up was asked and has nothing. Look whether the ID is whole.'
          : 'Not every source could answer, so this does not mean that nothing happened. Look again later.'}
      </p>
    </Empty>
  );
}
