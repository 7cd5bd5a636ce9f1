export interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * Runs `ask` over and over, one after another, after a few runs that do not count: 200 times, or for 20 seconds. What it answers
 * as a number are the milliseconds that count.
 */
export async function measure(ask: () => Promise<unknown>): Promise<Percentiles> {
  for (let warmUp = 0; warmUp < 10; warmUp += 1) await ask();
  const taken: number[] = [];
  const until = performance.now() + 20_000;
  while (taken.length < 200 && (taken.length < 20 || performance.now() < until)) {
    const start = performance.now();
    const ms = await ask();
    taken.push(typeof ms === 'number' ? ms : performance.now() - start);
  }
  return percentilesOf(taken);
}

function percentilesOf(taken: readonly number[]): Percentiles {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}
