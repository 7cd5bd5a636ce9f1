import { Identifier, SafeText } from '@/components/text';
import { actionHref, type CommonParams } from '@/lib/address';
import type { ListedFinding } from '@/lib/seal';
import styles from './evidence.module.css';

interface FindingTableProps {
  findings: readonly ListedFinding[];
  /** All there are. */
  count: number;
  params: Partial<CommonParams>;
}

const words: Readonly<Record<ListedFinding['kind'], string>> = {
  changed: 'changed',
  deleted: 'taken out',
  unsealed: 'put in past the sealer',
  unreadable: 'not to be compared',
  leaf: 'ledger: leaf',
  salt: 'ledger: salts',
  schema: 'ledger: schema',
  tile: 'ledger: tile',
  head: 'ledger: head',
  checkpoint: 'ledger: checkpoint',
  key: 'ledger: key',
  history: 'ledger: history',
  published: 'not what was published',
};

/** Each thing that is not what was sealed, by its name. */
export function FindingTable({ findings, count, params }: FindingTableProps) {
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <caption className="visually-hidden">What is not as sealed</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Row</th>
            <th scope="col">Leaf</th>
            <th scope="col">Fields</th>
            <th scope="col">In words</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was found keeps its order
            <tr key={at}>
              <td data-label="What">
                <span className={styles.mark} data-state="trouble">
                  <span aria-hidden="true">△</span> {words[finding.kind]}
                </span>
              </td>
              <td data-label="Row">
                <Row finding={finding} params={params} />
              </td>
              <td data-number data-label="Leaf">
                {finding.leaf === null ? '–' : finding.leaf.toLocaleString('en')}
              </td>
              <td data-label="Fields">
                <SafeText text={finding.fields.join(', ') || '–'} />
              </td>
              <td data-label="In words">{finding.detail}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > findings.length && <p>And {(count - findings.length).toLocaleString('en')} more.</p>}
    </div>
  );
}

/** A row that is gone leads nowhere. */
function Row({ finding: { source, key, ref }, params }: { finding: ListedFinding; params: Partial<CommonParams> }) {
  if (ref !== null) return <Identifier text={ref} href={actionHref(ref, params)} />;
  if (source === null) return <>–</>;
  return key === null ? <SafeText text={source} /> : <Identifier text={`${source}~${key}`} />;
}
