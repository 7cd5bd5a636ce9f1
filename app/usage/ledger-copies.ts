import type { ListCopies } from '@/app/audit/copies';
import { printFilter, type UsageAddress, usageApiHref, usageHref } from '@/lib/address';
import { config } from '@/lib/config';
import { findingOf, type ToldLedger } from '@/lib/ledger';
import { curlLine, ledgerMarkdown } from '@/lib/ticket';
import type { Viewer } from '@/lib/viewer';

interface LedgerToCopy {
  readonly ledger: ToldLedger;
  /** Those that are seen. */
  readonly shown: ToldLedger['rows'];
  /** What was asked, in words. */
  readonly sentence: string;
  readonly address: UsageAddress;
  readonly days: { readonly from: string; readonly to: string };
}

/** The addresses name the days and the world that are seen: tomorrow, or to somebody else, others could be the usual ones. */
export function ledgerCopies({ sees }: Viewer, { ledger, shown, sentence, address, days }: LedgerToCopy): ListCopies {
  const seen = { ...address, ...days, data: sees };
  const link = wholeAddress(usageHref(seen));
  const rows = shown.map(({ feature, verdict, place, use, value, cost }) => ({
    ...{ feature, verdict, place, users: use?.users ?? null, events: use?.events ?? null, value: value.score, cost: cost.score },
  }));
  const markdown = ledgerMarkdown({ finding: findingOf(ledger), sentence, ...days, zone: address.zone, link, rows });
  const all = ledger.rows.length;
  const part = rows.length < all ? `${rows.length.toLocaleString('en')} of ` : '';
  const count = `${part}${all.toLocaleString('en')} features${sees === 'sample' ? ', sample data' : ''}`;
  return { markdown, link, curl: curlLine(wholeAddress(usageApiHref(seen))), query: printFilter(address.filter), count };
}

function wholeAddress(href: string): string {
  return new URL(href, config().publicUrl).href;
}
