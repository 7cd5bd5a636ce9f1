import { Empty, Failed } from '@/components/state';
import { auditHref, type CommonParams, type Filter } from '@/lib/address';
import type { SourceReading } from '@/lib/audit';

/** The question could not be answered; the reason says what to narrow. */
export function Refused({ why }: { why: string }) {
  return (
    <Failed title="This could not be answered">
      <p>{why}</p>
      <p>That says nothing about what happened. Nothing was left out in silence: no rows are shown at all.</p>
    </Failed>
  );
}

/** Searched to the end, and nothing there. */
export function NoActions({
  filter,
  address,
  sources = [],
}: {
  filter: Filter;
  address: CommonParams;
  sources?: readonly SourceReading[];
}) {
  if (sources.some(({ verdict }) => verdict === 'unavailable')) {
    return (
      <Empty title="Nothing matches in what could be searched">
        <p>Not everything could. Look again when all tables answer, before you take this for an answer.</p>
      </Empty>
    );
  }
  if (filter.terms.length === 0) {
    return (
      <Empty title="No actions are recorded yet">
        <p>
          <a href="/">Today</a> says how to bring in the first ones.
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing matches, in all that you may see">
      <p>Everything recorded was searched. Take a part out of the question, or look whether an ID is whole.</p>
      <p>
        <a href={auditHref({ zone: address.zone, data: address.data })}>All actions</a>
      </p>
    </Empty>
  );
}
