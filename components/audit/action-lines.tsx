import { SafeText } from '@/components/text';
import type { Day, Fold } from '@/lib/audit';
import styles from './action-lines.module.css';
import { ActorCell } from './actor-cell';
import { ClockCell } from './clock-cell';
import type { Links } from './links';
import { SubjectCell } from './subject-cell';

interface ActionLinesProps {
  days: readonly Day[];
  zone: string;
  links: Links;
}

const mostLines = 6;

/** A few actions as sentences, for where a table would be too much. What belongs together is one line. */
export function ActionLines({ days, zone, links }: ActionLinesProps) {
  const lines = days.flatMap(({ day, folds }) => folds.map((fold) => ({ day, fold }))).slice(0, mostLines);
  return (
    <ul className={styles.lines}>
      {lines.map(({ day, fold }) => (
        <Line key={fold.actions[0].ref} fold={fold} day={days.length > 1 ? day : null} zone={zone} links={links} />
      ))}
    </ul>
  );
}

function Line({ fold: { actions }, day, zone, links }: { fold: Fold; day: string | null; zone: string; links: Links }) {
  const [action, ...more] = actions;
  return (
    <li>
      <a className={styles.deed} href={links.action(action)}>
        <SafeText text={action.action} room={48} />
      </a>
      {more.length > 0 && <strong> × {actions.length}</strong>} {more.length === 0 && <SubjectCell action={action} links={links} />}
      <span className={styles.by}>
        <ActorCell action={action} links={links} /> · {day} <ClockCell time={action.created_at} zone={zone} />
      </span>
    </li>
  );
}
