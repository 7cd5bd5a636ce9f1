import type { Metadata } from 'next';
import { BrokenToday, readBroken } from '@/app/broken-today';
import { lastLook, noteLook, readNews } from '@/app/last-look';
import { listLook } from '@/app/list-look';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { readSealed, SealedToday } from '@/app/sealed-today';
import { readUsed, UsedToday } from '@/app/used-today';
import {
  ActionLines,
  ActionTable,
  countWords,
  FirstSteps,
  failedWords,
  isPartial,
  linksFrom,
  Misunderstood,
  NewsLine,
  SourceNotes,
} from '@/components/audit';
import { FormNotice } from '@/components/form';
import { Frame } from '@/components/frame';
import { Columns, Section } from '@/components/table';
import { auditHref, daysTerm, negated, parseFilter, parseScreenAddress, screenHref, type Term, termFor } from '@/lib/address';
import { countActions, daysFrom, type ListOptions, listActions } from '@/lib/audit';
import { noticeFor } from '@/lib/auth';
import { config } from '@/lib/config';
import { dayOf, timeNoun } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

export const metadata: Metadata = { title: 'What happened today?' };

/** The newest day on which anything happened: its latest actions, and what of it deserves a look. */
export default async function TodayPage({ searchParams }: PageProps<'/'>) {
  const address = parseScreenAddress(await searchParams);
  const { zone, problems } = address;
  const viewer = await pageViewer(address);
  const [look, latest, notice] = await Promise.all([
    lastLook(viewer),
    listDay(viewer, zone, [], { counted: 0, limit: 15 }),
    noticeFor(address.notice),
  ]);
  await noteLook(viewer, look, latest);
  const newest = latest.rows[0];
  const day = (newest && dayOf(newest.created_at, zone)) ?? dayOf(now(), zone) ?? '';
  const broken = readBroken(viewer, { day, zone });
  // Whoever awaits it tells of its failure; where the page fails first, nobody does.
  broken.catch(() => undefined);
  const sealed = readSealed(viewer);
  sealed.catch(() => undefined);
  const used = readUsed(viewer, { day, zone, now: now() });
  const usedToday = <UsedToday used={used} params={{ zone, data: address.data }} day={day} />;
  const brokenToday = <BrokenToday broken={broken} params={{ zone, data: address.data }} now={now()} />;
  const sealedToday = <SealedToday sealed={sealed} params={{ zone, data: address.data }} now={now()} />;
  if (!newest) {
    return (
      <Frame viewer={viewer} href={screenHref('/', address)} zone={zone} trail="Today">
        {notice && <FormNotice {...notice} />}
        <h1>{isPartial(latest) ? 'Nothing is recorded in what could be searched' : 'Nothing is recorded yet'}</h1>
        <SourceNotes sources={latest.sources} zone={zone} />
        {brokenToday}
        {usedToday}
        {sealedToday}
        <FirstSteps origin={config().publicUrl.origin} />
      </Frame>
    );
  }
  const whole = daysTerm(day, day);
  const [news, all, failed, made] = await Promise.all([
    readNews(viewer, look, { filter: { terms: [elsewhere] }, zone }),
    countActions(viewer, { filter: { terms: [whole, elsewhere] }, zone }),
    listDay(viewer, zone, [whole, termFor('outcome', 'failure')]),
    listDay(viewer, zone, [whole, ...creations]),
  ]);
  const links = linksFrom(address);
  const hrefOf = (terms: readonly Term[]) => auditHref({ ...address, filter: { terms } });
  const isToday = day === dayOf(now(), zone);
  return (
    <Frame viewer={viewer} href={screenHref('/', address)} zone={zone} trail="Today">
      {notice && <FormNotice {...notice} />}
      <h1>
        {isToday ? 'Today' : timeNoun(day)}: {countWords(all)}, {failedWords(failed)}
      </h1>
      {!isToday && !isPartial(latest) && <p>Nothing is recorded since that day.</p>}
      <SourceNotes sources={latest.sources} zone={zone} />
      {news && <NewsLine news={news} params={address} now={now()} />}
      <Misunderstood filter={{ terms: [] }} problems={problems} />
      <Columns>
        {failed.rows.length > 0 && (
          <Section
            title="Failed"
            note={<a href={hrefOf([whole, termFor('outcome', 'failure')])}>all {failed.count.value.toLocaleString('en')}</a>}
          >
            <ActionLines days={daysFrom(failed.rows, zone)} zone={zone} links={links} />
          </Section>
        )}
        {made.rows.length > 0 && (
          <Section title="New" note={<a href={hrefOf([whole, ...creations])}>all {made.count.value.toLocaleString('en')}</a>}>
            <ActionLines days={daysFrom(made.rows, zone)} zone={zone} links={links} />
          </Section>
        )}
      </Columns>
      {brokenToday}
      {usedToday}
      {sealedToday}
      <Section title="Latest" note={<a href={auditHref({ zone, data: address.data })}>all actions</a>}>
        <ActionTable
          days={daysFrom(latest.rows, zone, news?.since)}
          zone={zone}
          links={links}
          caption="The latest actions"
          without={(await listLook()).without}
          news={news}
        />
      </Section>
    </Frame>
  );
}

/** Actions that say by their name that they made something: `customer.create`, `ec2:CreateVolume`, `create pods`. */
const creations = parseFilter('action:*create*,*Create*').terms;

/** What people did elsewhere: that somebody looks at this page is in the audit log, and no news. */
const elsewhere = negated(termFor('source', 'tracebook'));

function listDay(viewer: Viewer, zone: string, terms: readonly Term[], how: Pick<ListOptions, 'counted' | 'limit'> = {}) {
  return listActions(viewer, { limit: 20, ...how, filter: { terms: [...terms, elsewhere] }, zone });
}
