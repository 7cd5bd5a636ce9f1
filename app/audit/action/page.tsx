import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { answered } from '@/app/audit/answered';
import { actionCopies } from '@/app/audit/copies';
import { TakenAway } from '@/app/audit/taken-away';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import {
  ActionFields,
  ActionHead,
  ActionTable,
  DiffTable,
  linksFrom,
  Misunderstood,
  type Names,
  NeighbourGroups,
  namesIn,
} from '@/components/audit';
import { RowProof } from '@/components/evidence';
import { Frame } from '@/components/frame';
import { JsonView } from '@/components/json';
import { Columns, Section } from '@/components/table';
import {
  actionApiHref,
  actionHref,
  auditHref,
  parseActionAddress,
  printActionRef,
  screenHref,
  subjectTerm,
  type Term,
  termFor,
} from '@/lib/address';
import { type Action, type ActionDetail, daysFrom, diffFrom, getAction, type JsonNode, listActions, member, readJson } from '@/lib/audit';
import { config } from '@/lib/config';
import { sealOf } from '@/lib/seal';
import type { Viewer } from '@/lib/viewer';
import { knownFrom } from './known-from';
import { readNeighbours } from './read-neighbours';

export const metadata: Metadata = { title: 'What happened?' };

/** One action: what changed, every field, what its source recorded, and what else its request did. */
export default async function ActionPage({ searchParams }: PageProps<'/audit/action'>) {
  const address = parseActionAddress(await searchParams);
  const viewer = await pageViewer(address);
  const action = address.ref && (await getAction(viewer, printActionRef(address.ref)));
  if (!action) notFound();
  const { zone } = address;
  const links = linksFrom(address);
  const tree = readJson(action.metadata);
  const diff = diffFrom(action.metadata);
  const [siblings, names, neighbours, seal] = await Promise.all([
    sameRequest(viewer, action),
    namesFor(viewer, action),
    readNeighbours(viewer, action),
    viewer.sees === 'real' ? answered(sealOf(viewer, action.ref)) : null,
  ]);
  const seen = { zone, data: viewer.sees };
  const known = knownFrom(tree, { diff, names });
  return (
    <Frame viewer={viewer} href={actionHref(action.ref, address)} zone={zone} trail={<ActionTrail href={auditHref(address)} />}>
      <ActionHead action={action} known={known} zone={zone} now={now()} links={links} reason={textOf(member(tree, 'reason'))} />
      <Misunderstood filter={{ terms: [] }} problems={address.problems} />
      <TakenAway
        viewer={viewer}
        zone={zone}
        copies={actionCopies({ action, known, diff, zone, href: actionHref(action.ref, seen), apiHref: actionApiHref(action.ref, seen) })}
      />
      {diff && (
        <Section title="What changed">
          <DiffTable diff={diff} caption="What changed" />
        </Section>
      )}
      <Columns>
        <Section title="As recorded">
          <ActionFields action={action} zone={zone} links={links} names={names} />
        </Section>
        <Section title="Metadata" note="all that the source said, digit for digit">
          <JsonView tree={tree} text={action.metadata} href={`/api/v1/action?ref=${encodeURIComponent(action.ref)}`} />
        </Section>
      </Columns>
      {seal && (
        <Section title="Evidence" note={<a href={screenHref('/evidence', address)}>the sealed log</a>}>
          {seal.refusal === null ? (
            <RowProof seal={seal.value} isConfigured={config().seal.key !== null} zone={zone} />
          ) : (
            <p role="status">{seal.refusal}</p>
          )}
        </Section>
      )}
      {siblings.length > 1 && (
        <Section title="The same request" note={<a href={links.only('request', action.request_id ?? '')}>as a list</a>}>
          <ActionTable
            days={daysFrom(siblings, zone)}
            zone={zone}
            links={links}
            caption="Actions of the same request"
            without={['request']}
          />
        </Section>
      )}
      {neighbours.length > 0 && (
        <Section title="Just before and after">
          <NeighbourGroups action={action} groups={neighbours} params={{ zone, data: address.data }} />
        </Section>
      )}
    </Frame>
  );
}

function ActionTrail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Audit</a> · one action
    </>
  );
}

/** All that its request did, in order. Request ids are not unique: the list says so by its organisations and times. */
async function sameRequest(viewer: Viewer, { request_id: requestId }: ActionDetail) {
  if (requestId === null) return [];
  const { rows } = await listActions(viewer, { filter: { terms: [termFor('request', requestId)] }, zone: 'UTC', order: 'asc', limit: 100 });
  return rows;
}

/** Whom it was done for is recorded by ID alone: what they were called last, when they did something or something was done to them. */
async function namesFor(viewer: Viewer, { on_behalf_of: as }: ActionDetail): Promise<Names> {
  if (as === null) return new Map();
  const newest = async (term: Term): Promise<readonly Action[]> =>
    (await listActions(viewer, { filter: { terms: [term] }, zone: 'UTC', limit: 1 })).rows;
  return namesIn((await Promise.all([newest(termFor('actor', as)), newest(subjectTerm(null, as))])).flat());
}

function textOf(node: JsonNode | null): string | null {
  return node?.kind === 'string' ? node.value : null;
}
