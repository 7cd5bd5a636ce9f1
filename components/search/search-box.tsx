import { auditHref, type CommonParams, type Filter, parseAuditAddress, parseFilter, type UnreadableTerm } from '@/lib/address';
import { RecognisedIds } from './recognised-ids';
import styles from './search-box.module.css';
import { SearchInput } from './search-input';
import { UnreadableParts } from './unreadable-parts';

interface SearchBoxProps {
  query: string;
  /** Parameters that a new search keeps, such as the zone. */
  keep: Readonly<Record<string, string | undefined>>;
}

/** The one box into which anything can be pasted. A GET form: the browser writes the address, with script or without. */
export function SearchBox({ query, keep }: SearchBoxProps) {
  const { zone, data } = parseAuditAddress(keep);
  const filter = parseFilter(query);
  return (
    <search>
      <form action="/audit" className={styles.box}>
        {Object.entries(keep).map(([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />)}
        <SearchInput key={query} query={query} params={{ zone, data }} />
        <button type="submit">Search</button>
      </form>
      <RecognisedIds query={query} params={{ zone, data }} />
      <UnreadableParts filter={filter} hrefWithMend={(term) => mendedHref(filter, term, { zone, data })} />
    </search>
  );
}

function mendedHref(filter: Filter, mended: UnreadableTerm, params: CommonParams): string {
  const terms = filter.terms.flatMap((term) => (term === mended && term.mend !== null ? parseFilter(term.mend).terms : [term]));
  return auditHref({ filter: { terms }, ...params });
}
