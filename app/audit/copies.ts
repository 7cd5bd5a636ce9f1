import { countWords, namesIn } from '@/components/audit';
import { type ListParams, printFilter, readablePart } from '@/lib/address';
import type { ActionDetail, ActionPage, Diff } from '@/lib/audit';
import { config } from '@/lib/config';
import type { Known } from '@/lib/sentence';
import { actionMarkdown, curlLine, listMarkdown } from '@/lib/ticket';
import type { Viewer } from '@/lib/viewer';

/** What of a screen can be copied. */
export interface Copies {
  readonly markdown: string;
  readonly link: string;
  readonly curl: string;
  /** Where all of it can be had as a file of JSON. */
  readonly file?: string;
}

/** What of a list is said besides where it is taken away from its screen. */
export interface ListCopies extends Copies {
  /** As it is typed; empty for all. */
  readonly query: string;
  /** "100 of 9,581 actions, sample data" */
  readonly count: string;
}

interface ListToCopy {
  /** In words. */
  readonly title: string;
  readonly page: ActionPage;
  readonly address: ListParams;
  /** Where the list stands, and where the API has it, for an address. */
  readonly hrefOf: (address: ListParams) => string;
  readonly apiHrefOf: (address: ListParams) => string;
}

/** The addresses name the world that is seen: to somebody else another one could be the usual one. */
export function listCopies(viewer: Viewer, { title, page, address, hrefOf, apiHrefOf }: ListToCopy): ListCopies {
  const seen = { ...address, data: viewer.sees };
  const link = wholeAddress(hrefOf(seen));
  const asked = { ...seen, filter: readablePart(address.filter) };
  const [query, count] = [printFilter(address.filter), pageWords(page, viewer)];
  const markdown = listMarkdown({
    title,
    query,
    count,
    rows: page.rows,
    missing: missingWords(page),
    names: namesIn(page.rows),
    zone: address.zone,
    link,
  });
  return { markdown, link, curl: curlLine(wholeAddress(apiHrefOf(asked))), query, count };
}

interface ActionToCopy {
  readonly action: ActionDetail;
  readonly known: Known;
  readonly diff: Diff | null;
  readonly zone: string;
  readonly href: string;
  readonly apiHref: string;
}

export function actionCopies({ action, known, diff, zone, href, apiHref }: ActionToCopy): Copies {
  const link = wholeAddress(href);
  return {
    markdown: actionMarkdown({ action, known, changes: diff?.changes ?? [], zone, link }),
    link,
    curl: curlLine(wholeAddress(apiHref)),
  };
}

function pageWords(page: ActionPage, { sees }: Viewer): string {
  const { rows, count } = page;
  const isWhole = rows.length === count.value && !count.capped;
  return `${isWhole ? '' : `${rows.length.toLocaleString('en')} of `}${countWords(page)}${sees === 'sample' ? ', sample data' : ''}`;
}

/** A list that leaves its screen says of itself what it lacks. */
function missingWords({ sources }: ActionPage): readonly string[] {
  return sources.flatMap(({ name, verdict, why }) =>
    verdict === 'unavailable' ? [`Rows of ${name} are missing: ${why ?? 'it gave no answer'}`] : [],
  );
}

/** An address as it can be mailed. */
function wholeAddress(href: string): string {
  return new URL(href, config().publicUrl).href;
}
