/**
 * What is read from each of these places, in their order. Some reads are begun before their turn: the database works while we hash, and
 * between its two answers to one read it has another one to do.
 */
export async function* readAhead<T>(places: Iterable<number>, read: (from: number) => Promise<T>): AsyncGenerator<readonly [number, T]> {
  const coming: { from: number; answer: Promise<T> }[] = [];
  for (const from of places) {
    const answer = read(from);
    // What fails while nobody waits is told when its turn comes.
    answer.catch(() => undefined);
    coming.push({ from, answer });
    const first = coming.length > readsAhead ? coming.shift() : undefined;
    if (first) yield [first.from, await first.answer];
  }
  for (const { from, answer } of coming) yield [from, await answer];
}

const readsAhead = 2;

/** From the first on and below the end. */
export function* steps({ from, to, by }: { from: number; to: number; by: number }): Generator<number> {
  for (let at = from; at < to; at += by) yield at;
}
