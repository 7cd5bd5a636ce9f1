import { SafeText, TimeCell } from '@/components/text';
import type { ExportRecord } from '@/lib/export';
import styles from './export-facts.module.css';
import { formatWords, maskingWords } from './words';

/** Of one export what the register knows, and its manifest. */
export function ExportFacts({ record, query, zone }: { record: ExportRecord; query: string; zone: string }) {
  const { viewer, orgs, reason, masking, format, bound, sha256, bytes, deliveries, manifest } = record;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Asked for by</dt>
        <dd>
          <SafeText text={viewer.label} />
        </dd>
        <dt>What for</dt>
        <dd>{reason === null ? 'not said' : <SafeText text={reason} />}</dd>
        <dt>Filter</dt>
        <dd>
          {query === '' ? (
            'none'
          ) : (
            <code>
              <SafeText text={query} />
            </code>
          )}
        </dd>
        <dt>As of</dt>
        <dd>
          <TimeCell time={bound.asOf} zone={zone} />
        </dd>
        <dt>Organisations</dt>
        <dd>{orgs === null ? 'all' : <SafeText text={orgs.join(', ')} />}</dd>
        <dt>As</dt>
        <dd>
          {formatWords[format]}; {maskingWords[masking].toLowerCase()}
          {viewer.sees === 'sample' ? '; sample data' : ''}
        </dd>
        <dt>Handed out</dt>
        <dd>{deliveries === 1 ? 'once' : `${deliveries} times`}</dd>
        {sha256 !== null && (
          <>
            <dt>Bytes</dt>
            <dd>{bytes.toLocaleString('en')}</dd>
            <dt>SHA-256</dt>
            <dd>
              <code>{sha256}</code>
            </dd>
          </>
        )}
      </dl>
      {manifest !== null && (
        <details className={styles.manifest}>
          <summary>Manifest</summary>
          <pre>
            <SafeText text={manifest.trimEnd()} />
          </pre>
          <button type="button" data-copy={manifest} data-quiet>
            Copy
          </button>
        </details>
      )}
    </>
  );
}
