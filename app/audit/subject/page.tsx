import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { type Answered, answered } from '@/app/audit/answered';
import { listCopies } from '@/app/audit/copies';
import { TakenAway } from '@/app/audit/taken-away';
import { listLook } from '@/app/list-look';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import {
  ActionTable,
  InlineDiff,
  isPartial,
  type Links,
  ListLookForm,
  linksFrom,
  Misunderstood,
  type Names,
  namesIn,
  Pager,
  Refused,
  SourceNotes,
  SubjectHead,
} from '@/components/audit';
import { Frame } from '@/components/frame';
import { Columns, Ranking, Section } from '@/components/table';
import { auditHref, type ListParams, parseSubjectAddress, subjectApiHref, subjectHref, subjectTerm } from '@/lib/address';
import { daysFrom } from '@/lib/audit';
import { rankedBy } from './ranked-by';
import { type MostOften, readSubject } from './read-subject';

export const metadata: Metadata = { title: 'Who changed this?' };

/** Everything that was done to one thing, each with what it changed; who did it most, and in which requests. */
export default async function SubjectPage({ searchParams }: PageProps<'/audit/subject'>) {
  const address = parseSubjectAddress(await searchParams);
  const { type, id, zone, filter, problems } = address;
  if (type === null && id === null) notFound();
  const viewer = await pageViewer(address);
  const { value: found, refusal } = await answered(readSubject(viewer, address));
  const story = found && 'history' in found ? found : null;
  const sources = found && 'sources' in found ? found.sources : [];
  if (!story && refusal === null && !isPartial({ sources })) notFound();
  const look = await listLook();
  const links = linksFrom(address);
  const hrefOf = (params: Partial<ListParams>) => subjectHref({ type, id }, params);
  return (
    <Frame viewer={viewer} href={hrefOf(address)} zone={zone} trail={<Trail href={auditHref({ zone, data: address.data })} />}>
      <SubjectHead type={type} id={id} story={story} zone={zone} now={now()} links={links} />
      <Misunderstood filter={filter} problems={problems} params={address} />
      {refusal !== null && <Refused why={refusal} />}
      <SourceNotes sources={sources} zone={zone} />
      {story && (
        <>
          <TakenAway
            viewer={viewer}
            zone={zone}
            question={
              id === null
                ? { ...address, filter: { terms: [subjectTerm(type, id), ...filter.terms] }, subject: null }
                : { ...address, subject: { type, id } }
            }
            copies={listCopies(viewer, {
              title: `Who changed ${[type, id].filter((part) => part !== null).join(' ')}`,
              page: story.history,
              address,
              hrefOf,
              apiHrefOf: (params) => subjectApiHref({ type, id }, params),
            })}
          />
          <Section title="History">
            <SourceNotes sources={story.history.sources} zone={zone} />
            <ListLookForm look={look} back={hrefOf(address)} />
            <ActionTable
              days={daysFrom(story.history.rows, zone)}
              zone={zone}
              links={links}
              caption="History"
              without={[
                ...look.without,
                ...(id !== null && story.history.rows.every((action) => action.subject_id === id) ? ['subject' as const] : []),
              ]}
              under={(action) => {
                const diff = story.diffs.get(action.ref);
                return diff && <InlineDiff diff={diff} href={links.action(action)} />;
              }}
            />
            <Pager page={story.history} address={address} hrefOf={hrefOf} />
          </Section>
          <Rankings most={answered(story.most)} names={namesIn(story.history.rows)} links={links} />
        </>
      )}
    </Frame>
  );
}

/** Counted while the rows are made ready: they take longer than the count. */
async function Rankings({ most, names, links }: { most: Promise<Answered<MostOften>>; names: Names; links: Links }) {
  const { value, refusal } = await most;
  if (!value) return <p role="status">Who touched it most could not be counted: {refusal}</p>;
  const { only } = links;
  return (
    <Columns>
      <Section title="Who touched it most">
        <Ranking rows={rankedBy(value.actors, links.actor, names)} caption="Who touched it most" heading="Who" />
      </Section>
      <Section title="In which requests">
        <Ranking rows={rankedBy(value.requests, (request) => only('request', request))} caption="In which requests" heading="Request" />
      </Section>
    </Columns>
  );
}

function Trail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Audit</a> · who changed this
    </>
  );
}
