export interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Runs `ask` over and over, one after another, after a few runs that do not count. */
export async function measure(ask: () => Promise<unknown>, times = 200): Promise<Percentiles> {
  for (let warmUp = 0; warmUp < 20; warmUp += 1) await ask();
  const taken: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const start = performance.now();
    await ask();
    taken.push(performance.now() - start);
  }
  return percentilesOf(taken);
}

export function percentilesOf(taken: readonly number[]): Percentiles {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}
