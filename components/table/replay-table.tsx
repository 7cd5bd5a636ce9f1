import { Identifier, TimeCell } from '@/components/text';
import { durationWords } from '@/lib/time';
import styles from './replay-table.module.css';

interface ShownReplay {
  readonly id: string;
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  readonly user_id: string | null;
  /** Where it is played; null where that is not known. */
  readonly href: string | null;
}

interface ReplayTableProps {
  replays: readonly ShownReplay[];
  caption: string;
  /** What is said where there are none. */
  none: string;
  userHref: (user: string) => string;
  zone: string;
  now: string;
}

/** What people saw and did, to be watched where it is kept. */
export function ReplayTable({ replays, caption, none, userHref, zone, now }: ReplayTableProps) {
  if (replays.length === 0) return <p className={styles.none}>{none}</p>;
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Began</th>
          <th scope="col">Lasted</th>
          <th scope="col">Who</th>
          <th scope="col">Replay</th>
        </tr>
      </thead>
      <tbody>
        {replays.map(({ id, started_at: started, duration_ms: lasted, user_id: user, href }) => (
          <tr key={id}>
            <td>{started === null ? 'not told' : <TimeCell time={started} zone={zone} now={now} />}</td>
            <td>{lasted === null ? 'not told' : durationWords(lasted)}</td>
            <td>{user === null ? 'nobody is named' : <Identifier text={user} href={userHref(user)} room={36} />}</td>
            <td>
              {href === null ? (
                <Identifier text={id} room={24} />
              ) : (
                <a href={href} rel="noreferrer">
                  Watch<span className="visually-hidden"> the replay {id}</span>
                </a>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
