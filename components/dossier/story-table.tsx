import { LevelMark } from '@/components/logs';
import { OutcomeMark, SafeText } from '@/components/text';
import { actionHref, type CommonParams, issueHref, lineHref } from '@/lib/address';
import type { DossierRow } from '@/lib/dossier';
import type { Lane, Moment } from '@/lib/story';
import { durationWords, formatTimeInFull, localTime, microsBetween } from '@/lib/time';
import { anchorOf } from './anchor';
import { ErrorFacts } from './error-facts';
import { laneOf } from './lane-of';
import lanesStyles from './lanes.module.css';
import styles from './story-table.module.css';

interface StoryTableProps {
  rows: readonly DossierRow[];
  /** In the order of the hops: each has the colour that it has there. */
  lanes: readonly Lane[];
  params: CommonParams;
  caption: string;
}

/** Moments of all sources in one order, with what lies between them. What repeats itself is one row that opens. */
export function StoryTable({ rows, lanes, params, caption }: StoryTableProps) {
  const places = new Map(lanes.map(({ service }, at) => [service, laneOf(at)]));
  return (
    <table className={`${styles.story} ${lanesStyles.lanes}`}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" data-column="time">
            Time
          </th>
          <th scope="col" data-column="gap">
            After
          </th>
          <th scope="col" data-column="service">
            Service
          </th>
          <th scope="col" data-column="what">
            What
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ entry, isFirstError, isUncertain }, at) => (
          <EntryRow
            key={entry.moments[0].ref}
            entry={entry}
            isFirstError={isFirstError}
            isUncertain={isUncertain}
            lane={places.get(entry.moments[0].service ?? '')}
            before={rows[at - 1]?.entry.moments.at(-1) ?? null}
            params={params}
          />
        ))}
      </tbody>
    </table>
  );
}

interface EntryRowProps {
  entry: DossierRow['entry'];
  isFirstError: boolean;
  isUncertain: boolean;
  lane: number | undefined;
  before: Moment | null;
  params: CommonParams;
}

function EntryRow({ entry: { moments, period }, isFirstError, isUncertain, lane, before, params }: EntryRowProps) {
  const [first, ...more] = moments;
  const { zone } = params;
  const local = localTime(first.time, zone);
  const isOtherDay = before === null || local?.day !== localTime(before.time, zone)?.day;
  return (
    <tr id={anchorOf(first.ref)} data-source={first.source} data-level={first.level} data-row tabIndex={-1}>
      <td data-column="time">
        <a href={hrefOf(first, params)} data-opens-row title={timeTitle(first, zone)}>
          {isOtherDay && local && <span className={styles.day}>{local.day} </span>}
          <time dateTime={first.time}>{local?.time.slice(0, 12) ?? first.time}</time>
          {first.toldTime !== null && <abbr title="put right; what was written stands with the time"> ≈</abbr>}
        </a>
      </td>
      <td data-column="gap">
        {isUncertain ? (
          <abbr title="Clocks are not known well enough to say which came first">either order</abbr>
        ) : (
          before && gapWords(before, first)
        )}
      </td>
      <td data-column="service" data-lane={lane}>
        {first.service !== null && <SafeText text={first.service} room={28} />}
      </td>
      <td data-column="what">
        {isFirstError && <strong className={styles.first}>first error </strong>}
        <What moment={first} params={params} />
        {more.length > 0 && (
          <details>
            <summary>
              {period === 1 ? `and ${more.length} more like this` : `and so on: ${moments.length / period} rounds of ${period} lines`}
            </summary>
            <ol>
              {more.map((moment) => (
                <li key={moment.ref} id={anchorOf(moment.ref)}>
                  <a href={hrefOf(moment, params)} title={timeTitle(moment, zone)}>
                    {localTime(moment.time, zone)?.time.slice(0, 12) ?? moment.time}
                  </a>{' '}
                  <SafeText text={moment.text} room={300} />
                </li>
              ))}
            </ol>
          </details>
        )}
      </td>
    </tr>
  );
}

/** What the service wrote, where its clock was put right. */
function timeTitle({ time, toldTime }: Moment, zone: string): string {
  return toldTime === null ? formatTimeInFull(time, zone) : `${formatTimeInFull(time, zone)}; written as ${toldTime}`;
}

function What({ moment: { action, error, use, level, text, status, durationMs }, params }: { moment: Moment; params: CommonParams }) {
  if (action) {
    return (
      <>
        <span className={styles.action}>action</span> <SafeText text={text} room={300} />{' '}
        {action.outcome !== 'success' && <OutcomeMark outcome={action.outcome} />}
      </>
    );
  }
  return (
    <>
      {level !== null && level !== 'info' && (
        <>
          <LevelMark level={level} />{' '}
        </>
      )}
      {text === '' ? <em>no message</em> : <SafeText text={text} room={600} />}
      {status !== null && <span className={styles.soft}> {status}</span>}
      {durationMs !== null && <span className={styles.soft}> in {durationWords(durationMs)}</span>}
      {error && <ErrorFacts error={error} params={params} />}
      {use?.trust === 'client' && <span className={styles.soft}> reported by the browser</span>}
      {use?.replayHref && (
        <>
          {' '}
          <a href={use.replayHref} rel="noreferrer">
            watch the replay
          </a>
        </>
      )}
    </>
  );
}

function hrefOf(moment: Moment, { zone, data }: CommonParams): string {
  const [kind, key] = [moment.ref.slice(0, moment.ref.indexOf(':')), moment.ref.slice(moment.ref.indexOf(':') + 1)];
  if (kind === 'action') return actionHref(key, { zone, data });
  if (kind === 'error') return issueHref({ id: moment.error?.issueId ?? null, event: key, zone, data });
  // What is known of a span or a product event stands here.
  return kind === 'span' || kind === 'use' ? `#${anchorOf(moment.ref)}` : lineHref(key, { zone, data });
}

/** What is shorter than a millisecond is not told: clocks are not that good. */
function gapWords(before: Moment, { time }: Moment): string {
  const ms = microsBetween(before.time, time) / 1_000;
  return ms >= 1 ? `+ ${durationWords(ms)}` : '';
}
