import { Identifier, SafeText } from '@/components/text';
import type { Action } from '@/lib/audit';
import { visibleText } from '@/lib/visible-text';
import styles from './action-table.module.css';
import type { Links } from './links';

/** What it was done to: its type, and its label of that time or its id. */
export function SubjectCell({ action, links }: { action: Action; links: Links }) {
  const { subject_type: type, subject_id: id, subject_label: label } = action;
  return (
    <>
      {type !== null && (
        <span className={styles.aside}>
          <SafeText text={type} room={24} />{' '}
        </span>
      )}
      {id !== null &&
        (label === null || label === id ? (
          <Identifier text={id} href={links.subject(type, id)} />
        ) : (
          <a href={links.subject(type, id)} title={visibleText(id)} data-copy={id}>
            <SafeText text={label} room={28} />
          </a>
        ))}
    </>
  );
}
