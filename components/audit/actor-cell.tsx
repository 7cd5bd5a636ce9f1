import { Identifier, SafeText, visibleText } from '@/components/text';
import type { Action } from '@/lib/audit';
import styles from './action-table.module.css';
import type { Links } from './links';

/** Who did it; the label of that time where there is one, and whom they acted for. */
export function ActorCell({ action, links }: { action: Action; links: Links }) {
  return (
    <>
      <Actor action={action} links={links} />
      {action.on_behalf_of !== null && (
        <span className={styles.aside}>
          {' as '}
          <Identifier text={action.on_behalf_of} href={links.actor(action.on_behalf_of)} room={20} />
        </span>
      )}
    </>
  );
}

function Actor({ action: { actor_id: id, actor_label: label }, links }: { action: Action; links: Links }) {
  if (id === null) return <span className={styles.aside}>{label === null ? 'not recorded' : <SafeText text={label} room={28} />}</span>;
  if (label === null || label === id) return <Identifier text={id} href={links.actor(id)} />;
  return (
    <a href={links.actor(id)} title={visibleText(id)} data-copy={id}>
      <SafeText text={label} room={28} />
    </a>
  );
}
