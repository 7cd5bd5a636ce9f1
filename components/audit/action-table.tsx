import type { ReactNode } from 'react';
import type { Action, Day } from '@/lib/audit';
import { zoneWords } from '@/lib/time';
import { ActionRow } from './action-row';
import styles from './action-table.module.css';
import { type Choosable, type Column, columnNames, columnsFor, lasting } from './columns';
import { FoldRows } from './fold-rows';
import type { Links } from './links';
import { type Names, namesIn } from './names';

interface ActionTableProps {
  days: readonly Day[];
  zone: string;
  links: Links;
  /** What the rows are, for those who do not see the page. */
  caption: string;
  /** Columns that would say the same in every row, or that nobody wants to see. */
  without?: readonly Choosable[];
  /** What stands under a row, such as its changes. */
  under?: (action: Action) => ReactNode;
}

/** One row, one truth. A day is said once, and what belongs together is folded into one row. */
export function ActionTable({ days, zone, links, caption, without = [], under }: ActionTableProps) {
  const actions = days.flatMap((day) => day.folds.flatMap((fold): readonly Action[] => fold.actions));
  const columns = columnsFor(actions, without);
  const names = namesIn(actions);
  return (
    <div className={styles.room}>
      <table className={styles.actions}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" data-column={column}>
                {column === 'time' ? `Time (${zoneWords(zone)})` : columnNames[column]}
              </th>
            ))}
          </tr>
        </thead>
        {days.map((day) => (
          <DayRows key={day.day ?? 'none'} day={day} columns={columns} zone={zone} links={links} names={names} under={under} />
        ))}
      </table>
    </div>
  );
}

interface DayRowsProps {
  day: Day;
  columns: readonly Column[];
  zone: string;
  links: Links;
  names: Names;
  under: ((action: Action) => ReactNode) | undefined;
}

function DayRows({ day, ...row }: DayRowsProps) {
  return (
    <>
      <tbody>
        <tr className={styles.dayRow}>
          <th className={styles.day} colSpan={lasting(row.columns)} scope="rowgroup">
            {day.words}
          </th>
        </tr>
      </tbody>
      {day.folds.map((fold) =>
        fold.kind === 'one' ? (
          <tbody key={fold.actions[0].ref}>
            <ActionRow action={fold.actions[0]} {...row} />
          </tbody>
        ) : (
          <FoldRows key={fold.actions[0].ref} fold={fold} {...row} />
        ),
      )}
    </>
  );
}
