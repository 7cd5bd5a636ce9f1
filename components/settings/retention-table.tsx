import { Empty } from '@/components/state';
import { SafeText, TimeCell } from '@/components/text';
import { type CommonParams, retentionHref } from '@/lib/address';
import type { ExpiryPreview } from '@/lib/retention';
import { countOf, daysWords, staysWords } from './retention-words';
import styles from './settings.module.css';

interface RetentionTableProps {
  /** Every source of actions, with its rule if it has one. */
  sources: readonly string[];
  rules: readonly ExpiryPreview[];
  zone: string;
  params: Pick<CommonParams, 'zone' | 'data'>;
  now: string;
}

/** How long each source is kept, what that takes out, and what became of it the last time. */
export function RetentionTable({ sources, rules, zone, params, now }: RetentionTableProps) {
  if (sources.length === 0) {
    return (
      <Empty title="No action is recorded yet">
        <p>Each source stands here as soon as it has sent its first one.</p>
      </Empty>
    );
  }
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <caption className="visually-hidden">How long actions are kept, by source</caption>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Kept</th>
            <th scope="col">Older</th>
            <th scope="col">Would go now</th>
            <th scope="col">Stays, and why</th>
            <th scope="col">Last run</th>
            <th scope="col">
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => {
            const rule = rules.find((one) => one.source === source) ?? null;
            return (
              <tr key={source}>
                <th scope="row">
                  <SafeText text={source} room={60} />
                </th>
                <td data-label="Kept">{rule === null ? 'for good' : daysWords(rule.days)}</td>
                <td data-label="Older">{rule === null ? '' : countOf(rule)}</td>
                <td data-label="Would go now">{rule === null ? '' : rule.goes.toLocaleString('en')}</td>
                <td data-label="Stays, and why">{rule === null ? '' : staysWords(rule)}</td>
                <td data-label="Last run">{rule === null ? '' : <LastRun rule={rule} zone={zone} now={now} />}</td>
                <td>
                  <a href={`${retentionHref({ source, days: rule?.days ?? null }, params)}#retention-change`}>
                    Change <span className="visually-hidden">{source}</span>
                  </a>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function LastRun({ rule: { lastRun, beginsAt }, zone, now }: { rule: ExpiryPreview; zone: string; now: string }) {
  if (lastRun === null || beginsAt > now) {
    return (
      <span>
        {lastRun === null ? 'none yet; begins' : 'set anew; goes on'} <TimeCell time={beginsAt} zone={zone} />
      </span>
    );
  }
  return (
    <span>
      <TimeCell time={lastRun.at} zone={zone} />
      {lastRun.rows === 0 ? ', nothing went' : `, ${lastRun.rows.toLocaleString('en')} went`}
      {lastRun.trouble !== null && (
        <span className={`${styles.quiet} ${styles.problem}`}>
          <span aria-hidden="true">△ </span>
          <SafeText text={lastRun.trouble} room={200} />
        </span>
      )}
    </span>
  );
}
