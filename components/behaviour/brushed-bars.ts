/** Where brushing began and where it is, as places in the row of bars; the end may come before the beginning. */
export interface Brushed {
  readonly anchor: number;
  readonly head: number;
}

/** The bars between the two, both included. */
export function brushedBars<T>(brushed: Brushed | null, bars: readonly T[]): readonly T[] {
  if (!brushed) return [];
  return bars.slice(Math.min(brushed.anchor, brushed.head), Math.max(brushed.anchor, brushed.head) + 1);
}

/** Where a key leads among so many bars; null where it means nothing here. */
export function moved(key: string, at: number, count: number): number | null {
  if (at < 0) return null;
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}
