import { Pager, Refused } from '@/components/audit';
import { Empty } from '@/components/state';
import { SafeText } from '@/components/text';
import { type LineListParams, lineHref, linesHref, lineTerm, withTerm } from '@/lib/address';
import type { Line, LinePage } from '@/lib/logs';
import { formatTimeInFull, localTime, timeNoun } from '@/lib/time';
import { LevelMark } from './level-mark';
import styles from './line-list.module.css';

interface LineListProps {
  /** Null where it was refused. */
  page: LinePage | null;
  refusal: string | null;
  address: LineListParams;
  caption: string;
}

/** Lines under the day on which they were written, or why there are none. */
export function LineList({ page, refusal, address, caption }: LineListProps) {
  if (!page) return <Refused why={refusal ?? ''} />;
  if (page.rows.length === 0 && page.caveats.length === 0) return <NoLines address={address} />;
  return (
    <>
      {page.caveats.map(({ why }) => (
        <p key={why} className={styles.caveat} role="status">
          Not all was searched: {why}.
        </p>
      ))}
      {page.rows.length > 0 ? (
        <LineTable lines={page.rows} address={address} caption={caption} />
      ) : (
        <Empty title="Nothing matches in what was searched">
          <p>That is not all there is. Go on with the next page, or narrow the question down: by a service, a time, a request.</p>
        </Empty>
      )}
      <Pager page={page} address={address} hrefOf={linesHref} />
    </>
  );
}

interface LineTableProps {
  lines: readonly Line[];
  address: Pick<LineListParams, 'filter' | 'zone' | 'data'>;
  caption: string;
  /** The one that the others stand around. */
  chosen?: string;
}

export function LineTable({ lines, address, caption, chosen }: LineTableProps) {
  const days = daysOf(lines, address.zone);
  return (
    <table className={styles.lines}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" data-column="time">
            Time
          </th>
          <th scope="col" data-column="level">
            Level
          </th>
          <th scope="col" data-column="service">
            Service
          </th>
          <th scope="col" data-column="message">
            Message
          </th>
        </tr>
      </thead>
      {days.map(({ day, lines: ofDay }) => (
        <tbody key={day}>
          <tr data-day>
            <th scope="rowgroup" colSpan={4}>
              {day}
            </th>
          </tr>
          {ofDay.map((line) => (
            <LineRow key={line.id} line={line} address={address} isChosen={line.id === chosen} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function daysOf(lines: readonly Line[], zone: string): readonly { readonly day: string; readonly lines: readonly Line[] }[] {
  const days: { day: string; lines: Line[] }[] = [];
  for (const line of lines) {
    const local = localTime(line.time, zone);
    const day = local === null ? 'At times that no calendar holds' : timeNoun(local.day);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push(line);
    else days.push({ day, lines: [line] });
  }
  return days;
}

function LineRow({ line, address, isChosen }: { line: Line; address: LineTableProps['address']; isChosen: boolean }) {
  const { zone, data, filter } = address;
  const only = (key: 'service' | 'request', value: string) => linesHref({ zone, data, filter: withTerm(filter, lineTerm(key, value)) });
  return (
    <tr data-row tabIndex={-1} data-level={line.level} aria-current={isChosen || undefined}>
      <td data-column="time">
        <a href={lineHref(line.id, { zone, data })} data-opens-row title={formatTimeInFull(line.time, zone)}>
          <time dateTime={line.time}>{localTime(line.time, zone)?.time.slice(0, 12) ?? line.time}</time>
        </a>
      </td>
      <td data-column="level">
        <LevelMark level={line.level} />
      </td>
      <td data-column="service">
        {line.service !== null && (
          <a href={only('service', line.service)}>
            <SafeText text={line.service} room={28} />
          </a>
        )}
      </td>
      <td data-column="message">
        {line.message === '' ? <em>no message</em> : <SafeText text={line.message} room={600} />}
        {line.status !== null && <span className={styles.status}> {line.status}</span>}
        {line.request_id !== null && (
          <a className={styles.request} href={only('request', line.request_id)}>
            <SafeText text={line.request_id} room={28} />
          </a>
        )}
      </td>
    </tr>
  );
}

/** Searched to the end, and nothing there. */
function NoLines({ address: { filter, zone, data } }: { address: LineListParams }) {
  if (filter.terms.length === 0) {
    return (
      <Empty title="No lines have arrived yet">
        <p>
          Send them with a token of the scope <code>logs:write</code>, one JSON record a line, to <code>/api/v1/logs</code>; OpenTelemetry
          exporters send to <code>/v1/logs</code>. Files come in by <code>npx tracebook import logs FILE</code>.
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing matches, in all lines that are kept and that you may see">
      <p>Everything kept was searched. Take a part out of the question, or look whether an ID is whole.</p>
      <p>
        <a href={linesHref({ zone, data })}>All lines</a>
      </p>
    </Empty>
  );
}
