import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { answered } from '@/app/audit/answered';
import { TakenAway } from '@/app/audit/taken-away';
import { now } from '@/app/now';
import { pageViewer } from '@/app/page-viewer';
import { ActionLines, linksFrom, Misunderstood, Refused } from '@/components/audit';
import { Frame } from '@/components/frame';
import { Caveats, EventFields, EventTable, HitTable, IssueHead, SettleForm, Stack, TagLists, TrendChart } from '@/components/issues';
import { Columns, Section } from '@/components/table';
import { ReplayTable } from '@/components/table/replay-table';
import { auditHref, type IssueAddress, issueHref, issuesHref, issueTerm, parseIssueAddress } from '@/lib/address';
import { daysFrom } from '@/lib/audit';
import { noticeFor } from '@/lib/auth';
import {
  type ErrorEvent,
  type ErrorEventDetail,
  getErrorEvent,
  getIssue,
  type IssueDetail,
  listErrorEvents,
  listReplays,
  type Replay,
  replayHref,
  settlesIssues,
} from '@/lib/issues';
import { may, type Viewer } from '@/lib/viewer';
import { actionsBefore } from './actions-before';
import { issueCopies } from './issue-copies';

export const metadata: Metadata = { title: 'What broke?' };

const mostEvents = 10;
const mostHit = 10;

/** One issue: what broke, how often, to whom, since when, whether it is over, where in the code, and what was done just before it began. */
export default async function IssuePage({ searchParams }: PageProps<'/issues/issue'>) {
  const address = parseIssueAddress(await searchParams);
  const { zone, data } = address;
  const viewer = await pageViewer(address, 'issues:read');
  const found = await answered(findIssue(viewer, address));
  const frame = { viewer, zone, href: issueHref(address), searches: 'issues' as const, trail: <Trail href={issuesHref({ zone, data })} /> };
  if (found.refusal !== null) {
    return (
      <Frame {...frame}>
        <h1>One issue</h1>
        <Refused why={found.refusal} />
      </Frame>
    );
  }
  if (!found.value) notFound();
  const { issue, event } = found.value;
  const [events, before, replays, notice] = await Promise.all([
    answered(listErrorEvents(viewer, { filter: { terms: [issueTerm('issue', issue.id)] }, zone, limit: mostEvents })),
    actionsBefore(viewer, issue),
    answered(listReplays(viewer, { issue: issue.id, replay: event?.replay_id ?? null })),
    noticeFor(address.notice),
  ]);
  const params = { zone, data };
  return (
    <Frame {...frame}>
      <IssueHead issue={issue} zone={zone} now={now()} replayHref={event && replayHref(issue, event, replays.value?.rows)} />
      <Misunderstood filter={{ terms: [] }} problems={address.problems} />
      {!settlesIssues(viewer) && issue.permalink !== null && (
        <p>
          <small>
            It is resolved, ignored and reopened <a href={issue.permalink}>in Sentry</a>.
          </small>
        </p>
      )}
      {settlesIssues(viewer) && may(viewer, 'issues:resolve') && may(viewer, 'org:*') && (
        <SettleForm issue={issue} from={issueHref(address)} notice={notice?.form === 'settle' ? notice : null} />
      )}
      <TakenAway viewer={viewer} zone={zone} copies={issueCopies(viewer, { issue, event, address, now: now() })} />
      <Caveats caveats={issue.caveats} />
      <TrendChart trend={issue.trend} />
      {event && (
        <Section title="Where it broke" note="one's own code first">
          <Stack exceptions={event.exceptions} />
        </Section>
      )}
      <Columns>
        {before.map(({ title, filter, page }) => (
          <Section key={title} title={title} note={<a href={auditHref({ ...params, filter })}>as a list</a>}>
            <ActionLines days={daysFrom(page.rows, zone)} zone={zone} links={linksFrom(params)} />
          </Section>
        ))}
      </Columns>
      <Section title="Whom it hit" note={issue.hit.length > mostHit && `the ${mostHit} who were hit most`}>
        <HitTable hit={issue.hit.slice(0, mostHit)} lastIdOf={lastIdsIn(events.value?.rows ?? [])} params={params} now={now()} />
      </Section>
      <Section title="Latest events" note={events.value?.next && `the newest ${mostEvents}`}>
        {events.refusal !== null && <Refused why={events.refusal} />}
        {events.value && <Caveats caveats={events.value.caveats} />}
        {events.value && <EventTable events={events.value.rows} chosen={event?.id ?? null} params={params} />}
      </Section>
      {(replays.refusal !== null || replays.value !== null) && (
        <Section title="Replays" note="in which it was seen, the newest first">
          {replays.refusal !== null && <Refused why={replays.refusal} />}
          {replays.value && <Caveats caveats={replays.value.caveats} />}
          {replays.value && (
            <ReplayTable
              replays={shownReplays(issue, replays.value.rows, [...(event ? [event] : []), ...(events.value?.rows ?? [])])}
              caption="Replays in which it was seen"
              none="Sentry knows no replay of it that can be played."
              userHref={(user) => issuesHref({ ...params, filter: { terms: [issueTerm('user', user)] } })}
              zone={zone}
              now={now()}
            />
          )}
        </Section>
      )}
      <Columns>
        {event && (
          <Section title="One of them" note={address.event === null ? 'the newest' : 'the one that was chosen'}>
            <EventFields event={event} params={params} />
          </Section>
        )}
        <Section title="Tags" note="of all of its events, the commonest values first">
          <TagLists tags={issue.tags} params={params} />
        </Section>
      </Columns>
    </Frame>
  );
}

/** With the event that was chosen, if it is one of this issue, else with the one that tells it best. */
async function findIssue(
  viewer: Viewer,
  { id, event }: IssueAddress,
): Promise<{ issue: IssueDetail; event: ErrorEventDetail | null } | null> {
  const chosen = event === null ? null : await getErrorEvent(viewer, event);
  const name = id ?? chosen?.issue_id ?? null;
  const issue = name === null ? null : await getIssue(viewer, name);
  return issue && { issue, event: chosen?.issue_id === issue.id ? chosen : issue.event };
}

/** Each at the second of an event of the issue, where one that is shown names it. */
function shownReplays(issue: IssueDetail, replays: readonly Replay[], events: readonly ErrorEvent[]) {
  return replays.map((replay) => {
    const event = events.find(({ replay_id: id }) => id === replay.id);
    return { ...replay, href: replayHref(issue, event ?? { replay_id: replay.id, time: replay.started_at ?? '' }, replays) };
  });
}

/** Of each person the newest request, trace or event that is listed. */
function lastIdsIn(events: readonly ErrorEvent[]): ReadonlyMap<string, string> {
  const oldestFirst = events.toReversed().flatMap(({ user_id: user, request_id: request, trace_id: trace, event_id: event }) => {
    const pair: readonly [string, string] | null = user === null ? null : [user, request ?? trace ?? event];
    return pair === null ? [] : [pair];
  });
  return new Map(oldestFirst);
}

function Trail({ href }: { href: string }) {
  return (
    <>
      <a href={href}>Issues</a> · one issue
    </>
  );
}
