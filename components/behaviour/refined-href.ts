import {
  auditHref,
  daysTerm,
  lineGrammar,
  negated,
  parseFilter,
  parseScreenAddress,
  printFilter,
  type Term,
  withKeyReplaced,
  withTerm,
} from '@/lib/address';

export type Way = 'only' | 'not';

/** Screens whose own list a filter narrows; on the others a value leads to the explorer. */
const lists = ['/audit', '/audit/subject', '/audit/actor'];

/** The list with a part added to its question, or its opposite. `address` is that of the page, `part` filter text: `actor:u_1`. */
export function refinedHref(address: string, part: string, way: Way): string {
  const url = new URL(address);
  const added = parseFilter(part).terms.map((term) => (way === 'only' ? term : negated(term)));
  if (!lists.includes(url.pathname)) return auditHref({ ...parseScreenAddress(url.searchParams), filter: { terms: added } });
  return narrowed(url, (terms) => added.reduce(withTerm, { terms }).terms);
}

/** The list that a bar of its chart leads to, for the days or instants from one to another instead, both included. */
export function daysHref(hrefOfBar: string, from: string, to: string): string {
  const url = new URL(hrefOfBar);
  const question = url.searchParams.get('q') ?? '';
  const term = daysTerm(from, to);
  const isOfLines = url.pathname === '/logs';
  return withQuestion(
    url,
    isOfLines
      ? printFilter(withKeyReplaced(parseFilter(question, lineGrammar), term))
      : printFilter(withKeyReplaced(parseFilter(question), term)),
  );
}

/** From its first page on. */
function narrowed(url: URL, change: (terms: readonly Term[]) => readonly Term[]): string {
  const { terms } = parseFilter(url.searchParams.get('q') ?? '');
  return withQuestion(url, printFilter({ terms: change(terms) }));
}

function withQuestion(url: URL, question: string): string {
  url.searchParams.set('q', question);
  url.searchParams.delete('after');
  url.searchParams.delete('before');
  return `${url.pathname}${url.search}`;
}
