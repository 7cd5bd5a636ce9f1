import { SafeText } from '@/components/text';
import type { LedgerRow } from '@/lib/ledger';
import { formatTimeInFull, relativeTime, timeRangeWords } from '@/lib/time';
import { costWords } from './cost-words';
import styles from './feature-head.module.css';
import { counted } from './names';
import { markWords, VerdictMark } from './verdict-mark';

interface FeatureHeadProps {
  row: LedgerRow;
  from: string;
  to: string;
  zone: string;
  now: string;
}

const places = {
  keep: 'Keep: much used, and cheap.',
  fix: 'Fix: much used, and costly.',
  watch: 'Watch: little used, and cheap.',
  retire: 'Retire? Little used, and costly.',
} as const;

/** What became of it, who uses it and what it cost, in sentences, and how far they can be believed. */
export function FeatureHead({ row, from, to, zone, now }: FeatureHeadProps) {
  const { feature, verdict, place, mark, cost, confidence } = row;
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={feature} room={120} /> <VerdictMark verdict={verdict} />
      </h1>
      <p className={styles.account}>
        {useWords(row, { from, to })}
        <LastUse row={row} zone={zone} now={now} /> Its cost: {costWords(cost)}. {place && <strong>{places[place]}</strong>}
      </p>
      {mark && (
        <p className={styles.mark}>
          Marked as {markWords[mark.kind]} by <SafeText text={mark.marked_by} room={60} />: <SafeText text={mark.reason} room={500} />
        </p>
      )}
      <p className={styles.doubt}>
        Confidence: {confidence.level}.{' '}
        {confidence.blind_spots.length === 0 ? 'No blind spots are known.' : <SafeText text={confidence.blind_spots.join(' ')} />}
      </p>
    </div>
  );
}

function useWords({ use, verdict }: LedgerRow, { from, to }: { from: string; to: string }): string {
  const when = timeRangeWords(from, to);
  if (use === null) {
    if (verdict === 'unused') return 'It is switched on, and was never used. ';
    return 'No event has ever carried its name: how much it is used is unknown, which is not the same as no use. ';
  }
  if (use.events === 0) return `Nobody used it ${when}. `;
  const people = use.users === 0 ? 'People who are not named' : counted(use.users, 'person', 'people');
  const orgs = use.orgs === 0 ? '' : ` in ${counted(use.orgs, 'organisation', 'organisations')}`;
  return `${people}${orgs} used it ${when}, by ${counted(use.events, 'event', 'events')}; ${beforeWords(use)} `;
}

function beforeWords({ users, events, before }: NonNullable<LedgerRow['use']>): string {
  const [now, then, one, several] =
    users + before.users > 0 ? ([users, before.users, 'person', 'people'] as const) : ([events, before.events, 'event', 'events'] as const);
  return `in as many days before ${then === now ? 'the same' : counted(then, one, several)}.`;
}

function LastUse({ row: { use }, zone, now }: Pick<FeatureHeadProps, 'row' | 'zone' | 'now'>) {
  if (!use?.last_used) return null;
  return (
    <>
      It was last used{' '}
      <time dateTime={use.last_used} title={formatTimeInFull(use.last_used, zone)}>
        {relativeTime(use.last_used, now)}
      </time>
      .
    </>
  );
}
