import type { Reading, SourceName } from './reading';

export interface Completeness {
  readonly isComplete: boolean;
  /** "Complete for audit and logs; issues and usage are not configured." */
  readonly words: string;
}

/**
 * Complete when every source that is configured and records this kind of ID says `found` or `none` without a caveat. Sources that
 * are not asked for that reason are named in the same sentence, and first of all those that have not answered yet.
 */
export function completenessOf(readings: readonly Reading[], awaited: readonly SourceName[] = []): Completeness {
  const isAside = ({ verdict }: Reading) => verdict === 'not-configured' || verdict === 'not-recorded';
  const asked = readings.filter((reading) => !isAside(reading));
  const whole = asked.filter(({ verdict, caveats }) => (verdict === 'found' || verdict === 'none') && caveats.length === 0);
  const lacking = asked.filter((reading) => !whole.includes(reading));
  const isComplete = asked.length > 0 && lacking.length === 0 && awaited.length === 0;
  const said = [
    ...(awaited.length > 0 ? [`Still asking ${listed(awaited)}`] : []),
    ...(isComplete ? [`Complete for ${namesOf(whole)}`] : []),
    ...(lacking.length > 0 ? [`Not complete: ${lacking.map(lackOf).join(', ')}`] : []),
    ...(asked.length === 0 && awaited.length === 0 ? ['No source could be asked'] : []),
    ...asideWords(readings, 'not-configured', ['is', 'are'], 'not configured'),
    ...asideWords(readings, 'not-recorded', ['does', 'do'], 'not carry this kind of ID'),
  ];
  return { isComplete, words: `${said.join('; ')}.` };
}

function namesOf(readings: readonly Reading[]): string {
  return listed(readings.map(({ source }) => source));
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function lackOf({ source, verdict, caveats, why }: Reading): string {
  const reasons = verdict === 'found' || verdict === 'none' ? caveats.map((caveat) => caveat.why) : [why ?? verdict.replaceAll('-', ' ')];
  return `${source} (${reasons.join(', ')})`;
}

function asideWords(
  readings: readonly Reading[],
  verdict: Reading['verdict'],
  [one, several]: readonly [string, string],
  rest: string,
): readonly string[] {
  const meant = readings.filter((reading) => reading.verdict === verdict);
  return meant.length === 0 ? [] : [`${namesOf(meant)} ${meant.length === 1 ? one : several} ${rest}`];
}
