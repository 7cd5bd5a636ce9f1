import type { Metadata } from 'next';
import { answered } from '@/app/audit/answered';
import { pageViewer } from '@/app/page-viewer';
import { Explorer, FacetColumn } from '@/components/audit';
import { Frame } from '@/components/frame';
import { LineChart, LineList, LogHead } from '@/components/logs';
import { LiveTail } from '@/components/logs/live-tail';
import { describeLines, type LineFilter, linesHref, lineTerm, parseLinesAddress, printFilter, readablePart } from '@/lib/address';
import { listLines } from '@/lib/logs';
import { visibleText } from '@/lib/visible-text';
import { breakdown, withinTimes, withoutTimes } from './breakdown';

export async function generateMetadata({ searchParams }: PageProps<'/logs'>): Promise<Metadata> {
  return { title: visibleText(sentenceOf(parseLinesAddress(await searchParams))) };
}

/** Lines of all services: the question in words, when they were written, what they are made of, and the lines. */
export default async function LogsPage({ searchParams }: PageProps<'/logs'>) {
  const asked = parseLinesAddress(await searchParams);
  // What is live is the newest, always.
  const address = asked.isLive ? { ...asked, order: 'desc' as const, after: null, before: null } : asked;
  const { filter, zone, isLive } = address;
  const viewer = await pageViewer(address, 'logs:read');
  const [list, made] = await Promise.all([answered(listLines(viewer, address)), isLive ? null : breakdown(viewer, address)]);
  const sentence = sentenceOf(address);
  const hrefOf = (changed: LineFilter) => linesHref({ ...address, filter: changed, after: null, before: null });
  const timeless = withoutTimes(filter);
  return (
    <Frame viewer={viewer} href={linesHref(address)} zone={zone} query={printFilter(filter)} searches="lines" trail="Logs">
      <LogHead sentence={sentence} page={list.value} address={address} />
      {isLive && <LiveTail seconds={4} words="Live" />}
      {made?.bars && (
        <LineChart
          bars={made.bars}
          zone={zone}
          hrefOf={(from, to) => hrefOf(withinTimes(filter, from, to))}
          allHref={timeless.terms.length < filter.terms.length ? hrefOf(timeless) : null}
        />
      )}
      <Explorer
        facets={
          made &&
          (made.groups.length > 0 || made.caveat !== null) && (
            <FacetColumn groups={made.groups} filter={filter} termOf={lineTerm} hrefOf={hrefOf} caveat={made.caveat} />
          )
        }
      >
        <LineList page={list.value} refusal={list.refusal} address={address} caption={sentence} />
      </Explorer>
    </Frame>
  );
}

function sentenceOf({ filter, zone }: { filter: LineFilter; zone: string }): string {
  const words = describeLines(readablePart(filter), { zone });
  return words.charAt(0).toUpperCase() + words.slice(1);
}
