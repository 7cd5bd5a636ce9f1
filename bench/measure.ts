export interface Percentiles {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Answers, if a number, the milliseconds that count. */
export type Asking = () => Promise<unknown>;

/** Runs `ask` over and over: {@link measureInTurns} of one. */
export async function measure(ask: Asking): Promise<Percentiles> {
  const { asked } = await measureInTurns({ asked: ask });
  return asked;
}

/**
 * Runs what is compared in turns, one after another, after a few runs that do not count: so whatever else the machine does meets all
 * of them alike. Each 200 times, or as often as all of them go into 20 seconds.
 */
export async function measureInTurns<Name extends string>(asks: Readonly<Record<Name, Asking>>): Promise<Record<Name, Percentiles>> {
  const names = Object.keys(asks) as Name[];
  for (let warmUp = 0; warmUp < 10; warmUp += 1) for (const name of names) await asks[name]();
  const taken = new Map(names.map((name) => [name, [] as number[]]));
  const until = performance.now() + 20_000;
  for (let turn = 0; turn < 200 && (turn < 20 || performance.now() < until); turn += 1) {
    for (const [name, times] of taken) {
      const start = performance.now();
      const ms = await asks[name]();
      times.push(typeof ms === 'number' ? ms : performance.now() - start);
    }
  }
  return Object.fromEntries([...taken].map(([name, times]) => [name, percentilesOf(times)])) as Record<Name, Percentiles>;
}

function percentilesOf(taken: readonly number[]): Percentiles {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}
