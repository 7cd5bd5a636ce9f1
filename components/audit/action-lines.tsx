import { Once, Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { Day, Fold } from '@/lib/audit';
import { deedText } from '@/lib/sentence';
import styles from './action-lines.module.css';
import { ActorCell } from './actor-cell';
import { ClockCell } from './clock-cell';
import type { Links } from './links';
import { type Names, nameOfOther, namesIn } from './names';

interface ActionLinesProps {
  days: readonly Day[];
  zone: string;
  links: Links;
}

const mostLines = 6;

/** A few actions as sentences, for where a table would be too much. What belongs together is one line. */
export function ActionLines({ days, zone, links }: ActionLinesProps) {
  const lines = days.flatMap(({ day, folds }) => folds.map((fold) => ({ day, fold }))).slice(0, mostLines);
  const names = namesIn(lines.flatMap(({ fold }) => [...fold.actions]));
  return (
    <Packed>
      <ul className={styles.lines}>
        {lines.map(({ day, fold }) => (
          <Line key={fold.actions[0].ref} fold={fold} day={days.length > 1 ? day : null} zone={zone} links={links} names={names} />
        ))}
      </ul>
    </Packed>
  );
}

interface LineProps {
  fold: Fold;
  day: string | null;
  zone: string;
  links: Links;
  names: Names;
}

/** What was done in words, then by whom, when, and what its source calls it. */
function Line(line: LineProps) {
  const { fold, day, zone, links, names } = line;
  const of = JSON.stringify(['line', fold, day, zone, links.params, nameOfOther(fold.actions[0], names)]);
  return <Once of={of}>{() => <Told {...line} />}</Once>;
}

function Told({ fold: { actions }, day, zone, links, names }: LineProps) {
  const [action, ...more] = actions;
  return (
    <li>
      <a className={styles.deed} href={links.action(action)}>
        <SafeText text={more.length > 0 ? action.action : deedText(action)} room={96} />
      </a>
      {more.length > 0 && <strong> × {actions.length}</strong>}
      <span className={styles.by}>
        <ActorCell action={action} links={links} names={names} /> · {day} <ClockCell time={action.created_at} zone={zone} />
        {more.length === 0 && (
          <>
            {' · '}
            <code>
              <SafeText text={action.action} room={48} />
            </code>
          </>
        )}
      </span>
    </li>
  );
}
