import { Fields } from '@/components/table/fields';
import { TimeCell } from '@/components/text';
import type { RowSeal } from '@/lib/seal';
import styles from './evidence.module.css';

interface RowProofProps {
  /** Null where it is not sealed. */
  seal: RowSeal | null;
  isConfigured: boolean;
  zone: string;
}

/** Where a row stands in the sealed log, and whether it is what was sealed. */
export function RowProof({ seal, isConfigured, zone }: RowProofProps) {
  if (!seal) {
    return <p>{isConfigured ? 'Not sealed yet: what is committed is sealed within seconds.' : 'Not sealed: sealing is not configured.'}</p>;
  }
  return (
    <Fields
      absent="Not there"
      fields={[
        ['Is it what was sealed?', <Compared key="compared" seal={seal} />],
        [
          'Sealed',
          <span key="sealed">
            <TimeCell time={seal.sealedAt} zone={zone} />
            {seal.kind === 'late-row' && ', more than an hour after it says that it happened'}
          </span>,
        ],
        [
          'Leaf',
          <span key="leaf">
            {seal.leaf.toLocaleString('en')}
            {seal.isSigned ? (
              <>
                {' '}
                · <a href={`/api/v1/proof?leaf=${seal.leaf}`}>its proof</a>
              </>
            ) : (
              ', to be signed within seconds'
            )}
          </span>,
        ],
      ]}
    />
  );
}

function Compared({ seal: { finding, unlooked } }: { seal: RowSeal }) {
  if (finding !== null) {
    return (
      <span className={styles.mark} data-state="trouble" role="alert">
        <span aria-hidden="true">△</span> No. {finding.detail}
      </span>
    );
  }
  if (unlooked !== null) return <>It could not be compared: {unlooked}.</>;
  return (
    <span className={styles.mark}>
      <span aria-hidden="true">◆</span> Yes, every field, just now
    </span>
  );
}
