/**
 * Writes one batch at a time, and gathers what arrives meanwhile into the next one: a flood of small deliveries costs as many writes as
 * there is time for, and a single one does not wait. Each is answered after what holds it is written, with one result an item.
 *
 * @throws to all whose items were in a batch, what its writing throws
 */
export function gathered<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most }: { readonly most: number },
): (items: readonly Item[]) => Promise<readonly Result[]> {
  const waiting: Delivery<Item, Result>[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = nextOf(waiting, most);
      const items = batch.flatMap((delivery) => delivery.items);
      await write(items).then(
        (results) => {
          let from = 0;
          for (const { items: own, done } of batch) {
            done(results.slice(from, from + own.length));
            from += own.length;
          }
        },
        (error: unknown) => {
          for (const { failed } of batch) failed(error);
        },
      );
    }
    isWriting = false;
  }

  return (items) =>
    new Promise((done, failed) => {
      waiting.push({ items, done, failed });
      if (!isWriting) void writeAll();
    });
}

interface Delivery<Item, Result> {
  readonly items: readonly Item[];
  readonly done: (results: readonly Result[]) => void;
  readonly failed: (error: unknown) => void;
}

/** In the order of their arrival, at least one, and together no more than `most` items. */
function nextOf<Item, Result>(waiting: Delivery<Item, Result>[], most: number): readonly Delivery<Item, Result>[] {
  let [count, size] = [0, 0];
  for (const { items } of waiting) {
    if (count > 0 && size + items.length > most) break;
    count += 1;
    size += items.length;
  }
  return waiting.splice(0, count);
}
