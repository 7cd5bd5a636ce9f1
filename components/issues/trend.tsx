import type { Issue } from '@/lib/issues';
import { timeNoun } from '@/lib/time';
import styles from './trend.module.css';

const height = 20;

/** The last days as small bars from zero, the same in words for those who do not see them. */
export function Trend({ trend }: Pick<Issue, 'trend'>) {
  if (trend.length === 0) return null;
  const most = trend.reduce((found, { events }) => Math.max(found, events), 0);
  const words = trendWords(trend, most);
  return (
    <span className={styles.trend} title={words}>
      <svg viewBox={`0 0 ${trend.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {trend.map(({ day, events }, at) => {
          // One is still seen beside ten thousand.
          const tall = events === 0 ? 0 : Math.max(2, (events / most) * height);
          return <rect key={day} x={at + 0.1} width="0.8" y={height - tall} height={tall} />;
        })}
      </svg>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

function trendWords(trend: Issue['trend'], most: number): string {
  const busiest = trend.find(({ events }) => events === most);
  if (!busiest || most === 0) return `None in the last ${trend.length} days`;
  const total = trend.reduce((sum, { events }) => sum + events, 0);
  return `${total.toLocaleString('en')} in the last ${trend.length} days, most on ${timeNoun(busiest.day)}: ${most.toLocaleString('en')}`;
}
