import { Misunderstood } from '@/components/audit';
import { SafeText } from '@/components/text';
import { parseFilter, type UsageAddress, usageApiHref, usageGrammar, usageHref } from '@/lib/address';
import { addDays, formatTime, timeRangeWords, zoneWords } from '@/lib/time';
import styles from './ledger-head.module.css';

interface LedgerHeadProps {
  /** What was found, in words; null where it could not be asked. */
  finding: string | null;
  /** What was asked, in words. */
  sentence: string;
  address: UsageAddress;
  days: { readonly from: string; readonly to: string };
  asOf: string | null;
}

const stretches = [7, 30, 90] as const;

/** The finding, what was asked, other stretches of days, and the same as files. */
export function LedgerHead({ finding, sentence, address, days, asOf }: LedgerHeadProps) {
  const { filter, problems, zone, data } = address;
  const length = Math.round((Date.parse(days.to) - Date.parse(days.from)) / 86_400_000) + 1;
  return (
    <div className={styles.head}>
      <h1>
        <SafeText text={finding ?? 'Which features earn their keep?'} />
      </h1>
      <p className={styles.asked}>
        <SafeText text={sentence} room={300} /> {timeRangeWords(days.from, days.to)}, {zoneWords(zone)}
        {asOf !== null && `, as counted until ${formatTime(asOf, zone).slice(0, 16)}`}.
      </p>
      <nav className={styles.ways} aria-label="Days and files">
        {stretches.map((stretch) => {
          const from = addDays(days.to, 1 - stretch);
          return (
            <a key={stretch} href={usageHref({ ...address, from, to: days.to })} aria-current={stretch === length ? 'page' : undefined}>
              {stretch} days
            </a>
          );
        })}
        <form className={styles.days} action="/usage">
          <Kept address={address} />
          <label>
            From <input type="date" name="from" defaultValue={days.from} />
          </label>
          <label>
            to <input type="date" name="to" defaultValue={days.to} />
          </label>
          <button type="submit" data-quiet>
            Show
          </button>
        </form>
        <span className={styles.files}>
          <a href={usageApiHref({ ...address, ...days, format: 'csv' })} download="ledger.csv">
            CSV
          </a>
          <a href={usageApiHref({ ...address, ...days })}>JSON</a>
        </span>
      </nav>
      <Misunderstood
        filter={filter}
        problems={problems}
        mendedHref={(text) => usageHref({ filter: parseFilter(text, usageGrammar), zone, data })}
      />
    </div>
  );
}

/** What the address says besides, so that other days of it are the same look. */
function Kept({ address }: { address: UsageAddress }) {
  const kept = new URLSearchParams(usageHref({ ...address, from: null, to: null }).split('?')[1] ?? '');
  return [...kept].map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
