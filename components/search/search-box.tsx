import { parseScreenAddress } from '@/lib/address';
import styles from './search-box.module.css';
import { SearchInput } from './search-input';

interface SearchBoxProps {
  query: string;
  /** Parameters that a new search keeps, such as the zone. */
  keep: Readonly<Record<string, string | undefined>>;
  of?: Searched;
}

/** What is searched: actions, lines, issues, use of features, or all sources for one ID. */
export type Searched = 'actions' | 'lines' | 'issues' | 'usage' | 'ids';

const actions = { actions: '/audit', lines: '/logs', issues: '/issues', usage: '/usage', ids: '/trace' } as const;

/** The one box into which anything can be pasted. A GET form: the browser writes the address, with script or without. */
export function SearchBox({ query, keep, of = 'actions' }: SearchBoxProps) {
  const { zone, data } = parseScreenAddress(keep);
  return (
    <search>
      <form action={actions[of]} className={styles.box}>
        {Object.entries(keep).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
        {of === 'actions' || of === 'issues' ? (
          <SearchInput key={query} of={of} {...helped[of]} query={query} params={{ zone, data }} />
        ) : (
          <PlainInput key={query} query={query} {...plain[of]} />
        )}
        <button type="submit">Search</button>
      </form>
    </search>
  );
}

const helped = {
  actions: { label: 'Search actions', hint: 'Paste an ID, or ask: actor:u_1 outcome:failure' },
  issues: { label: 'Search issues', hint: 'Words, or is:unresolved feature:checkout release:2.4.*' },
} as const;

const plain = {
  lines: { name: 'q', label: 'Search lines', hint: 'Words, or service:checkout level:>=warn request:req-1' },
  usage: { name: 'q', label: 'Search use of features', hint: 'feature:checkout surface:cart org:o_1' },
  ids: { name: 'id', label: 'Paste an ID', hint: 'A request or trace ID, or a log line or mail that holds one' },
} as const;

function PlainInput({ query, name, label, hint }: { query: string; name: string; label: string; hint: string }) {
  return (
    <input
      className={styles.text}
      type="search"
      name={name}
      defaultValue={query}
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={hint}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
    />
  );
}
