import { localTime, zoneWords } from '@/lib/time';
import { type Cell, markdownTable, proseOrCode } from './markdown';

/** What a dossier says, and where it can be seen. */
export interface DossierTicket {
  readonly id: string;
  readonly completeness: string;
  readonly stories: readonly {
    readonly apart: string | null;
    readonly summary: readonly string[];
    readonly moments: readonly TicketMoment[];
  }[];
  readonly zone: string;
  readonly link: string;
}

interface TicketMoment {
  readonly time: string;
  readonly source: string;
  readonly service: string | null;
  readonly level: string | null;
  readonly text: string;
  /** How many more like it follow. */
  readonly more: number;
}

const mostTold = 40;
const mostCharacters = 300;

/** The account of each story, its most telling moments as a table, whether that is all, and its address. */
export function dossierMarkdown({ id, completeness, stories, zone, link }: DossierTicket): string {
  return [
    `What happened: ${proseOrCode(id)}`,
    '',
    ...stories.flatMap(({ apart, summary, moments }) => [
      ...(apart === null ? [] : [proseOrCode(`Apart from the others: ${apart}`), '']),
      ...summary.map((line) => `- ${proseOrCode(line)}`),
      '',
      ...(moments.length === 0
        ? []
        : [
            ...markdownTable(
              headings(zone),
              telling(moments).map((moment) => cells(moment, zone)),
            ),
            '',
          ]),
    ]),
    proseOrCode(completeness),
    '',
    `<${link}>`,
  ].join('\n');
}

/** The beginning, the end, what went wrong and what was done, in their order. */
function telling(moments: readonly TicketMoment[]): readonly TicketMoment[] {
  const isTelling = ({ level, source }: TicketMoment) => level === 'error' || level === 'fatal' || level === 'warn' || source === 'audit';
  const ends = new Set([...moments.slice(0, 5), ...moments.slice(-5)]);
  const chosen = new Set([...ends, ...moments.filter(isTelling)].slice(0, mostTold));
  for (const moment of moments) if (chosen.size < mostTold) chosen.add(moment);
  return moments.filter((moment) => chosen.has(moment));
}

function headings(zone: string): readonly string[] {
  return [`Time (${zoneWords(zone)})`, 'Service', 'Level', 'What'];
}

function cells({ time, service, level, source, text, more }: TicketMoment, zone: string): readonly (Cell | null)[] {
  const local = localTime(time, zone);
  const repeated = more > 0 ? ` (and ${more} more)` : '';
  return [
    { words: local ? `${local.day} ${local.time}${local.offset}` : time },
    service === null ? null : { code: service },
    { words: source === 'audit' ? 'action' : (level ?? '') },
    { words: `${text.slice(0, mostCharacters).toWellFormed()}${repeated}` },
  ];
}
