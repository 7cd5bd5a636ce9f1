import { Identifier, SafeText } from '@/components/text';
import { type CommonParams, issueHref, traceHref } from '@/lib/address';
import type { ErrorEvent } from '@/lib/issues';
import { formatTime, formatTimeInFull } from '@/lib/time';
import styles from './event-table.module.css';
import { TrustMark } from './state-mark';

interface EventTableProps {
  events: readonly ErrorEvent[];
  /** The one that is shown. */
  chosen: string | null;
  params: CommonParams;
}

/** Occurrences, newest first; each leads to itself and to everything about its request. */
export function EventTable({ events, chosen, params: { zone, data } }: EventTableProps) {
  // What all of them say the heading of the page says already.
  const isTelling = events.some(({ message }) => message !== events[0]?.message);
  return (
    <table className={styles.events}>
      <caption className="visually-hidden">Its latest events</caption>
      <thead>
        <tr>
          <th scope="col" data-column="time">
            Time
          </th>
          <th scope="col" data-column="what">
            What
          </th>
          <th scope="col">Who</th>
          <th scope="col">Release</th>
          <th scope="col">Request, trace or event</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id} data-row tabIndex={-1} aria-current={event.id === chosen || undefined}>
            <td data-column="time">
              <a
                href={issueHref({ id: event.issue_id, event: event.id, zone, data })}
                data-opens-row
                title={formatTimeInFull(event.time, zone)}
              >
                <time dateTime={event.time}>{formatTime(event.time, zone)}</time>
              </a>
            </td>
            <td data-column="what">
              {isTelling && (event.message === '' ? <em>no message </em> : <SafeText text={`${event.message} `} room={200} />)}
              {event.transaction !== null && (
                <span className={styles.soft}>
                  in <SafeText text={event.transaction} room={80} />
                </span>
              )}{' '}
              <TrustMark trust={event.trust} />
            </td>
            <td>{event.user_id !== null && <Identifier text={event.user_id} room={24} />}</td>
            <td>
              {event.release !== null && <SafeText text={event.release} room={24} />}{' '}
              {event.environment !== null && (
                <small className={styles.soft}>
                  <SafeText text={event.environment} room={24} />
                </small>
              )}
            </td>
            <td>
              <Identifier text={idOf(event)} href={traceHref({ zone, data, id: idOf(event) })} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** By what everything about it is found: its request tells most. */
function idOf({ request_id: request, trace_id: trace, event_id: event }: ErrorEvent): string {
  return request ?? trace ?? event;
}
