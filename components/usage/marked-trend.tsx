import { SafeText } from '@/components/text';
import type { TrendMarker } from '@/lib/ledger';
import { timeNoun } from '@/lib/time';
import type { FeatureUse } from '@/lib/usage';
import { visibleText } from '@/lib/visible-text';
import styles from './marked-trend.module.css';
import { counted } from './names';

const height = 60;

interface MarkedTrendProps {
  trend: FeatureUse['trend'];
  markers: readonly TrendMarker[];
}

/** Events a day from zero, with what was deployed or first seen meanwhile; the same as a table behind. */
export function MarkedTrend({ trend, markers }: MarkedTrendProps) {
  const most = trend.reduce((found, { events }) => Math.max(found, events), 0);
  const busiest = trend.find(({ events }) => events === most);
  if (!busiest || most === 0) return null;
  const days = new Map(trend.map(({ day }, at) => [day, at]));
  const placed = markers.flatMap((marker) => {
    const at = days.get(marker.day);
    return at === undefined ? [] : [{ ...marker, at }];
  });
  return (
    <figure className={styles.chart}>
      <figcaption>
        Events per day: most {timeNoun(busiest.day)}, {most.toLocaleString('en')}.
        {placed.length > 0 && ` Lines mark ${counted(placed.length, 'deployment or release', 'deployments and releases')}.`}
      </figcaption>
      <svg className={styles.bars} viewBox={`0 0 ${trend.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {trend.map(({ day, events }, at) => {
          const tall = events === 0 ? 0 : Math.max(1.5, (events / most) * (height - 6));
          return <rect key={day} className={styles.bar} x={at + 0.1} width="0.8" y={height - tall} height={tall} />;
        })}
        {[...new Set(placed.map(({ at }) => at))].map((at) => (
          <path key={at} className={styles.marker} d={`M${at + 0.05} 0V${height}`} />
        ))}
      </svg>
      <div className={styles.axis} aria-hidden="true">
        <span>{timeNoun(trend[0]?.day ?? '')}</span>
        <span>{timeNoun(trend.at(-1)?.day ?? '')}</span>
      </div>
      {placed.length > 0 && (
        <ul className={styles.markers}>
          {placed.map(({ day, words }) => (
            <li key={`${day} ${words}`}>
              <time dateTime={day}>{day}</time> <SafeText text={words} room={90} />
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>As a table</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Events</th>
              <th scope="col">People</th>
              <th scope="col">Meanwhile</th>
            </tr>
          </thead>
          <tbody>
            {trend
              .filter(({ day, events }) => events > 0 || placed.some((marker) => marker.day === day))
              .map(({ day, events, users }) => (
                <tr key={day}>
                  <th scope="row">{timeNoun(day)}</th>
                  <td>{events.toLocaleString('en')}</td>
                  <td>{users === null ? 'unknown' : users.toLocaleString('en')}</td>
                  <td>{visibleText(placed.flatMap((marker) => (marker.day === day ? [marker.words] : [])).join(', '))}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
