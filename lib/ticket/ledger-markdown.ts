import { timeRangeWords, zoneWords } from '@/lib/time';
import { markdownTable, proseOrCode } from './markdown';

/** What is seen of a ledger, and where it can be seen. */
export interface LedgerTicket {
  /** What was found, and what was asked, in words. */
  readonly finding: string;
  readonly sentence: string;
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly link: string;
  readonly rows: readonly {
    readonly feature: string;
    readonly verdict: string;
    readonly place: string | null;
    /** Null where it is unknown. */
    readonly users: number | null;
    readonly events: number | null;
    readonly value: number | null;
    readonly cost: number | null;
  }[];
}

/** The finding, the question, its rows as a table, and its address. */
export function ledgerMarkdown({ finding, sentence, from, to, zone, link, rows }: LedgerTicket): string {
  const number = (value: number | null) => ({ words: value === null ? 'unknown' : Math.round(value).toLocaleString('en') });
  return [
    proseOrCode(finding),
    '',
    proseOrCode(`${sentence} ${timeRangeWords(from, to)}, ${zoneWords(zone)}.`),
    '',
    ...markdownTable(
      ['Feature', 'Verdict', 'Place', 'People', 'Events', 'Value', 'Cost'],
      rows.map(({ feature, verdict, place, users, events, value, cost }) => [
        { code: feature },
        { words: verdict },
        place === null ? null : { words: place },
        ...[users, events, value, cost].map(number),
      ]),
    ),
    '',
    `<${link}>`,
  ].join('\n');
}
