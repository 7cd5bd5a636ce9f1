import { SafeText } from '@/components/text';
import { formatTimeInFull, relativeTime } from '@/lib/time';
import type { FeatureDetail, SurfaceUse } from '@/lib/usage';
import { namesOf } from './names';
import styles from './small-table.module.css';

interface SurfaceTableProps {
  used: readonly SurfaceUse[];
  /** Uses of the same surfaces by other features. */
  sharing: readonly SurfaceUse[];
  zone: string;
  now: string;
}

/** Where it is used, and what would be left there without it. */
export function SurfaceTable({ used, sharing, zone, now }: SurfaceTableProps) {
  if (used.length === 0) return <p className={styles.none}>No event of it names a surface.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Surface</th>
          <th scope="col" data-number>
            People
          </th>
          <th scope="col" data-number>
            Events
          </th>
          <th scope="col">Last use</th>
          <th scope="col">Shared with</th>
        </tr>
      </thead>
      <tbody>
        {used.map(({ surface, users, events, last_used: last }) => {
          const others = [...new Set(sharing.flatMap((use) => (use.surface === surface && use.feature !== null ? [use.feature] : [])))];
          return (
            <tr key={surface}>
              <th scope="row">{surface === null ? <em>none named</em> : <SafeText text={surface} room={60} />}</th>
              <td data-number>{users.toLocaleString('en')}</td>
              <td data-number>{events.toLocaleString('en')}</td>
              <td>{last && <Ago time={last} zone={zone} now={now} />}</td>
              <td>{others.length === 0 ? <span className={styles.none}>nothing</span> : <SafeText text={namesOf(others)} room={90} />}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type OrgTableProps = Pick<SurfaceTableProps, 'zone' | 'now'> & { orgs: FeatureDetail['orgs_using'] };

/** Who would miss it. */
export function OrgTable({ orgs, zone, now }: OrgTableProps) {
  if (orgs.length === 0) return <p className={styles.none}>Nobody, in these days.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Organisation</th>
          <th scope="col" data-number>
            People
          </th>
          <th scope="col" data-number>
            Events
          </th>
          <th scope="col">Last use</th>
        </tr>
      </thead>
      <tbody>
        {orgs.map(({ org_id: org, users, events, last_used: last }) => (
          <tr key={org}>
            <th scope="row">{org === null ? <em>none named</em> : <SafeText text={org} room={60} />}</th>
            <td data-number>{users.toLocaleString('en')}</td>
            <td data-number>{events.toLocaleString('en')}</td>
            <td>
              <Ago time={last} zone={zone} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ago({ time, zone, now }: { time: string; zone: string; now: string }) {
  return (
    <time dateTime={time} title={formatTimeInFull(time, zone)}>
      {relativeTime(time, now)}
    </time>
  );
}
