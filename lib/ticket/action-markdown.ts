import { type Deed, type Known, pathText, sentenceOf, type ToldChange } from '@/lib/sentence';
import { formatTimeInFull } from '@/lib/time';
import { code, markdownTable, prose } from './markdown';

/** One action, and where it can be seen. */
export interface ActionTicket {
  readonly action: Deed & {
    readonly ref: string;
    readonly created_at: string;
    readonly request_id: string | null;
    readonly source: string;
  };
  readonly known: Known;
  readonly changes: readonly ToldChange[];
  readonly zone: string;
  readonly link: string;
}

const mostChanges = 50;

/** Its sentence, the fields by which it is found again, what changed, and its address. */
export function actionMarkdown({ action, known, changes, zone, link }: ActionTicket): string {
  const fields: readonly (readonly [string, string | null])[] = [
    ['Action', code(action.action)],
    ['Time', formatTimeInFull(action.created_at, zone)],
    ['Outcome', action.outcome],
    ['Organisation', action.org_id && code(action.org_id)],
    ['Request', action.request_id && code(action.request_id)],
    ['Source', code(action.source)],
    ['Reference', code(action.ref)],
  ];
  return [
    sentenceMarkdown(action, known),
    '',
    ...fields.flatMap(([name, value]) => (value ? [`* ${name}: ${value}`] : [])),
    ...changeLines(changes),
    '',
    `<${link}>`,
  ].join('\n');
}

function sentenceMarkdown(action: Deed, known: Known): string {
  const parts = sentenceOf(action, known).map(({ kind, text }) => (kind === 'words' ? prose(text) : code(text)));
  return `${parts.join('')}.`;
}

function changeLines(changes: readonly ToldChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes
    .slice(0, mostChanges)
    .map(({ path, kind, before, after, from }) => [
      { code: pathText(path) },
      before && { code: before.text },
      kind === 'moved' ? { words: `moved from place ${from}` } : after && { code: after.text },
    ]);
  const more = changes.length - mostChanges;
  return ['', ...markdownTable(['Changed', 'Before', 'After'], rows), ...(more > 0 ? ['', `and ${more} more.`] : [])];
}
