import { parseAuditAddress } from '@/lib/address';
import styles from './search-box.module.css';
import { SearchInput } from './search-input';

interface SearchBoxProps {
  query: string;
  /** Parameters that a new search keeps, such as the zone. */
  keep: Readonly<Record<string, string | undefined>>;
}

/** The one box into which anything can be pasted. A GET form: the browser writes the address, with script or without. */
export function SearchBox({ query, keep }: SearchBoxProps) {
  const { zone, data } = parseAuditAddress(keep);
  return (
    <search>
      <form action="/audit" className={styles.box}>
        {Object.entries(keep).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
        <SearchInput key={query} query={query} params={{ zone, data }} />
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
