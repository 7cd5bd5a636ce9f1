import { parseScreenAddress } from '@/lib/address';
import styles from './search-box.module.css';
import { SearchInput } from './search-input';

interface SearchBoxProps {
  query: string;
  /** Parameters that a new search keeps, such as the zone. */
  keep: Readonly<Record<string, string | undefined>>;
  /** What is searched: actions, or on the screens of logs their lines. */
  of?: 'actions' | 'lines';
}

/** The one box into which anything can be pasted. A GET form: the browser writes the address, with script or without. */
export function SearchBox({ query, keep, of = 'actions' }: SearchBoxProps) {
  const { zone, data } = parseScreenAddress(keep);
  return (
    <search>
      <form action={of === 'lines' ? '/logs' : '/audit'} className={styles.box}>
        {Object.entries(keep).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
        {of === 'lines' ? <LineInput key={query} query={query} /> : <SearchInput key={query} query={query} params={{ zone, data }} />}
        <button type="submit">Search</button>
      </form>
    </search>
  );
}

function LineInput({ query }: { query: string }) {
  return (
    <input
      className={styles.text}
      type="search"
      name="q"
      defaultValue={query}
      aria-label="Search lines"
      aria-keyshortcuts="/"
      placeholder="Words, or service:checkout level:>=warn request:req-1"
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}
