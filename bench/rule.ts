/** What was promised of a figure, and what was measured, by the name of what it was measured on. */
export interface Rule {
  /** "a JSON call takes at most 2 × an empty one" */
  readonly says: string;
  /** Null where the figures only stand beside the others. */
  readonly most: number | null;
  readonly measured: ReadonlyMap<string, number>;
}

/** One line: kept or missed, with each figure, the largest first. */
export function ruleLine({ says, most, measured }: Rule): string {
  const figures = [...measured].toSorted(([, a], [, b]) => b - a);
  const isKept = figures.length > 0 && figures.every(([, figure]) => most === null || figure <= most);
  return `${most === null ? 'apart ' : isKept ? 'kept  ' : 'missed'} ${says}: ${figures.map(([name, figure]) => `${name} ${figure.toFixed(2)} ×`).join(', ')}`;
}
