import { Once, Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import { type Filter, negated, type Term, withoutTerm, withTerm } from '@/lib/address';
import { visibleText } from '@/lib/visible-text';
import styles from './facet-column.module.css';

/** The commonest values of a key: a column of actions, or of lines. */
export interface FacetGroup<Column extends string> {
  readonly field: Column;
  readonly heading: string;
  readonly rows: readonly { readonly value: string | null; readonly count: number }[];
  /** How many different values there are; more than the rows that are shown. */
  readonly distinct: { readonly value: number; readonly capped: boolean };
}

interface FacetColumnProps<Column extends string, Root extends string> {
  groups: readonly FacetGroup<Column>[];
  filter: Filter<Column, Root>;
  /** The term for one value of a key; null for what has none. */
  termOf: (field: Column, value: string | null) => Term<Column, Root>;
  /** The address of this list with another filter. */
  hrefOf: (filter: Filter<Column, Root>) => string;
  /** What the counts leave out, in words. */
  caveat: string | null;
}

/** What the list is made of. Every value narrows the list to it, or takes it out. */
export function FacetColumn<Column extends string, Root extends string>({ groups, caveat, ...common }: FacetColumnProps<Column, Root>) {
  return (
    <Packed>
      <aside className={styles.facets} aria-label="Narrow down">
        {caveat && <p className={styles.caveat}>{caveat}</p>}
        {groups.map((group) => (
          // All that its links hold stands in the address of the list itself.
          <Once key={group.field} of={JSON.stringify(['facet', group, common.hrefOf(common.filter)])}>
            {() => <Facet group={group} {...common} />}
          </Once>
        ))}
      </aside>
    </Packed>
  );
}

function Facet<Column extends string, Root extends string>({
  group: { field, heading, rows, distinct },
  filter,
  termOf,
  hrefOf,
}: { group: FacetGroup<Column> } & Omit<FacetColumnProps<Column, Root>, 'groups' | 'caveat'>) {
  const more = distinct.value - rows.length;
  return (
    <section className={styles.facet} aria-label={heading}>
      <h2>{heading}</h2>
      <ul>
        {rows.map(({ value, count }) => (
          <FacetRow key={value} term={termOf(field, value)} value={value} count={count} filter={filter} hrefOf={hrefOf} />
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.more}>
          {more.toLocaleString('en')}
          {distinct.capped && '+'} more
        </p>
      )}
    </section>
  );
}

interface FacetRowProps<Column extends string, Root extends string> {
  term: Term<Column, Root>;
  value: string | null;
  count: number;
  filter: Filter<Column, Root>;
  hrefOf: (filter: Filter<Column, Root>) => string;
}

function FacetRow<Column extends string, Root extends string>({ term, value, count, filter, hrefOf }: FacetRowProps<Column, Root>) {
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
