import type { ReactNode } from 'react';
import { SafeText } from '@/components/text';
import type { Action, Fold } from '@/lib/audit';
import { ActionRow } from './action-row';
import styles from './action-table.module.css';
import { ActorCell } from './actor-cell';
import { ClockCell } from './clock-cell';
import { type Column, fields, partFor } from './columns';
import type { Links } from './links';
import type { Names } from './names';
import { SubjectCell } from './subject-cell';
import { ValueCell, type ValueColumn } from './value-cell';

interface FoldRowsProps {
  fold: Fold;
  columns: readonly Column[];
  zone: string;
  links: Links;
  names: Names;
  under?: ((action: Action) => ReactNode) | undefined;
}

/**
 * One row for many. A checkbox unfolds them, because a `<details>` cannot hold rows of a table and this has to work
 * without script.
 */
export function FoldRows({ fold, ...row }: FoldRowsProps) {
  return (
    <tbody className={styles.fold}>
      <tr data-row tabIndex={-1}>
        {row.columns.map((column) => (
          <td key={column} data-column={column} data-term={sharedPart(column, fold, row.zone)}>
            {summaries[column](fold, row)}
          </td>
        ))}
      </tr>
      {fold.actions.map((action) => (
        <ActionRow key={action.ref} action={action} {...row} isFolded />
      ))}
    </tbody>
  );
}

/** None where they differ. */
function sharedPart(column: Column, { actions }: Fold, zone: string): string | undefined {
  const part = partFor(column, actions[0], zone);
  return actions.every((action) => partFor(column, action, zone) === part) ? part : undefined;
}

type Row = Omit<FoldRowsProps, 'fold'>;

const summaries: Record<Column, (fold: Fold, row: Row) => ReactNode> = {
  time: ({ actions }, { zone }) => <ClockCell time={actions[0].created_at} zone={zone} />,
  actor: (fold, row) => whereSame(fold, 'actor_id', (action) => <ActorOfFold fold={fold} action={action} {...row} />),
  action: (fold) => (
    <label className={styles.unfold}>
      <input type="checkbox" data-opens-row /> <SummaryOfDeeds fold={fold} />
    </label>
  ),
  subject: (fold, { links }) => whereSame(fold, 'subject_id', (action) => <SubjectCell action={action} links={links} />),
  outcome: (fold) => <OutcomeCounts actions={fold.actions} />,
  org: valueOfFold('org'),
  feature: valueOfFold('feature'),
  surface: valueOfFold('surface'),
  trace: valueOfFold('trace'),
  request: valueOfFold('request'),
  source: valueOfFold('source'),
};

function valueOfFold(column: ValueColumn) {
  return (fold: Fold, { links }: Row) =>
    whereSame(fold, fields[column], (action) => <ValueCell column={column} action={action} links={links} />);
}

/** The same actor may have acted for several. */
function ActorOfFold({ fold, action, links, names }: Row & { fold: Fold; action: Action }) {
  const count = countOf(fold.actions, 'on_behalf_of');
  if (count === 1) return <ActorCell action={action} links={links} names={names} />;
  return (
    <>
      <ActorCell action={{ ...action, on_behalf_of: null }} links={links} />
      <span className={styles.aside}> as {count} others</span>
    </>
  );
}

/** "customer.update × 12", or "12 actions of one request" where they differ. */
function SummaryOfDeeds({ fold: { actions, kind } }: { fold: Fold }) {
  const isOneDeed = countOf(actions, 'action') === 1;
  return isOneDeed ? (
    <>
      <SafeText text={actions[0].action} room={48} /> <strong>× {actions.length}</strong>
    </>
  ) : (
    <strong>
      {actions.length} actions of one {kind}
    </strong>
  );
}

function OutcomeCounts({ actions }: { actions: readonly Action[] }) {
  const failed = actions.filter(({ outcome }) => outcome === 'failure').length;
  if (failed === 0)
    return <span className={styles.aside}>{actions.every(({ outcome }) => outcome === 'success') ? '✓ ok' : '– mixed'}</span>;
  return (
    <span className={styles.failed}>
      <span aria-hidden="true">✕</span> {failed} of {actions.length} failed
    </span>
  );
}

/** What all have in common, or how many there are. Columns that outlast their heading name what is counted: "15 subjects". */
function whereSame(fold: Fold, field: keyof typeof plurals, show: (action: Action) => ReactNode): ReactNode {
  const count = countOf(fold.actions, field);
  return count === 1 ? (
    show(fold.actions[0])
  ) : (
    <span className={styles.aside}>
      {count} {plurals[field]}
    </span>
  );
}

const plurals = {
  actor_id: 'actors',
  subject_id: 'subjects',
  org_id: 'different',
  feature: 'different',
  surface: 'different',
  trace_id: 'different',
  request_id: 'different',
  source: 'different',
};

function countOf(actions: readonly Action[], field: keyof Action): number {
  return new Set(actions.map((action) => action[field])).size;
}
