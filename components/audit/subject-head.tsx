import { SafeText, TimeCell } from '@/components/text';
import type { Action, CappedCount } from '@/lib/audit';
import { ActorCell } from './actor-cell';
import { countWords } from './count-words';
import type { Links } from './links';
import styles from './subject-head.module.css';

interface SubjectHeadProps {
  type: string | null;
  id: string | null;
  label: string | null;
  count: CappedCount;
  /** The oldest row that names it, as its subject or in its metadata. */
  first: Action | null;
  last: Action | null;
  zone: string;
  now: string;
  links: Links;
}

/** "Who changed this?", and the answer in one line: how often, by whom first, by whom last. */
export function SubjectHead({ type, id, label, count, first, last, zone, now, links }: SubjectHeadProps) {
  return (
    <div className={styles.head}>
      <h1>
        Who changed {type !== null && <SafeText text={type} room={60} />}{' '}
        {label !== null && label !== id && <SafeText text={label} room={60} />}{' '}
        {id !== null && (
          <span className={styles.id}>
            <SafeText text={id} />
          </span>
        )}
        ?
      </h1>
      <ul className={styles.answer}>
        <li>{countWords(count)}</li>
        {last && (
          <li>
            Last: <Deed action={last} links={links} /> <TimeCell time={last.created_at} zone={zone} now={now} />
          </li>
        )}
        {first && first.ref !== last?.ref && (
          <li>
            {isCreation(first) ? 'Created' : 'First seen'}: <Deed action={first} links={links} />{' '}
            <TimeCell time={first.created_at} zone={zone} now={now} />
          </li>
        )}
      </ul>
    </div>
  );
}

function Deed({ action, links }: { action: Action; links: Links }) {
  return (
    <>
      <a href={links.action(action)}>
        <SafeText text={action.action} room={60} />
      </a>{' '}
      by <ActorCell action={action} links={links} />,
    </>
  );
}

/** By its name, the only thing that sources have in common: `customer.create`, `CreateSecurityGroup`, `RunInstances`. */
function isCreation({ action }: Action): boolean {
  return /creat|register|invite|provision|RunInstances/i.test(action);
}
