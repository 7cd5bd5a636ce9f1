import { Identifier, SafeText } from '@/components/text';
import type { Action } from '@/lib/audit';
import { visibleText } from '@/lib/visible-text';
import styles from './action-table.module.css';
import { ActorMark } from './actor-mark';
import type { Links } from './links';
import type { Names } from './names';

interface ActorCellProps {
  action: Action;
  links: Links;
  names?: Names | undefined;
}

/** Who did it, "X as Y" where they acted for somebody; by the label of that time where there is one. */
export function ActorCell({ action, links, names }: ActorCellProps) {
  const { on_behalf_of: as } = action;
  return (
    <>
      <Actor action={action} links={links} />
      <ActorMark type={action.actor_type} />
      {as !== null && (
        <span className={styles.aside}>
          {' as '}
          <Named id={as} label={names?.get(as) ?? null} href={links.actor(as)} room={20} />
        </span>
      )}
    </>
  );
}

function Actor({ action: { actor_id: id, actor_label: label }, links }: ActorCellProps) {
  if (id === null) return <span className={styles.aside}>{label === null ? 'not recorded' : <SafeText text={label} room={28} />}</span>;
  return <Named id={id} label={label} href={links.actor(id)} room={28} />;
}

function Named({ id, label, href, room }: { id: string; label: string | null; href: string; room: number }) {
  if (label === null || label === id) return <Identifier text={id} href={href} room={room} />;
  return (
    <a href={href} title={visibleText(id)} data-copy={id}>
      <SafeText text={label} room={room} />
    </a>
  );
}
