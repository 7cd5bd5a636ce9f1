import { Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { CostPart, LedgerSort } from '@/lib/address';
import type { LedgerRow, Verdict } from '@/lib/ledger';
import { formatTimeInFull, relativeTime } from '@/lib/time';
import { costWords } from './cost-words';
import styles from './ledger-table.module.css';
import { counted } from './names';
import { TrendBars } from './trend-bars';
import { markWords, VerdictMark } from './verdict-mark';

interface LedgerTableProps {
  rows: readonly LedgerRow[];
  zone: string;
  now: string;
  caption: string;
  hrefOf: (feature: string) => string;
  /** Parts of the cost that are unknown of every feature. */
  untold: readonly CostPart[];
  sorted: { readonly by: LedgerSort; readonly hrefOf: (sort: LedgerSort) => string };
}

/** One feature a row, in the order of the ledger; what stands apart stands below, under its name. */
export function LedgerTable({ rows, caption, sorted, ...rest }: LedgerTableProps) {
  const groups = apart.map(({ verdict, words }) => ({ words, rows: rows.filter((row) => row.verdict === verdict) }));
  const judged = rows.filter(({ verdict }) => !apart.some((group) => group.verdict === verdict));
  return (
    <Packed>
      <table className={styles.ledger} data-ledger>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <Heading sort="name" words="Feature" sorted={sorted} />
            <th scope="col" data-column="verdict">
              Verdict
            </th>
            <Heading sort="users" words="People" sorted={sorted} />
            <Heading sort="orgs" words="Organisations" sorted={sorted} />
            <Heading sort="events" words="Events" sorted={sorted} />
            <th scope="col" data-column="again">
              Came again
            </th>
            <th scope="col" data-column="trend">
              Days
            </th>
            <th scope="col" data-column="surfaces">
              Surfaces
            </th>
            <Heading sort="last_used" words="Last use" sorted={sorted} />
            <Heading sort="value" words="Value" sorted={sorted} />
            <Heading sort="cost" words="Cost" sorted={sorted} />
            <Heading sort="earns" words="Earns" sorted={sorted} />
          </tr>
        </thead>
        <Rows rows={judged} {...rest} />
        {groups.map(
          (group) =>
            group.rows.length > 0 && (
              <tbody key={group.words}>
                <tr className={styles.group}>
                  <th scope="rowgroup" data-column="name">
                    {group.words}
                  </th>
                </tr>
                {group.rows.map((row) => (
                  <Row key={row.feature} row={row} {...rest} />
                ))}
              </tbody>
            ),
        )}
      </table>
    </Packed>
  );
}

const apart: readonly { readonly verdict: Verdict; readonly words: string }[] = [
  { verdict: 'unused', words: 'Switched on, and never used' },
  { verdict: 'retired', words: 'Being retired' },
  { verdict: 'unknown', words: 'Unknown: no event carries their name, which is not the same as no use' },
];

type RowProps = Pick<LedgerTableProps, 'zone' | 'now' | 'hrefOf' | 'untold'>;

function Rows({ rows, ...rest }: RowProps & { rows: readonly LedgerRow[] }) {
  return (
    <tbody>
      {rows.map((row) => (
        <Row key={row.feature} row={row} {...rest} />
      ))}
    </tbody>
  );
}

function Heading({ sort, words, sorted }: { sort: LedgerSort; words: string; sorted: LedgerTableProps['sorted'] }) {
  const isSorted = sorted.by === sort;
  return (
    <th scope="col" data-column={sort} aria-sort={isSorted ? (sort === 'name' ? 'ascending' : 'descending') : undefined}>
      <a href={sorted.hrefOf(sort)}>
        {words}
        {isSorted && <span aria-hidden="true">{sort === 'name' ? ' ↑' : ' ↓'}</span>}
      </a>
    </th>
  );
}

function Row({ row, zone, now, hrefOf, untold }: RowProps & { row: LedgerRow }) {
  const { feature, use, verdict, mark, value, cost, confidence } = row;
  const earns = value.score === null || cost.score === null ? null : value.score - cost.score;
  return (
    <tr data-row tabIndex={-1}>
      <td data-column="name">
        <a className={styles.title} href={hrefOf(feature)} data-opens-row>
          <SafeText text={feature} room={80} />
        </a>
        {mark && (
          <span className={styles.mark} title={mark.reason}>
            {markWords[mark.kind]}
          </span>
        )}
        <span className={styles.below}>
          {costWords(cost, untold)}
          {confidence.level === 'low' && <span title={confidence.blind_spots.join(' ')}>{' · '}much doubt</span>}
        </span>
      </td>
      <td data-column="verdict">
        <VerdictMark verdict={verdict} />
      </td>
      <Amount column="users" amount={use?.users ?? null} one="person" several="people" />
      <Amount column="orgs" amount={use?.orgs ?? null} one="organisation" several="organisations" />
      <Amount column="events" amount={use?.events ?? null} one="event" several="events" />
      <td data-column="again">
        {use === null || use.users === 0 ? <Untold /> : `${Math.round((100 * use.returning_users) / use.users)} %`}
        <span className={styles.unit}> came again</span>
      </td>
      <td data-column="trend">{use && <TrendBars trend={use.trend} />}</td>
      <Amount column="surfaces" amount={use?.surfaces ?? null} one="surface" several="surfaces" />
      <td data-column="last_used">
        {use?.last_used ? (
          <time dateTime={use.last_used} title={formatTimeInFull(use.last_used, zone)}>
            {relativeTime(use.last_used, now)}
          </time>
        ) : (
          <Untold words={verdict === 'unused' ? 'never' : 'unknown'} />
        )}
      </td>
      <Scored column="value" score={value.score} />
      <Scored column="cost" score={cost.score} />
      <Scored column="earns" score={earns} />
    </tr>
  );
}

function Amount({ column, amount, one, several }: { column: string; amount: number | null; one: string; several: string }) {
  return (
    <td data-column={column}>
      {amount === null ? <Untold /> : amount.toLocaleString('en')}
      <span className={styles.unit}> {amount === null ? several : counted(amount, one, several).replace(/^\S+ /, '')}</span>
    </td>
  );
}

function Scored({ column, score }: { column: 'value' | 'cost' | 'earns'; score: number | null }) {
  return (
    <td data-column={column}>
      <span className={styles.unit}>{column} </span>
      {score === null ? <Untold /> : Math.round(score)}
    </td>
  );
}

/** Unknown is no number. */
function Untold({ words = 'unknown' }: { words?: string }) {
  return (
    <span className={styles.soft}>
      <span aria-hidden="true">{words === 'unknown' ? '?' : words}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
