import type { PageParams } from '@/lib/address';
import styles from './pager.module.css';

interface PagerProps<Address extends PageParams> {
  page: { readonly next: string | null; readonly previous: string | null };
  address: Address;
  hrefOf: (address: Address) => string;
}

/** To the neighbours of this page. Cursors, so that rows which arrive meanwhile move nothing. */
export function Pager<Address extends PageParams>({ page: { next, previous }, address, hrefOf }: PagerProps<Address>) {
  if (!next && !previous) return null;
  const [before, after] = address.order === 'desc' ? ['Newer', 'Older'] : ['Older', 'Newer'];
  return (
    <nav className={styles.pager} aria-label="Pages">
      {previous ? (
        <a href={hrefOf({ ...address, after: null, before: previous })} rel="prev">
          ← {before}
        </a>
      ) : (
        <span>Nothing {before.toLowerCase()}</span>
      )}
      {next ? (
        <a href={hrefOf({ ...address, before: null, after: next })} rel="next">
          {after} →
        </a>
      ) : (
        <span>Nothing {after.toLowerCase()}</span>
      )}
    </nav>
  );
}
