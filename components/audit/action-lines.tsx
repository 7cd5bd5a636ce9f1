import { SafeText, TimeCell } from '@/components/text';
import type { Action } from '@/lib/audit';
import styles from './action-lines.module.css';
import { ActorCell } from './actor-cell';
import type { Links } from './links';
import { SubjectCell } from './subject-cell';

interface ActionLinesProps {
  actions: readonly Action[];
  zone: string;
  links: Links;
}

/** A few actions as sentences, for where a table would be too much. */
export function ActionLines({ actions, zone, links }: ActionLinesProps) {
  return (
    <ul className={styles.lines}>
      {actions.map((action) => (
        <li key={action.ref}>
          <a className={styles.deed} href={links.action(action)}>
            <SafeText text={action.action} room={48} />
          </a>{' '}
          <SubjectCell action={action} links={links} />
          <span className={styles.by}>
            <ActorCell action={action} links={links} /> · <TimeCell time={action.created_at} zone={zone} />
          </span>
        </li>
      ))}
    </ul>
  );
}
