import { formatTimeInFull } from '@/lib/time';
import { code, markdownTable, proseOrCode } from './markdown';

/** One issue, the event that it is told by, and where it can be seen. */
export interface IssueTicket {
  readonly issue: {
    readonly title: string;
    readonly short_id: string | null;
    readonly project: string;
    readonly culprit: string | null;
    readonly releases: readonly string[];
    readonly environments: readonly string[];
    readonly first_seen: string | null;
    readonly last_seen: string | null;
    readonly permalink: string | null;
    readonly hit: readonly { readonly user_id: string; readonly org_id: string | null; readonly events: number }[];
  };
  readonly event: {
    readonly event_id: string;
    readonly request_id: string | null;
    readonly trace_id: string | null;
    readonly exceptions: readonly {
      readonly type: string | null;
      readonly value: string | null;
      readonly frames: readonly TicketFrame[];
    }[];
  } | null;
  /** How often, to how many, since when, and whether it is over. */
  readonly sentence: string;
  readonly zone: string;
  readonly link: string;
}

interface TicketFrame {
  readonly function: string | null;
  readonly module: string | null;
  readonly filename: string | null;
  readonly line: number | null;
  readonly in_app: boolean;
}

const mostFrames = 5;
const mostPeople = 10;
const mostValues = 5;
const mostCharacters = 300;

/** What broke in a sentence, the fields by which it is found again, the frames of one's own code, whom it hit, and its address. */
export function issueMarkdown({ issue, event, sentence, zone, link }: IssueTicket): string {
  const fields: readonly (readonly [string, string | null])[] = [
    ['Issue', issue.short_id && code(issue.short_id)],
    ['Project', code(issue.project)],
    ['Where', issue.culprit && code(issue.culprit)],
    ['Releases', codes(issue.releases)],
    ['Environments', codes(issue.environments)],
    ['First seen', issue.first_seen && formatTimeInFull(issue.first_seen, zone)],
    ['Last seen', issue.last_seen && formatTimeInFull(issue.last_seen, zone)],
    ['Event', event && code(event.event_id)],
    ['Request', event?.request_id ? code(event.request_id) : null],
    ['Trace', event?.trace_id ? code(event.trace_id) : null],
  ];
  return [
    `${code(bounded(issue.title))}: ${proseOrCode(sentence)}`,
    '',
    ...fields.flatMap(([name, value]) => (value ? [`* ${name}: ${value}`] : [])),
    '',
    ...(event?.exceptions ?? []).flatMap(exceptionLines),
    ...hitLines(issue.hit),
    ...(issue.permalink === null ? [] : [`<${issue.permalink}>`]),
    `<${link}>`,
  ].join('\n');
}

function codes(values: readonly string[]): string | null {
  const more = values.length - mostValues;
  return values.length === 0 ? null : `${values.slice(0, mostValues).map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where nothing is said to be one's own code, the place where it was thrown stands for it. */
function exceptionLines({ type, value, frames }: { type: string | null; value: string | null; frames: readonly TicketFrame[] }): string[] {
  const own = frames.filter(({ in_app: isOwn }) => isOwn);
  const shown = (own.length > 0 ? own : frames).slice(0, mostFrames);
  const name = [type, value].filter(Boolean).join(': ');
  return [
    `${code(bounded(name)) || 'An exception without a name'}`,
    '',
    ...shown.map((frame) => `* ${code(`${frame.function ?? '(no name)'} ${placeOf(frame)}`)}`),
    ...(shown.length > 0 ? [''] : []),
  ];
}

function placeOf({ filename, module, line }: TicketFrame): string {
  return `${filename ?? module ?? ''}${line === null ? '' : `:${line}`}`;
}

function hitLines(hit: IssueTicket['issue']['hit']): readonly string[] {
  if (hit.length === 0) return [];
  const rows = hit
    .slice(0, mostPeople)
    .map(({ user_id: user, org_id: org, events }) => [
      { code: user },
      org === null ? null : { code: org },
      { words: events.toLocaleString('en') },
    ]);
  return [...markdownTable(['Who', 'Organisation', 'Events'], rows), ''];
}

function bounded(text: string): string {
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters).toWellFormed()}…` : text;
}
