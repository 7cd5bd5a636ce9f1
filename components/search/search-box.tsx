import styles from './search-box.module.css';

interface SearchBoxProps {
  query: string;
  /** Parameters that a new search keeps, such as the zone. */
  keep: Readonly<Record<string, string | undefined>>;
}

/** The one box into which anything can be pasted. A GET form: the browser writes the address. */
export function SearchBox({ query, keep }: SearchBoxProps) {
  return (
    <search>
      <form action="/audit" className={styles.box}>
        {Object.entries(keep).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
        <input
          className={styles.text}
          type="search"
          name="q"
          defaultValue={query}
          aria-label="Search actions"
          aria-keyshortcuts="/"
          placeholder="Paste an ID, or ask: actor:u_1 outcome:failure"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          data-search
        />
        <button type="submit">Search</button>
      </form>
    </search>
  );
}
