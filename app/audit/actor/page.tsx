import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { answered } from '@/app/audit/answered';
import { breakdown } from '@/app/audit/breakdown';
import { BrokenDown } from '@/app/audit/broken-down';
import { listCopies } from '@/app/audit/copies';
import { TakenAway } from '@/app/audit/taken-away';
import { listLook } from '@/app/list-look';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { ActionList, ActorHead, isPartial, Misunderstood, SourceNotes } from '@/components/audit';
import { Frame } from '@/components/frame';
import { actionsApiHref, actorHref, auditHref, type Filter, type ListParams, parseActorAddress, termFor } from '@/lib/address';
import { daysFrom, listActions } from '@/lib/audit';

export const metadata: Metadata = { title: 'What did they do?' };

/** Everything that one actor did: on which days, what, to what, what failed, in which organisations. */
export default async function ActorPage({ searchParams }: PageProps<'/audit/actor'>) {
  const address = parseActorAddress(await searchParams);
  const { id, zone, filter, problems } = address;
  if (id === null) notFound();
  const viewer = await pageViewer(address);
  const whose = termFor('actor', id);
  const theirs = { terms: [whose, ...filter.terms] };
  const [all, oldest, failed, list] = await Promise.all([
    listActions(viewer, { filter: { terms: [whose] }, zone, limit: 1 }),
    listActions(viewer, { filter: { terms: [whose] }, zone, limit: 1, order: 'asc' }),
    listActions(viewer, { filter: { terms: [whose, termFor('outcome', 'failure')] }, zone, limit: 1 }),
    answered(listActions(viewer, { ...address, filter: theirs })),
  ]);
  const hrefOf = (params: Partial<ListParams>) => actorHref(id, params);
  const [first, last] = [oldest.rows[0], all.rows[0]];
  if (!first || !last) {
    if (!isPartial(all)) notFound();
    return (
      <Frame viewer={viewer} href={hrefOf(address)} zone={zone} trail={<Trail href={auditHref({ zone, data: address.data })} />}>
        <h1>Nobody of this ID in what could be searched</h1>
        <SourceNotes sources={all.sources} zone={zone} />
      </Frame>
    );
  }
  const hrefWith = (changed: Filter) => hrefOf({ ...address, filter: changed, after: null, before: null });
  return (
    <Frame viewer={viewer} href={hrefOf(address)} zone={zone} trail={<Trail href={auditHref({ zone, data: address.data })} />}>
      <ActorHead id={id} all={all} failed={failed} first={first} last={last} zone={zone} now={now()} />
      <Misunderstood filter={filter} problems={problems} params={address} />
      {list.value && (
        <TakenAway
          viewer={viewer}
          zone={zone}
          question={{ ...address, filter: theirs, subject: null }}
          copies={listCopies(viewer, {
            title: `All that ${id} did`,
            page: list.value,
            address,
            hrefOf,
            apiHrefOf: (params) => actionsApiHref({ ...params, filter: { terms: [whose, ...params.filter.terms] } }),
          })}
        />
      )}
      <BrokenDown
        list={list.value}
        breakdown={breakdown(viewer, { filter: theirs, zone })}
        filter={filter}
        hrefOf={hrefWith}
        without="actor"
      >
        <ActionList
          page={list.value}
          refusal={list.refusal}
          days={daysFrom(list.value?.rows ?? [], zone)}
          address={address}
          filter={theirs}
          hrefOf={hrefOf}
          look={await listLook()}
          caption="All of their actions"
          without={['actor']}
        />
      </BrokenDown>
    </Frame>
  );
}

function Trail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Audit</a> · what somebody did
    </>
  );
}
