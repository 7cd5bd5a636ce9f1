import type { Metadata } from 'next';
import { answered } from '@/app/audit/answered';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { Frame } from '@/components/frame';
import { IssueList, IssuesHead } from '@/components/issues';
import { describeIssues, type IssueFilter, issuesHref, parseIssuesAddress, printFilter, readablePart } from '@/lib/address';
import { issuesPlace, listIssues } from '@/lib/issues';
import { visibleText } from '@/lib/visible-text';

export async function generateMetadata({ searchParams }: PageProps<'/issues'>): Promise<Metadata> {
  return { title: visibleText(sentenceOf(parseIssuesAddress(await searchParams))) };
}

/** What breaks: the question in words, and the issues with how often, to how many and since when. */
export default async function IssuesPage({ searchParams }: PageProps<'/issues'>) {
  const address = parseIssuesAddress(await searchParams);
  const { filter, zone } = address;
  const viewer = await pageViewer(address, 'issues:read');
  const list = await answered(listIssues(viewer, address));
  const sentence = sentenceOf(address);
  return (
    <Frame viewer={viewer} href={issuesHref(address)} zone={zone} query={printFilter(filter)} searches="issues" trail="Issues">
      <IssuesHead sentence={sentence} page={list.value} address={address} />
      <IssueList page={list.value} refusal={list.refusal} address={address} caption={sentence} place={issuesPlace(viewer)} now={now()} />
    </Frame>
  );
}

function sentenceOf({ filter, zone }: { filter: IssueFilter; zone: string }): string {
  const words = describeIssues(readablePart(filter), { zone });
  return words.charAt(0).toUpperCase() + words.slice(1);
}
