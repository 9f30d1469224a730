// The replies of a thread, as its owner waits for them: in order, and a failure for whoever waits then or later.

/** Holds replies until they are asked for. */
export class ReplyQueue<T> {
  readonly #replies: T[] = [];
  readonly #waiting: { resolve: (reply: T) => void; reject: (error: Error) => void }[] = [];
  #failure: Error | undefined;

  /** Whether a reply is there already. */
  get isReady(): boolean {
    return this.#replies.length > 0;
  }

  /** A reply has come. */
  take(reply: T): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(reply);
    else this.#replies.push(reply);
  }

  /** No more will come. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  /** The next reply. */
  next(): Promise<T> {
    const reply = this.#replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }
}
