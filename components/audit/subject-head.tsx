import { SafeText, TimeCell } from '@/components/text';
import type { Action, ActionPage } from '@/lib/audit';
import { ActorCell } from './actor-cell';
import { countWords } from './count-words';
import type { Links } from './links';
import { type Names, namesIn } from './names';
import styles from './subject-head.module.css';

interface SubjectHeadProps {
  type: string | null;
  id: string | null;
  /** The oldest and the newest action that name it; null where they could not be found in time. */
  story: (Pick<ActionPage, 'count'> & { readonly first: Action; readonly last: Action; readonly history: ActionPage }) | null;
  zone: string;
  now: string;
  links: Links;
}

/** "Who changed this?", and the answer in a line each: how often, by whom last, by whom made. */
export function SubjectHead({ type, id, story, zone, now, links }: SubjectHeadProps) {
  const names = namesIn(story ? [story.last, story.first] : []);
  const label = [story?.last, story?.first].find((action) => action?.subject_id === id)?.subject_label ?? null;
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
      {story && (
        <ul className={styles.answer}>
          <li>{countWords({ count: story.count, sources: story.history.sources })}</li>
          <li>
            Last: <Deed action={story.last} zone={zone} now={now} links={links} names={names} />
          </li>
          {story.first.ref !== story.last.ref && (
            <li>
              {isCreation(story.first) ? 'Created' : 'First seen'}:{' '}
              <Deed action={story.first} zone={zone} now={now} links={links} names={names} />
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

interface DeedProps {
  action: Action;
  zone: string;
  now: string;
  links: Links;
  names: Names;
}

function Deed({ action, zone, now, links, names }: DeedProps) {
  return (
    <>
      <a href={links.action(action)}>
        <SafeText text={action.action} room={60} />
      </a>{' '}
      by <ActorCell action={action} links={links} names={names} />, <TimeCell time={action.created_at} zone={zone} now={now} />
    </>
  );
}

/** By its name, the only thing that sources have in common: `customer.create`, `ec2:CreateSecurityGroup`, `ec2:RunInstances`. */
function isCreation({ action, outcome }: Action): boolean {
  return outcome !== 'failure' && /creat|register|invite|provision|allocate|RunInstances/i.test(action);
}
