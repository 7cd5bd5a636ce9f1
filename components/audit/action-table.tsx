import { Fragment, type ReactNode } from 'react';
import { Packed } from '@/components/packed';
import type { Action, Day } from '@/lib/audit';
import { compareInstants, zoneWords } from '@/lib/time';
import { ActionRow } from './action-row';
import styles from './action-table.module.css';
import { type Choosable, type Column, columnNames, columnsFor, lasting } from './columns';
import { FoldRows } from './fold-rows';
import type { Links } from './links';
import { type Names, namesIn } from './names';
import { type News, NewsMark } from './news';

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
  /** Marks where it begins to be older than the last look. Needs days that are not folded across it. */
  news?: News | null;
}

/** One row, one truth. A day is said once, and what belongs together is folded into one row. */
export function ActionTable({ days, zone, links, caption, without = [], under, news = null }: ActionTableProps) {
  const actions = days.flatMap((day) => day.folds.flatMap((fold): readonly Action[] => fold.actions));
  const columns = columnsFor(actions, without);
  const names = namesIn(actions);
  const turn = news && turnOf(actions, news);
  const mark = turn && { above: turn.ref, row: <NewsMark news={news} span={lasting(columns)} /> };
  return (
    <Packed>
      <div className={styles.room}>
        <table className={styles.actions} data-ledger>
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
            <DayRows
              key={day.day ?? 'none'}
              day={day}
              columns={columns}
              zone={zone}
              links={links}
              names={names}
              under={under}
              mark={mark}
            />
          ))}
        </table>
      </div>
    </Packed>
  );
}

/** The first row on the other side of the last look than the row before it. */
function turnOf(actions: readonly Action[], { since }: News): Action | null {
  const isNewer = (action: Action) => compareInstants(action.created_at, since) > 0;
  return actions.find((action, at) => isNewer(action) !== isNewer(actions[at - 1] ?? action)) ?? null;
}

interface DayRowsProps {
  day: Day;
  columns: readonly Column[];
  zone: string;
  links: Links;
  names: Names;
  under: ((action: Action) => ReactNode) | undefined;
  /** What stands above one of the rows. */
  mark: { readonly above: string; readonly row: ReactNode } | null;
}

function DayRows({ day, mark, ...row }: DayRowsProps) {
  return (
    <>
      <tbody>
        <tr className={styles.dayRow}>
          <th className={styles.day} colSpan={lasting(row.columns)} scope="rowgroup">
            {day.words}
          </th>
        </tr>
      </tbody>
      {day.folds.map((fold) => (
        <Fragment key={fold.actions[0].ref}>
          {mark?.above === fold.actions[0].ref && mark.row}
          {fold.kind === 'one' ? (
            <tbody>
              <ActionRow action={fold.actions[0]} {...row} />
            </tbody>
          ) : (
            <FoldRows fold={fold} {...row} />
          )}
        </Fragment>
      ))}
    </>
  );
}
