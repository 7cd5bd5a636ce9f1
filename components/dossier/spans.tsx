import { SafeText } from '@/components/text';
import type { Dossier } from '@/lib/dossier';
import { compareInstants, durationWords, formatTimeInFull, localTime, microsBetween } from '@/lib/time';
import styles from './spans.module.css';

type Span = Dossier['spans'][number];

const mostShown = 100;
const deepest = 8;

/** The work within a trace: each stretch of it below what called it, with its duration as a bar on one scale. */
export function Spans({ spans, zone }: { spans: readonly Span[]; zone: string }) {
  const rows = inTree(spans).slice(0, mostShown);
  const [start = ''] = rows.map(({ span }) => span.time).toSorted(compareInstants);
  const endOf = ({ time, duration_ms: ms }: Span) => microsBetween(start, time) / 1_000 + ms;
  const whole = Math.max(...rows.map(({ span }) => endOf(span)), 1);
  return (
    <>
      <table className={styles.spans}>
        <caption className="visually-hidden">Spans of the trace</caption>
        <thead>
          <tr>
            <th scope="col">Begun</th>
            <th scope="col" data-column="what">
              What
            </th>
            <th scope="col" data-column="took">
              Took
            </th>
            <th scope="col" data-column="bar">
              <span className="visually-hidden">As a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ span, depth }) => (
            <tr key={span.id} data-row tabIndex={-1}>
              <td>
                <time dateTime={span.time} title={formatTimeInFull(span.time, zone)}>
                  {localTime(span.time, zone)?.time.slice(0, 12) ?? span.time}
                </time>
              </td>
              <td data-column="what" data-depth={Math.min(depth, deepest)}>
                {span.op !== null && (
                  <code>
                    <SafeText text={span.op} room={40} />
                  </code>
                )}{' '}
                <SafeText text={span.description} room={160} />{' '}
                <small className={styles.soft}>
                  <SafeText text={span.project.replace(/^sample\//, '')} room={32} />
                  {span.status !== null && span.status !== 'ok' && (
                    <>
                      , <SafeText text={span.status} room={32} />
                    </>
                  )}
                </small>
              </td>
              <td data-column="took">{durationWords(span.duration_ms)}</td>
              <td data-column="bar">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect
                    x={(microsBetween(start, span.time) / 1_000 / whole) * 100}
                    width={Math.max(0.5, (span.duration_ms / whole) * 100)}
                    y="2"
                    height="6"
                  />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {spans.length > rows.length && <p className={styles.soft}>and {(spans.length - rows.length).toLocaleString('en')} more</p>}
    </>
  );
}

/** Each below its parent, in the order of their time; whose parent is not known stands at the top. Each once, also where parents go round. */
function inTree(spans: readonly Span[]): readonly { readonly span: Span; readonly depth: number }[] {
  const known = new Set(spans.map(({ id }) => id));
  const rows: { span: Span; depth: number }[] = [];
  const seen = new Set<Span>();
  const add = (span: Span, depth: number) => {
    if (seen.has(span)) return;
    seen.add(span);
    rows.push({ span, depth });
    if (depth < deepest) for (const child of spans) if (child.parent_id === span.id) add(child, depth + 1);
  };
  for (const span of spans) if (span.parent_id === null || !known.has(span.parent_id)) add(span, 0);
  for (const span of spans) add(span, 0);
  return rows;
}
