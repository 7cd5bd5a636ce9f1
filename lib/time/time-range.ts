import type { Instant } from './instant';
import { readTime, type Span, spanOf } from './written-time';

/** What a filter can ask of a time. The texts are times as {@link readTime} reads them. */
export type TimeCondition =
  | { readonly kind: 'is'; readonly text: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'comparison'; readonly operator: '>=' | '>' | '<=' | '<'; readonly bound: string };

/** A half-open stretch, possibly without a beginning or an end. Where `from` is not before `to` it holds nothing. */
export interface TimeRange {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/**
 * The bounds to search between. Times without a zone are the reader's; `2026-10-01..2026-10-31` includes the 31st, and
 * `>2026-10-31` begins after it. Null where a text is no time.
 */
export function resolveTimeRange(condition: TimeCondition, readerZone: string): TimeRange | null {
  switch (condition.kind) {
    case 'is':
      return spanFrom(condition.text, readerZone);
    case 'range': {
      const [first, last] = [spanFrom(condition.from, readerZone), spanFrom(condition.to, readerZone)];
      return first && last && { from: first.from, to: last.to };
    }
    case 'comparison': {
      const span = spanFrom(condition.bound, readerZone);
      return span && sideOf(condition.operator, span);
    }
  }
}

function spanFrom(text: string, readerZone: string): Span | null {
  const time = readTime(text);
  return time && spanOf(time, readerZone);
}

function sideOf(operator: '>=' | '>' | '<=' | '<', { from, to }: Span): TimeRange {
  switch (operator) {
    case '>=':
      return { from, to: null };
    case '>':
      return { from: to, to: null };
    case '<=':
      return { from: null, to };
    case '<':
      return { from: null, to: from };
  }
}
