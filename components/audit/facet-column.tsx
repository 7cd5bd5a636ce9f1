import { SafeText, visibleText } from '@/components/text';
import { type ColumnKey, type Filter, negated, type Term, termFor, withoutTerm, withTerm } from '@/lib/address';
import styles from './facet-column.module.css';

export interface FacetGroup {
  readonly field: ColumnKey;
  readonly rows: readonly { readonly value: string | null; readonly count: number }[];
  /** How many different values there are; more than the rows that are shown. */
  readonly distinct: { readonly value: number; readonly capped: boolean };
}

interface FacetColumnProps {
  groups: readonly FacetGroup[];
  filter: Filter;
  /** The address of this list with another filter. */
  hrefOf: (filter: Filter) => string;
  /** What the counts leave out, in words. */
  caveat: string | null;
}

/** What the list is made of. Every value narrows the list to it, or takes it out. */
export function FacetColumn({ groups, filter, hrefOf, caveat }: FacetColumnProps) {
  return (
    <aside className={styles.facets} aria-label="Narrow down">
      {caveat && <p className={styles.caveat}>{caveat}</p>}
      {groups.map((group) => (
        <Facet key={group.field} group={group} filter={filter} hrefOf={hrefOf} />
      ))}
    </aside>
  );
}

const headings: Partial<Record<ColumnKey, string>> = {
  actor: 'Who',
  action: 'Did what',
  subject_type: 'To what kind',
  outcome: 'Outcome',
  org: 'Organisation',
  source: 'Source',
  feature: 'Feature',
};

function Facet({ group, filter, hrefOf }: { group: FacetGroup } & Omit<FacetColumnProps, 'groups' | 'caveat'>) {
  const heading = headings[group.field] ?? group.field;
  const more = group.distinct.value - group.rows.length;
  return (
    <section className={styles.facet} aria-label={heading}>
      <h2>{heading}</h2>
      <ul>
        {group.rows.map(({ value, count }) => (
          <FacetRow key={value} term={termFor(group.field, value)} value={value} count={count} filter={filter} hrefOf={hrefOf} />
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.more}>
          {more.toLocaleString('en')}
          {group.distinct.capped && '+'} more
        </p>
      )}
    </section>
  );
}

interface FacetRowProps {
  term: Term;
  value: string | null;
  count: number;
  filter: Filter;
  hrefOf: (filter: Filter) => string;
}

function FacetRow({ term, value, count, filter, hrefOf }: FacetRowProps) {
  const narrowed = withTerm(filter, term);
  const isChosen = narrowed === filter;
  const name = visibleText(value ?? 'none');
  return (
    <li className={styles.row} data-refines>
      <a
        className={styles.only}
        data-refine="only"
        href={hrefOf(isChosen ? withoutTerm(filter, term) : narrowed)}
        aria-label={isChosen ? `No longer only ${name}` : `Only ${name}`}
        aria-current={isChosen || undefined}
        title={name}
      >
        <span className={styles.value}>{value === null ? <em>none</em> : <SafeText text={value} room={24} />}</span>
        <small>{isChosen ? 'let go' : 'only'}</small>
      </a>
      <a className={styles.not} data-refine="not" href={hrefOf(withTerm(filter, negated(term)))} aria-label={`Not ${name}`}>
        not
      </a>
      <span className={styles.count}>{count.toLocaleString('en')}</span>
    </li>
  );
}
