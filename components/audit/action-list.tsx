import type { Filter, ListParams } from '@/lib/address';
import type { ActionPage, Day } from '@/lib/audit';
import { ActionTable } from './action-table';
import type { Choosable, ListLook } from './columns';
import { linksFrom } from './links';
import { ListLookForm } from './list-look';
import type { News } from './news';
import { Pager } from './pager';
import { NoActions, Refused } from './refused';
import { SourceNotes } from './source-notes';

interface ActionListProps {
  /** Null where the question could not be answered, with the reason. */
  page: ActionPage | null;
  refusal: string | null;
  /** The rows of the page. */
  days: readonly Day[];
  address: ListParams;
  /** All that the rows had to match. */
  filter: Filter;
  hrefOf: (address: ListParams) => string;
  caption: string;
  /** Columns that would say the same in every row. */
  without?: readonly Choosable[];
  look: ListLook;
  news?: News | null;
}

/** A page of actions with the ways to its neighbours; or why there is none. */
export function ActionList({ page, refusal, days, address, filter, hrefOf, caption, without = [], look, news = null }: ActionListProps) {
  if (!page) return <Refused why={refusal ?? ''} />;
  const notes = <SourceNotes sources={page.sources} zone={address.zone} />;
  if (days.length === 0) {
    return (
      <>
        {notes}
        <NoActions filter={filter} address={address} sources={page.sources} />
      </>
    );
  }
  return (
    <>
      {notes}
      <ListLookForm look={look} back={hrefOf(address)} />
      <ActionTable
        days={days}
        zone={address.zone}
        links={linksFrom(address)}
        caption={caption}
        without={[...without, ...look.without]}
        news={news}
      />
      <Pager page={page} address={address} hrefOf={hrefOf} />
    </>
  );
}
