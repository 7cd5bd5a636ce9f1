import { Packed } from '@/components/packed';
import type { Bars } from '@/lib/audit';
import { timeNoun } from '@/lib/time';
import styles from './day-chart.module.css';

interface DayChartProps {
  bars: Bars;
  /** What is counted: "actions", "failed actions". */
  noun: string;
  /** The list narrowed to these days. */
  hrefOf: (from: string, to: string) => string;
  /** The list without its days, where it has some. */
  allHref: string | null;
}

const height = 36;

/**
 * When it happened: a strip of bars from zero, its finding in words, and the same as a table behind it. A bar is a link, one of
 * them for the Tab key; script lets several be chosen.
 */
export function DayChart({ bars: { unit, bars }, noun, hrefOf, allHref }: DayChartProps) {
  const busiest = bars.reduce((most, bar) => (bar.count > most.count ? bar : most), { from: '', to: '', count: 0 });
  const allDays = allHref !== null && <a href={allHref}>All days</a>;
  // A single bar tells nothing.
  if (bars.length < 2 || busiest.count === 0) return allDays && <p className={styles.chart}>{allDays}</p>;
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  return (
    <Packed>
      <figure className={styles.chart}>
        <figcaption>
          {capital(noun)} per {unit}: most {spanNoun(unit, busiest.from)}, {busiest.count.toLocaleString('en')} of{' '}
          {total.toLocaleString('en')}. {allDays}
        </figcaption>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be drawn in */}
        <svg
          className={styles.bars}
          viewBox={`0 0 ${bars.length} ${height}`}
          preserveAspectRatio="none"
          role="group"
          aria-label={`${capital(noun)} per ${unit}, as bars`}
          data-brush=""
        >
          {bars.map((bar, index) => (
            <a
              key={bar.from}
              href={hrefOf(bar.from, bar.to)}
              tabIndex={index === bars.length - 1 ? 0 : -1}
              aria-label={`${spanWords(bar)}: ${bar.count.toLocaleString('en')}`}
              data-from={bar.from}
              data-to={bar.to}
              data-count={bar.count}
            >
              <title>{`${spanWords(bar)}: ${bar.count.toLocaleString('en')}`}</title>
              <rect className={styles.room} x={index} width="1" height={height} />
              <rect className={styles.bar} x={index + 0.1} width="0.8" {...tall(bar.count, busiest.count)} />
            </a>
          ))}
        </svg>
        <div className={styles.axis}>
          <span aria-hidden="true">{timeNoun(bars[0]?.from ?? '')}</span>
          <span role="status" className={styles.brushed} data-brushed />
          <span aria-hidden="true">{timeNoun(bars.at(-1)?.to ?? '')}</span>
        </div>
        <details>
          <summary>As a table</summary>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{capital(unit)}</th>
                <th scope="col">{capital(noun)}</th>
              </tr>
            </thead>
            <tbody>
              {bars
                .filter(({ count }) => count > 0)
                .map((bar) => (
                  <tr key={bar.from}>
                    <th scope="row">
                      <a href={hrefOf(bar.from, bar.to)}>{spanWords(bar)}</a>
                    </th>
                    <td>{bar.count.toLocaleString('en')}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </details>
      </figure>
    </Packed>
  );
}

/** One is still seen beside ten thousand. */
function tall(count: number, most: number): { y: number; height: number } {
  const tallness = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
  return { y: height - tallness, height: tallness };
}

/** "on 3 October 2026", "in the week of 28 September 2026", "in October 2026" */
function spanNoun(unit: Bars['unit'], from: string): string {
  if (unit === 'month') return `in ${timeNoun(from.slice(0, 7))}`;
  return unit === 'week' ? `in the week of ${timeNoun(from)}` : `on ${timeNoun(from)}`;
}

function spanWords({ from, to }: { from: string; to: string }): string {
  return from === to ? timeNoun(from) : `${timeNoun(from)} to ${timeNoun(to)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
