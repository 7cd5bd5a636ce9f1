import { type ReactNode, Suspense } from 'react';
import { type Answered, answered } from '@/app/audit/answered';
import { IssueLines } from '@/components/issues';
import { Columns, Section } from '@/components/table';
import { type CommonParams, type IssueFilter, type IssueSort, issueGrammar, issuesHref, parseFilter } from '@/lib/address';
import { type Issue, type IssuePage, listIssues } from '@/lib/issues';
import { dayOf } from '@/lib/time';
import type { Viewer } from '@/lib/viewer';

/** What of the issues deserves a look, since the beginning of a day. */
export interface Broken {
  readonly new: Part;
  readonly regressed: Part;
  readonly worst: Part;
}

interface Part {
  readonly filter: IssueFilter;
  readonly page: Answered<IssuePage>;
}

const mostEach = 5;
const sort: IssueSort = 'users';
/** What was seen on one day is hardly ever more: then it is asked for once, and told apart here. */
const mostLooked = 50;
/** So long a page waits for it; what comes later follows in the same answer. */
const patienceMs = 300;

/** Asked with the rest of the page. Null for who may not see issues. */
export async function readBroken(viewer: Viewer, { day, zone }: { day: string; zone: string }): Promise<Broken | null> {
  if (!viewer.permissions.has('issues:read')) return null;
  const part = async (text: string, pageOf: (filter: IssueFilter) => Promise<Part['page']>): Promise<Part> => {
    const filter = parseFilter(text, issueGrammar);
    return { filter, page: await pageOf(filter) };
  };
  const ask = (filter: IssueFilter) => answered(listIssues(viewer, { filter, zone, sort, limit: mostLooked }));
  const worst = await part(`is:unresolved last:>=${day}`, ask);
  const all = worst.page;
  const isAll = all.value === null || all.value.next === null;
  const among = (isMeant: (issue: Issue) => boolean) => (isAll ? async () => pageOfThose(all, isMeant) : ask);
  const [fresh, regressed] = await Promise.all([
    part(
      `is:unresolved first:>=${day}`,
      among(({ first_seen: first }) => first !== null && (dayOf(first, zone) ?? '') >= day),
    ),
    part(
      `is:regressed last:>=${day}`,
      among(({ substatus }) => substatus === 'regressed'),
    ),
  ]);
  return { new: fresh, regressed, worst };
}

/** Out of a page that holds all of them. */
function pageOfThose({ value, refusal }: Part['page'], isMeant: (issue: Issue) => boolean): Part['page'] {
  if (value === null) return { value, refusal };
  const rows = value.rows.filter(isMeant);
  return { value: { ...value, rows, count: { value: rows.length, capped: false } }, refusal };
}

interface BrokenTodayProps {
  broken: Promise<Broken | null>;
  params: CommonParams;
  now: string;
}

/** With the first byte where it is there in time. */
export async function BrokenToday({ broken, ...props }: BrokenTodayProps) {
  const soon = await Promise.race([broken, new Promise<undefined>((tell) => setTimeout(() => tell(undefined), patienceMs))]);
  if (soon !== undefined) return <Panels broken={soon} {...props} />;
  return (
    <Suspense fallback={<Waiting params={props.params} />}>
      <Late broken={broken} {...props} />
    </Suspense>
  );
}

async function Late({ broken, ...props }: BrokenTodayProps) {
  return <Panels broken={await broken} {...props} />;
}

function Waiting({ params: { zone, data } }: { params: CommonParams }) {
  return (
    <Section title="Broken">
      <p aria-busy="true">
        Asking for issues … <a href={issuesHref({ zone, data })}>All issues</a>
      </p>
    </Section>
  );
}

type PanelsProps = Omit<BrokenTodayProps, 'broken'> & { broken: Broken | null };

/** What could not be asked is said; where nothing broke there is nothing to say. */
function Panels({ broken, params: { zone, data }, now }: PanelsProps) {
  if (!broken) return null;
  const refusal = Object.values(broken).find(({ page }: Part) => page.refusal !== null)?.page.refusal;
  const hrefOf = ({ filter }: Part) => issuesHref({ zone, data, filter, sort });
  const note = (part: Part, words: string): ReactNode => {
    const count = part.page.value?.count;
    return <a href={hrefOf(part)}>{count ? `${count.value.toLocaleString('en')}${count.capped ? '+' : ''} ${words}` : words}</a>;
  };
  const back = [...(broken.regressed.page.value?.rows ?? []), ...(broken.new.page.value?.rows ?? [])];
  const fresh = [...new Map(back.map((issue) => [issue.id, issue])).values()].slice(0, mostEach);
  const worst = (broken.worst.page.value?.rows ?? []).filter((issue) => !fresh.some(({ id }) => id === issue.id));
  return (
    <>
      {refusal && <p role="status">Issues could not be asked: {refusal}</p>}
      {(fresh.length > 0 || worst.length > 0) && (
        <Columns>
          {fresh.length > 0 && (
            <Section
              title="Newly broken"
              note={
                <>
                  {note(broken.new, 'new')} · {note(broken.regressed, 'back again')}
                </>
              }
            >
              <IssueLines issues={fresh} params={{ zone, data }} now={now} />
            </Section>
          )}
          {worst.length > 0 && (
            <Section title="Still broken, for most people" note={note(broken.worst, 'in all')}>
              <IssueLines issues={worst.slice(0, mostEach)} params={{ zone, data }} now={now} />
            </Section>
          )}
        </Columns>
      )}
    </>
  );
}
