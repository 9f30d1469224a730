// Work shared out among workers: each takes the next item when it is free, and results come in the order of the items.

/**
 * The results of all items, in order, whoever of the workers did them. At most `ahead` items are begun or done and not yet taken. The first
 * failure is thrown where its result would have come.
 *
 * @param workers each does one item at a time; one that can have two in hand is named twice
 */
export async function* inTurn<Item, Result>(
  items: AsyncIterable<Item>,
  workers: readonly ((item: Item) => Promise<Result>)[],
  ahead: number,
): AsyncGenerator<Result, void, undefined> {
  const free = [...workers];
  const waiting: ((worker: (item: Item) => Promise<Result>) => void)[] = [];
  const begun: Promise<Result>[] = [];

  async function work(item: Item): Promise<Result> {
    const worker = free.shift() ?? (await new Promise<(item: Item) => Promise<Result>>((resolve) => waiting.push(resolve)));
    try {
      return await worker(item);
    } finally {
      const next = waiting.shift();
      if (next) next(worker);
      else free.push(worker);
    }
  }

  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // thrown where it is awaited
    begun.push(result);
    if (begun.length === ahead) yield await begun.shift()!;
  }
  for (const result of begun) yield await result;
}
