import type { Metadata } from 'next';
import { lastLook, noteLook, readNews } from '@/app/last-look';
import { listLook } from '@/app/list-look';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { ActionList, ListHead, NewsLine } from '@/components/audit';
import { Frame } from '@/components/frame';
import {
  actionsApiHref,
  auditHref,
  describeFilter,
  type Filter,
  type ListParams,
  parseAuditAddress,
  printFilter,
  readablePart,
} from '@/lib/address';
import { daysFrom, listActions } from '@/lib/audit';
import { visibleText } from '@/lib/visible-text';
import { answered } from './answered';
import { breakdown } from './breakdown';
import { BrokenDown } from './broken-down';
import { listCopies } from './copies';
import { noteSearch } from './note-search';
import { TakenAway } from './taken-away';

export async function generateMetadata({ searchParams }: PageProps<'/audit'>): Promise<Metadata> {
  return { title: visibleText(sentenceOf(parseAuditAddress(await searchParams))) };
}

/** The audit log as a ledger: the question in words, when it happened, what it is made of, and the rows. */
export default async function AuditPage({ searchParams }: PageProps<'/audit'>) {
  const address = parseAuditAddress(await searchParams);
  const { filter, zone, problems } = address;
  const viewer = await pageViewer(address);
  const looked = lastLook(viewer);
  const counting = breakdown(viewer, address);
  const [look, list, newer] = await Promise.all([
    looked,
    answered(listActions(viewer, address)),
    address.order === 'desc' ? looked.then((look) => readNews(viewer, look, address)) : null,
  ]);
  const noted = noteSearch(viewer, address);
  const news = list.value && newer;
  if (list.value && showsNewest(address)) await noteLook(viewer, look, list.value);
  const sentence = sentenceOf(address);
  const hrefOf = (changed: Filter) => auditHref({ ...address, filter: changed, after: null, before: null });
  return (
    <Frame viewer={viewer} href={auditHref(address)} zone={zone} query={printFilter(filter)} trail="Audit">
      <ListHead sentence={sentence} page={list.value} filter={filter} problems={problems} params={address} />
      {list.value && (
        <TakenAway
          viewer={viewer}
          zone={zone}
          question={{ ...address, subject: null }}
          copies={listCopies(viewer, { title: sentence, page: list.value, address, hrefOf: auditHref, apiHrefOf: actionsApiHref })}
        />
      )}
      {news && <NewsLine news={news} params={address} now={now()} />}
      <BrokenDown list={list.value} breakdown={counting} filter={filter} hrefOf={hrefOf}>
        <ActionList
          page={list.value}
          refusal={list.refusal}
          days={daysFrom(list.value?.rows ?? [], zone, news?.since)}
          news={news}
          address={address}
          filter={filter}
          hrefOf={auditHref}
          look={await listLook()}
          caption={sentence}
        />
      </BrokenDown>
      <Until done={noted} />
    </Frame>
  );
}

/** The page is not sent before it. */
async function Until({ done }: { done: Promise<void> }) {
  await done;
  return null;
}

/** The first page of all there is. Whoever looks at part of it has not seen the rest. */
function showsNewest({ filter, order, after, before }: ListParams): boolean {
  return filter.terms.length === 0 && order === 'desc' && after === null && before === null;
}

/** What could not be read is said beneath, not in the sentence. A name that opens it (`api_key.revoke`) stays as it is. */
function sentenceOf({ filter, zone }: Pick<ListParams, 'filter' | 'zone'>): string {
  const words = describeFilter(readablePart(filter), { zone });
  return words.replace(/^[a-z](?=[a-z]*( |$))/, (letter) => letter.toUpperCase());
}
