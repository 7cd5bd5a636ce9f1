import { parseCount } from '@/lib/tlog';

/** Leaves by their index, from the first to the last, both of them included. */
export interface LeafSpan {
  readonly first: number;
  readonly last: number;
}

/** `12-40,42,50-99`, from ascending indices. */
export function printLeafRanges(indices: Iterable<number>): string {
  const spans: { first: number; last: number }[] = [];
  for (const index of indices) {
    const span = spans.at(-1);
    if (span && index <= span.last) throw new Error('Ranges are made of ascending leaves.');
    if (span?.last === index - 1) span.last = index;
    else spans.push({ first: index, last: index });
  }
  return spans.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** Null for whatever is not written just so. */
export function parseLeafRanges(text: string): LeafSpan[] | null {
  const spans: LeafSpan[] = [];
  for (const part of text.split(',')) {
    const [from = '', to, ...more] = part.split('-');
    const first = parseCount(from);
    const last = to === undefined ? first : parseCount(to);
    const before = spans.at(-1)?.last ?? -2;
    if (more.length > 0 || first === null || last === null || first <= before + 1 || last < first) return null;
    if (to !== undefined && last === first) return null;
    spans.push({ first, last });
  }
  return spans;
}

/** By halves: a leaf of retention can hold thousands of spans. */
export function isInSpans(index: number, spans: readonly LeafSpan[]): boolean {
  let [low, high] = [0, spans.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle];
    if (!span) return false;
    if (index < span.first) high = middle - 1;
    else if (index > span.last) low = middle + 1;
    else return true;
  }
  return false;
}
