import type { FeatureUse } from '@/lib/usage';
import { counted } from './names';
import styles from './trend-bars.module.css';

const height = 20;

/** A feature's days as small bars from zero: one path for all of them, because a ledger holds many. The same in words. */
export function TrendBars({ trend }: Pick<FeatureUse, 'trend'>) {
  let [most, total] = [0, 0];
  for (const { events } of trend) {
    total += events;
    if (events > most) most = events;
  }
  const words = `${counted(total, 'event', 'events')} in ${counted(trend.length, 'day', 'days')}`;
  if (most === 0) return <span className="visually-hidden">{words}</span>;
  return (
    <span className={styles.trend} title={words}>
      <svg viewBox={`-.5 0 ${trend.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={barsOf(trend, most)} />
      </svg>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

/** One is still seen beside ten thousand. */
function barsOf(trend: FeatureUse['trend'], most: number): string {
  let bars = '';
  for (const [at, { events }] of trend.entries()) {
    if (events > 0) bars += `M${at} ${height}V${height - Math.max(2, Math.round((events / most) * height))}`;
  }
  return bars;
}
