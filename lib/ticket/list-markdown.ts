import type { Deed } from '@/lib/sentence';
import { localTime, zoneWords } from '@/lib/time';
import { visibleText } from '@/lib/visible-text';
import { type Cell, markdownTable, prose, proseOrCode } from './markdown';

/** What is seen of a list, and where it can be seen. */
export interface ListTicket {
  /** The question in words. */
  readonly title: string;
  /** As it is typed; empty for all. */
  readonly query: string;
  /** "9,581 actions" and how many of them these are. */
  readonly count: string;
  readonly rows: readonly (Deed & { readonly created_at: string; readonly request_id: string | null })[];
  /** In words, what of the answer could not be had. */
  readonly missing: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly zone: string;
  readonly link: string;
}

/** The question in words and as it is typed, its rows as a table, and its address. */
export function listMarkdown({ title, query, count, rows, missing, names, zone, link }: ListTicket): string {
  return [
    `${proseOrCode(title)}: ${prose(count)}`,
    '',
    ...missing.flatMap((words) => [proseOrCode(words), '']),
    ...(rows.length > 0
      ? [
          ...markdownTable(
            headingsFor(zone),
            rows.map((row) => cells(row, names, zone)),
          ),
          '',
        ]
      : []),
    ...(query === '' ? [] : ['Search:', '', `    ${visibleText(query)}`, '']),
    `<${link}>`,
  ].join('\n');
}

function headingsFor(zone: string): readonly string[] {
  return [`Time (${zoneWords(zone)})`, 'Who', 'Did what', 'To what', 'Outcome', 'Organisation', 'Request'];
}

function cells(row: ListTicket['rows'][number], names: ListTicket['names'], zone: string): readonly (Cell | null)[] {
  const local = localTime(row.created_at, zone);
  return [
    { words: local ? `${local.day} ${local.time}${local.offset}` : row.created_at },
    whoCell(row, names),
    { code: row.action },
    thingCell(row),
    row.outcome === 'unknown' ? null : { words: row.outcome },
    row.org_id === null ? null : { code: row.org_id },
    row.request_id === null ? null : { code: row.request_id },
  ];
}

/** "X as Y", each with its ID behind its name: people change names. */
function whoCell({ actor_id: id, actor_label: label, on_behalf_of: as }: Deed, names: ListTicket['names']): Cell | null {
  const actor = named(label, id);
  if (as === null) return actor;
  return [actor ?? { words: 'not recorded' }, { words: ' as ' }, named(names.get(as) ?? null, as) ?? { code: as }];
}

function thingCell({ subject_type: type, subject_id: id, subject_label: label }: Deed): Cell | null {
  const thing = named(label, id);
  if (type === null) return thing;
  return thing ? [{ code: type }, { words: ' ' }, thing] : { code: type };
}

function named(label: string | null, id: string | null): Cell | null {
  if (label === null || id === null || label === id) return (label ?? id) === null ? null : { code: label ?? id ?? '' };
  return [{ code: label }, { words: ' (' }, { code: id }, { words: ')' }];
}
