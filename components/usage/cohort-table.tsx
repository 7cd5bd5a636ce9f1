import { timeNoun } from '@/lib/time';
import type { FeatureDetail } from '@/lib/usage';
import styles from './small-table.module.css';

const mostWeeks = 8;

/** Who was new in each week, and which part of them came again in the weeks after. */
export function CohortTable({ cohorts }: Pick<FeatureDetail, 'cohorts'>) {
  const shown = cohorts.filter(({ users }) => users > 0).slice(-12);
  if (shown.length === 0) return <p className={styles.none}>Nobody was new to it in these days.</p>;
  const weeks = Math.min(
    mostWeeks,
    shown.reduce((most, { returned }) => Math.max(most, returned.length), 0),
  );
  const later = Array.from({ length: weeks }, (_, n) => n + 1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={styles.scroll} aria-label="Weeks" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">New in the week from</th>
            <th scope="col" data-number>
              People
            </th>
            {later.map((week) => (
              <th key={week} scope="col" data-number>
                +{week}
                <span className="visually-hidden"> weeks later</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ week, users, returned }) => (
            <tr key={week}>
              <th scope="row">{timeNoun(week)}</th>
              <td data-number>{users.toLocaleString('en')}</td>
              {later.map((n) => (
                <td key={n} data-number>
                  {returned[n - 1] === undefined ? '' : `${Math.round((100 * (returned[n - 1] ?? 0)) / users)} %`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
