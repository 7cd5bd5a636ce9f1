import type { PlaceState, SealState, Verification } from '@/lib/seal';
import { durationWords } from '@/lib/time';

export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** How far sealing lags, from milliseconds. */
export function lagWords(lagMs: number): string {
  return lagMs < 1_000 ? 'nothing waits' : `the oldest row waits for ${durationWords(lagMs)}`;
}

/** What a place is called, from the name of its state. */
export function placeName(name: string): string {
  if (name === 'state') return 'File beside the database';
  if (name === 'folder') return 'Folder';
  return name === 'git' ? 'Git remote' : `Witness ${name.replace(/^witness /, '')}`;
}

/** Places that others hold, so that what stands there binds us. */
export function isOutside({ name, size }: PlaceState): boolean {
  return name !== 'state' && size !== null;
}

export function lastOutside({ places }: SealState): PlaceState | null {
  return places.filter(isOutside).toSorted((a, b) => ((a.publishedAt ?? '') < (b.publishedAt ?? '') ? 1 : -1))[0] ?? null;
}

export function outcomeWords({ outcome, findings, checked, toLeaf, fromLeaf }: Verification): string {
  if (outcome === 'as-sealed') return 'as sealed';
  if (outcome === 'differs') return `${countWords(findings, 'thing')} not as sealed`;
  if (outcome === 'incomplete') return 'incomplete';
  const whole = Math.max(1, toLeaf - fromLeaf);
  return `running, ${Math.floor((checked / whole) * 100)} %`;
}
