interface Counted {
  readonly value: number;
  readonly capped: boolean;
}

/** "1 issue", "9,581 events", "100+ people" */
export function countWords(counted: Counted, one: string, several: string): string {
  return counted.value === 1 && !counted.capped ? `1 ${one}` : `${countText(counted)} ${several}`;
}

/** "9,581", "100+" */
export function countText({ value, capped }: Counted): string {
  return `${value.toLocaleString('en')}${capped ? '+' : ''}`;
}
