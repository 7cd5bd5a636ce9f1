import type { ReactNode } from 'react';
import { Once } from '@/components/packed';
import { OutcomeMark, SafeText } from '@/components/text';
import type { Action } from '@/lib/audit';
import { deedText } from '@/lib/sentence';
import { visibleText } from '@/lib/visible-text';
import styles from './action-table.module.css';
import { ActorCell } from './actor-cell';
import { ClockCell } from './clock-cell';
import { type Column, lasting, partFor } from './columns';
import type { Links } from './links';
import { type Names, nameOfOther } from './names';
import { SubjectCell } from './subject-cell';
import { ValueCell, type ValueColumn } from './value-cell';

interface ActionRowProps {
  action: Action;
  columns: readonly Column[];
  zone: string;
  links: Links;
  names: Names;
  under?: ((action: Action) => ReactNode) | undefined;
  isFolded?: true;
}

export function ActionRow({ action, columns, under, isFolded, ...told }: ActionRowProps) {
  const below = under?.(action);
  const { zone, links, names } = told;
  return (
    <>
      <Once of={JSON.stringify(['row', action, columns, isFolded === true, zone, links.params, nameOfOther(action, names)])}>
        {() => (
          <tr data-row data-outcome={action.outcome} tabIndex={-1} {...(isFolded && { 'data-folded': true })}>
            {columns.map((column) => (
              <td key={column} data-column={column} data-term={partFor(column, action, zone)}>
                {cells[column](action, told)}
              </td>
            ))}
          </tr>
        )}
      </Once>
      {below && (
        <tr className={styles.under} data-folded={isFolded}>
          <td />
          <td colSpan={lasting(columns) - 1}>{below}</td>
        </tr>
      )}
    </>
  );
}

/** Characters of a name that a row has room for. */
const longestDeed = 60;

type Told = Pick<ActionRowProps, 'zone' | 'links' | 'names'>;

const cells: Record<Column, (action: Action, told: Told) => ReactNode> = {
  time: (action, { zone }) => <ClockCell time={action.created_at} zone={zone} />,
  actor: (action, { links, names }) => <ActorCell action={action} links={links} names={names} />,
  action: (action, { links }) => (
    <a
      className={styles.deed}
      href={links.action(action)}
      title={deedText(action)}
      data-opens-row
      {...(action.action.length > longestDeed && { 'data-whole': visibleText(action.action) })}
    >
      <SafeText text={action.action} room={longestDeed} />
    </a>
  ),
  subject: (action, { links }) => <SubjectCell action={action} links={links} />,
  outcome: (action) => <OutcomeMark outcome={action.outcome} />,
  org: valueCell('org'),
  feature: valueCell('feature'),
  surface: valueCell('surface'),
  trace: valueCell('trace'),
  request: valueCell('request'),
  source: valueCell('source'),
};

function valueCell(column: ValueColumn) {
  return (action: Action, { links }: Told) => <ValueCell column={column} action={action} links={links} />;
}
