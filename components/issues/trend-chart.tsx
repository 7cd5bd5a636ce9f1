import type { Issue } from '@/lib/issues';
import { timeNoun } from '@/lib/time';
import styles from './trend-chart.module.css';

const height = 36;

/** On which days it happened: bars from zero, the finding in words, and the same as a table behind them. */
export function TrendChart({ trend }: Pick<Issue, 'trend'>) {
  const most = trend.reduce((found, { events }) => Math.max(found, events), 0);
  const busiest = trend.find(({ events }) => events === most);
  if (!busiest || most === 0) return null;
  const total = trend.reduce((sum, { events }) => sum + events, 0);
  return (
    <figure className={styles.chart}>
      <figcaption>
        Events per day of UTC: most {timeNoun(busiest.day)}, {most.toLocaleString('en')} of {total.toLocaleString('en')} in the last{' '}
        {trend.length} days.
      </figcaption>
      <svg className={styles.bars} viewBox={`0 0 ${trend.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {trend.map(({ day, events }, at) => {
          const tall = events === 0 ? 0 : Math.max(1.5, (events / most) * height);
          return <rect key={day} className={styles.bar} x={at + 0.1} width="0.8" y={height - tall} height={tall} />;
        })}
      </svg>
      <div className={styles.axis} aria-hidden="true">
        <span>{timeNoun(trend[0]?.day ?? '')}</span>
        <span>{timeNoun(trend.at(-1)?.day ?? '')}</span>
      </div>
      <details>
        <summary>As a table</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Events</th>
            </tr>
          </thead>
          <tbody>
            {trend
              .filter(({ events }) => events > 0)
              .map(({ day, events }) => (
                <tr key={day}>
                  <th scope="row">{timeNoun(day)}</th>
                  <td>{events.toLocaleString('en')}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
