import { type ReactNode, Suspense } from 'react';
import { CountingDays, CountingFacets, DayChart, Explorer, FacetColumn } from '@/components/audit';
import { type ColumnKey, daysTerm, type Filter, termFor, withKeyReplaced } from '@/lib/address';
import type { ActionPage } from '@/lib/audit';
import type { Breakdown } from './breakdown';

interface BrokenDownProps {
  /** Null where it was refused: then there is nothing to tell. */
  list: ActionPage | null;
  /** Begun with the list. */
  breakdown: Promise<Breakdown>;
  filter: Filter;
  /** The address of this list with another filter. */
  hrefOf: (filter: Filter) => string;
  /** What all actions of the list have in common. */
  without?: ColumnKey;
  /** The rows. */
  children: ReactNode;
}

/**
 * A list between what it is made of: its days above, what narrows it beside. Counting a hundred thousand takes many times as long
 * as listing fifty, so that a list of more than is counted out does not wait for it.
 */
export function BrokenDown({ list, breakdown, filter, hrefOf, without, children }: BrokenDownProps) {
  const timeless = filter.terms.filter((term) => !('field' in term && term.field.key === 'created'));
  const chart = ({ bars }: Breakdown) => (
    <DayChart
      bars={bars}
      noun="actions"
      hrefOf={(from, to) => hrefOf(withKeyReplaced(filter, daysTerm(from, to)))}
      allHref={timeless.length < filter.terms.length ? hrefOf({ terms: timeless }) : null}
    />
  );
  const facets = ({ groups, caveat }: Breakdown) => {
    const telling = groups.filter(({ field }) => field !== without);
    return (
      (telling.length > 0 || caveat) && <FacetColumn groups={telling} filter={filter} termOf={termFor} hrefOf={hrefOf} caveat={caveat} />
    );
  };
  if (!list) return <Explorer facets={null}>{children}</Explorer>;
  const told = (show: Counted['show'], meanwhile: ReactNode) => {
    const counted = <Counted breakdown={breakdown} show={show} />;
    return list.count.capped ? <Suspense fallback={meanwhile}>{counted}</Suspense> : counted;
  };
  return (
    <>
      {told(chart, <CountingDays />)}
      <Explorer facets={told(facets, <CountingFacets />)}>{children}</Explorer>
    </>
  );
}

interface Counted {
  breakdown: Promise<Breakdown>;
  show: (breakdown: Breakdown) => ReactNode;
}

/** Waited for in its own place, while the rows are made ready. */
async function Counted({ breakdown, show }: Counted) {
  return show(await breakdown);
}
