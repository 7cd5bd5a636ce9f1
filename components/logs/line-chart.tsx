import type { LineBar, LineBars } from '@/lib/logs';
import { addMicros, formatTime, timeNoun } from '@/lib/time';
import styles from './line-chart.module.css';

interface LineChartProps {
  bars: LineBars;
  zone: string;
  /** The list narrowed to a stretch of time, from included, to not. */
  hrefOf: (from: string, to: string) => string;
  /** The list without its times, where it has some. */
  allHref: string | null;
}

const height = 36;

/** When the lines were written, errors darker at the foot of each bar; its finding in words, and the same as a table behind it. */
export function LineChart({ bars: { seconds, bars, sampled }, zone, hrefOf, allHref }: LineChartProps) {
  const busiest = bars.reduce((most, { count }) => Math.max(most, count), 0);
  const all = allHref !== null && <a href={allHref}>All times</a>;
  // A single bar tells nothing.
  if (bars.length < 2) return all && <p className={styles.chart}>{all}</p>;
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const errors = bars.reduce((sum, bar) => sum + bar.errors, 0);
  const place = placeIn(seconds, zone);
  const name = `Lines per ${stepWords(seconds)}`;
  return (
    <figure className={styles.chart}>
      <figcaption>
        {name}: {busiest.toLocaleString('en')} at most, {errorWords(errors)}
        {sampled && <>, over the newest {total.toLocaleString('en')} lines</>}. {all}
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be drawn in */}
      <svg
        className={styles.bars}
        viewBox={`0 0 ${bars.length} ${height}`}
        preserveAspectRatio="none"
        role="group"
        aria-label={`${name}, as bars`}
        data-brush=""
      >
        {bars.map((bar, index) => (
          <a
            key={bar.from}
            href={hrefOf(bar.from, bar.to)}
            tabIndex={index === bars.length - 1 ? 0 : -1}
            aria-label={`${place(bar.from)}: ${barWords(bar)}`}
            data-from={bar.from}
            data-to={addMicros(bar.to, -1) ?? bar.to}
            data-count={bar.count}
          >
            <title>{`${place(bar.from)}: ${barWords(bar)}`}</title>
            <rect className={styles.room} x={index} width="1" height={height} />
            <rect className={styles.bar} x={index + 0.1} width="0.8" {...tall(bar.count, busiest)} />
            <rect className={styles.errors} x={index + 0.1} width="0.8" {...tall(bar.errors, busiest)} />
          </a>
        ))}
      </svg>
      <div className={styles.axis}>
        <span aria-hidden="true">{place(bars[0]?.from ?? '')}</span>
        <span role="status" className={styles.brushed} data-brushed />
        <span aria-hidden="true">{place(bars.at(-1)?.from ?? '')}</span>
      </div>
      <details>
        <summary>As a table</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Lines</th>
              <th scope="col">Errors</th>
            </tr>
          </thead>
          <tbody>
            {bars
              .filter(({ count }) => count > 0)
              .map((bar) => (
                <tr key={bar.from}>
                  <th scope="row">
                    <a href={hrefOf(bar.from, bar.to)}>{place(bar.from)}</a>
                  </th>
                  <td>{bar.count.toLocaleString('en')}</td>
                  <td>{bar.errors.toLocaleString('en')}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function barWords({ count, errors }: LineBar): string {
  const words = count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`;
  return errors === 0 ? words : `${words}, ${errorWords(errors)}`;
}

function errorWords(errors: number): string {
  if (errors === 0) return 'no errors';
  return errors === 1 ? '1 error' : `${errors.toLocaleString('en')} errors`;
}

/** One is still seen beside ten thousand. */
function tall(count: number, most: number): { y: number; height: number } {
  const tallness = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
  return { y: height - tallness, height: tallness };
}

/** Days by their date, what is shorter to the second. */
function placeIn(seconds: number, zone: string): (instant: string) => string {
  return (instant) => {
    const written = formatTime(instant, zone);
    return seconds >= 86_400 ? timeNoun(written.slice(0, 10)) : written;
  };
}

const units = [
  [31_536_000, 'year'],
  [604_800, 'week'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

function stepWords(seconds: number): string {
  const [length, unit] = units.find(([unitSeconds]) => seconds >= unitSeconds) ?? [1, 'second'];
  return seconds === length ? unit : `${seconds / length} ${unit}s`;
}
