import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { ActionLines, ActionTable, ActorHead, linksFrom, Misunderstood, Pager } from '@/components/audit';
import { Frame } from '@/components/frame';
import { Columns, Section } from '@/components/table';
import { actorHref, auditHref, parseActorAddress, termFor } from '@/lib/address';
import { daysFrom, listActions } from '@/lib/audit';

export const metadata: Metadata = { title: 'What did they do?' };

/** Everything that one actor did: on which days, what, to what, what failed. */
export default async function ActorPage({ searchParams }: PageProps<'/audit/actor'>) {
  const address = parseActorAddress(await searchParams);
  const { id, zone, filter } = address;
  if (id === null) notFound();
  const viewer = await pageViewer(address);
  const theirs = [termFor('actor', id), ...filter.terms];
  const failure = [...theirs, termFor('outcome', 'failure')];
  const [list, oldest, failed] = await Promise.all([
    listActions(viewer, { ...address, filter: { terms: theirs } }),
    listActions(viewer, { filter: { terms: theirs }, zone, order: 'asc', limit: 1 }),
    listActions(viewer, { filter: { terms: failure }, zone, limit: 20 }),
  ]);
  if (list.rows.length === 0 && filter.terms.length === 0) notFound();
  const links = linksFrom(address);
  const hrefOf = (params: Parameters<typeof actorHref>[1]) => actorHref(id, params);
  const [newest] = list.rows;
  return (
    <Frame viewer={viewer} href={hrefOf(address)} zone={zone} trail={<Trail href={auditHref({ zone, data: address.data })} />}>
      <ActorHead
        id={id}
        label={newest?.actor_label ?? null}
        type={newest?.actor_type ?? null}
        count={list.count}
        failed={failed.count}
        first={oldest.rows[0] ?? null}
        last={newest ?? null}
        zone={zone}
        now={now()}
      />
      <Misunderstood filter={filter} problems={address.problems} />
      <Columns>
        {failed.rows.length > 0 && (
          <Section title="Failed" note={<a href={auditHref({ ...address, filter: { terms: failure } })}>all of them</a>}>
            <ActionLines days={daysFrom(failed.rows, zone)} zone={zone} links={links} />
          </Section>
        )}
      </Columns>
      <Section title="All of it">
        <ActionTable days={daysFrom(list.rows, zone)} zone={zone} links={links} caption="All of their actions" without={['actor']} />
        <Pager page={list} address={address} hrefOf={hrefOf} />
      </Section>
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
