import { SafeText } from '@/components/text';
import type { CostPart } from '@/lib/address';
import type { CountedChurn, FeatureSheet } from '@/lib/ledger';
import { amountWords, costNames } from './cost-words';
import { counted } from './names';
import styles from './small-table.module.css';

interface CostListProps extends Pick<FeatureSheet, 'row' | 'costs' | 'churn'> {
  /** Where what was counted can be looked at, where there is such a place. */
  hrefOf: (part: CostPart) => string | null;
}

/** What it cost, part by part; what is unknown says why. */
export function CostList({ row, costs, churn, hrefOf }: CostListProps) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">How much</th>
          <th scope="col" data-number>
            Beside the most
          </th>
        </tr>
      </thead>
      <tbody>
        {row.cost.parts.map(({ part, amount, share }) => {
          const href = hrefOf(part);
          const reading = costs.find((cost) => cost.part === part)?.reading;
          return (
            <tr key={part}>
              <th scope="row">{costNames[part]}</th>
              <td>
                {amount === null ? (
                  <span className={styles.none}>
                    unknown, not zero: <SafeText text={reading?.why ?? missing[part] ?? 'it was not counted'} room={120} />
                  </span>
                ) : href && amount > 0 ? (
                  <a href={href}>{amountWords(part, amount)}</a>
                ) : (
                  amountWords(part, amount)
                )}
                {part === 'churn' && churn && churnWords(churn)}
              </td>
              <td data-number>{share === null ? '' : `${Math.round(share * 100)} %`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Why a feature alone is not known, where others are. */
const missing: Readonly<Partial<Record<CostPart, string>>> = {
  churn: 'no folder of this name was counted',
  hit: 'its errors name nobody',
};

function churnWords({ commits, authors }: CountedChurn): string {
  return commits === 0 ? '' : ` in ${counted(commits, 'commit', 'commits')}, by up to ${counted(authors, 'person', 'people')} a month`;
}
