'use client';

import { createColumnHelper, createSortedRowModel, rowSortingFeature, sortFn_text, tableFeatures, useTable } from '@tanstack/react-table';
import { SafeText } from '@/components/text/safe-text';
import { visibleText } from '@/components/text/visible-text';
import styles from './ranking.module.css';

/** A value with its count, and where it leads. */
export interface Ranked {
  readonly name: string;
  readonly href: string | null;
  readonly count: number;
}

interface RankingProps {
  /** Most first. */
  rows: readonly Ranked[];
  caption: string;
  /** Of the names: "Who". */
  heading: string;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: { text: sortFn_text } });
const helper = createColumnHelper<typeof features, Ranked>();
const columns = helper.columns([
  helper.accessor('name', { sortFn: 'text', cell: ({ row }) => <Name {...row.original} /> }),
  helper.accessor('count', { header: 'Actions', cell: ({ getValue }) => getValue().toLocaleString('en') }),
]);

/** A small table that is here as a whole, so that it can be put into another order in place. */
export function Ranking({ rows, caption, heading }: RankingProps) {
  const table = useTable({
    features,
    columns,
    data: rows,
    initialState: { sorting: [{ id: 'count', desc: true }] },
    enableSortingRemoval: false,
  });
  return (
    <table className={styles.ranking}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {table.getFlatHeaders().map(({ column }) => (
            <th key={column.id} scope="col" aria-sort={sortWords[String(column.getIsSorted())]} data-column={column.id}>
              <button type="button" onClick={column.getToggleSortingHandler()} data-quiet>
                {column.id === 'name' ? heading : String(column.columnDef.header)}
                <span className={styles.mark} aria-hidden="true">
                  {marks[String(column.getIsSorted())]}
                </span>
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {row.getAllCells().map((cell) => (
              <td key={cell.id} data-column={cell.column.id}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const sortWords: Readonly<Record<string, 'ascending' | 'descending'>> = { asc: 'ascending', desc: 'descending' };
const marks: Readonly<Record<string, string>> = { asc: '↑', desc: '↓' };

function Name({ name, href }: Ranked) {
  const shown = <SafeText text={name} room={36} />;
  return href ? (
    <a href={href} title={visibleText(name)}>
      {shown}
    </a>
  ) : (
    shown
  );
}
