/**
 * Whoever reads a long answer to its end, of this process. Two pages are printed at a time, so that the database never waits for us. Where
 * many read, pages are small and go around in turn, so that memory stays flat and screens keep their share of a processor.
 */
export class Readers {
  #reading = 0;
  #printing = 0;
  readonly #waiting: (() => void)[] = [];

  /** To be told by each when it begins; what is given back is told when it has ended. */
  begin(): () => void {
    this.#reading += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#reading -= 1;
    };
  }

  /** How many pages one reader may have on their way. */
  get pagesAhead(): number {
    return this.#reading > few ? 1 : 2;
  }

  /** About how many bytes a page is to have. */
  get pageBytes(): number {
    return Math.max(leastBytes, Math.floor(mostBytes / Math.max(1, this.#reading)));
  }

  /** In the order in which they come. */
  async inTurn<T>(print: () => Promise<T>): Promise<T> {
    // Whoever has ended hands over its turn.
    if (this.#printing >= atOnce) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#printing += 1;
    try {
      return await print();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#printing -= 1;
    }
  }
}

const few = 2;
const atOnce = 2;
const mostBytes = 2_000_000;
const leastBytes = 500_000;
