import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { ActionTable, InlineDiff, linksFrom, Misunderstood, Pager, SubjectHead } from '@/components/audit';
import { Frame } from '@/components/frame';
import { Section } from '@/components/table';
import { auditHref, negated, parseSubjectAddress, type SubjectAddress, subjectHref, subjectTerm, type Term } from '@/lib/address';
import { daysFrom, diffsOf, listActions } from '@/lib/audit';
import type { Viewer } from '@/lib/viewer';

export const metadata: Metadata = { title: 'Who changed this?' };

/** Everything that was done to one thing, newest first, each with what it changed. */
export default async function SubjectPage({ searchParams }: PageProps<'/audit/subject'>) {
  const address = parseSubjectAddress(await searchParams);
  const { type, id, zone, filter } = address;
  if (type === null && id === null) notFound();
  const viewer = await pageViewer(address);
  const [history, oldest, mentions] = await Promise.all([
    listActions(viewer, { ...address, filter: about(address, filter.terms) }),
    listActions(viewer, { filter: about(address), zone, order: 'asc', limit: 1 }),
    listMentions(viewer, address),
  ]);
  if (history.rows.length === 0 && mentions.rows.length === 0 && filter.terms.length === 0) notFound();
  const diffs = await diffsOf(viewer, history.rows);
  const links = linksFrom(address);
  const seen = [...oldest.rows, ...mentions.rows].sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  const [last] = address.order === 'desc' && !address.after && !address.before ? history.rows : [];
  return (
    <Frame viewer={viewer} href={hrefTo(address)(address)} zone={zone} trail={<Trail href={auditHref({ zone, data: address.data })} />}>
      <SubjectHead
        type={type}
        id={id}
        label={history.rows.find(({ subject_label: label }) => label !== null)?.subject_label ?? null}
        count={history.count}
        first={seen[0] ?? null}
        last={last ?? null}
        zone={zone}
        now={now()}
        links={links}
      />
      <Misunderstood filter={filter} problems={address.problems} />
      <Section title="History">
        <ActionTable
          days={daysFrom(history.rows, zone)}
          zone={zone}
          links={links}
          caption="History"
          without={id === null ? [] : ['subject']}
          under={(action) => {
            const diff = diffs.get(action.ref);
            return diff && <InlineDiff diff={diff} href={links.action(action)} />;
          }}
        />
        <Pager page={history} address={address} hrefOf={hrefTo(address)} />
      </Section>
      {mentions.rows.length > 0 && (
        <Section
          title="Named in other actions"
          note={<a href={auditHref({ ...address, filter: { terms: mention(address) } })}>as a list</a>}
        >
          <ActionTable days={daysFrom(mentions.rows, zone)} zone={zone} links={links} caption="Actions whose metadata names it" />
        </Section>
      )}
    </Frame>
  );
}

function about({ type, id }: SubjectAddress, terms: readonly Term[] = []) {
  return { terms: [subjectTerm(type, id), ...terms] };
}

/** Creations name what they made only in their metadata: there, as a whole text, and not as their subject. */
function mention({ id }: SubjectAddress): readonly Term[] {
  return id === null ? [] : [{ kind: 'words', isNegated: false, text: JSON.stringify(id) }, negated(subjectTerm(null, id))];
}

const mostMentions = 20;

async function listMentions(viewer: Viewer, address: SubjectAddress) {
  if (address.id === null) return { rows: [] };
  return listActions(viewer, { filter: { terms: mention(address) }, zone: address.zone, order: 'asc', limit: mostMentions });
}

function hrefTo({ type, id }: SubjectAddress) {
  return (params: Parameters<typeof subjectHref>[1]) => subjectHref({ type, id }, params);
}

function Trail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Audit</a> · who changed this
    </>
  );
}
