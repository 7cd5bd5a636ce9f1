import { Identifier, TimeCell } from '@/components/text';
import { auditHref, type CommonParams, issuesHref, issueTerm, linesHref, lineTerm, termFor, traceHref } from '@/lib/address';
import type { IssueDetail } from '@/lib/issues';
import styles from './hit-table.module.css';

interface HitTableProps {
  hit: IssueDetail['hit'];
  /** Of those who are named: the request, trace or event in which it last hit them, as far as that is known. */
  lastIdOf: ReadonlyMap<string, string>;
  params: CommonParams;
  now: string;
}

/** Whom it hit, those hit most first, and what else is known of them. */
export function HitTable({ hit, lastIdOf, params: { zone, data }, now }: HitTableProps) {
  if (hit.length === 0) return <p className={styles.none}>Its events name nobody: the SDK was told no user.</p>;
  return (
    <table className={styles.hit}>
      <caption className="visually-hidden">People whom it hit</caption>
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">Organisation</th>
          <th scope="col" data-column="events">
            Events
          </th>
          <th scope="col">Last</th>
          <th scope="col">More</th>
        </tr>
      </thead>
      <tbody>
        {hit.map(({ user_id: user, org_id: org, events, last_seen: last }) => {
          const lastId = lastIdOf.get(user);
          return (
            <tr key={`${user} ${org}`} data-row tabIndex={-1}>
              <td>
                <Identifier text={user} href={issuesHref({ zone, data, filter: { terms: [issueTerm('user', user)] } })} room={36} />
              </td>
              <td>{org !== null && <Identifier text={org} room={24} />}</td>
              <td data-column="events">
                {events.toLocaleString('en')}
                <span className={styles.unit}>{events === 1 ? ' event' : ' events'}</span>
              </td>
              <td>
                <TimeCell time={last} zone={zone} now={now} />
              </td>
              <td className={styles.more}>
                {lastId !== undefined && <a href={traceHref({ zone, data, id: lastId })}>what happened</a>}
                <a href={linesHref({ zone, data, filter: { terms: [lineTerm('user', user)] } })}>lines</a>
                <a href={auditHref({ zone, data, filter: { terms: [termFor('actor', user)] } })}>actions</a>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
