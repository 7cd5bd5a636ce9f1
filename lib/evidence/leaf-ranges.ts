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

/** Finds what was said about a leaf, by the spans that it was said of: quickly, however many there are and however they overlap. */
export class SpanIndex<Said> {
  readonly #spans: readonly (LeafSpan & { readonly said: Said })[];
  /** The largest end of all spans up to each place: before the place where it lies below a leaf nothing reaches that leaf. */
  readonly #reach: Float64Array;

  constructor(spans: Iterable<LeafSpan & { readonly said: Said }>) {
    this.#spans = [...spans].sort((a, b) => a.first - b.first);
    this.#reach = new Float64Array(this.#spans.length);
    let reach = -1;
    this.#spans.forEach(({ last }, at) => {
      reach = Math.max(reach, last);
      this.#reach[at] = reach;
    });
  }

  about(leaf: number): Said[] {
    let [low, high] = [0, this.#spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle]?.first ?? 0) <= leaf) low = middle + 1;
      else high = middle;
    }
    const found: Said[] = [];
    for (let at = low - 1; at >= 0 && (this.#reach[at] ?? -1) >= leaf; at -= 1) {
      const span = this.#spans[at];
      if (span && span.last >= leaf) found.push(span.said);
    }
    return found;
  }
}
