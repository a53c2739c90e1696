/**
 * Says *that* something changed, never what: whoever listens reads the newest state when it is ready for it. So a slow listener costs
 * nothing and misses nothing but the states in between.
 */
export class Changes {
  readonly #listeners = new Set<() => void>();

  notify(): void {
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Yields what `read` returns: at once, then after changes, never more often than every `minIntervalMs`. Ends when `signal` aborts.
   */
  async *states<T>(read: () => T, signal: AbortSignal, minIntervalMs = 0): AsyncGenerator<T> {
    let changed = true;
    let wake = () => {};
    const unsubscribe = this.subscribe(() => {
      changed = true;
      wake();
    });
    const abort = () => wake();
    signal.addEventListener('abort', abort);
    let yieldedAt = -Infinity;
    try {
      while (!signal.aborted) {
        if (!changed) {
          await new Promise<void>(resolve => (wake = resolve));
          continue;
        }
        // Only what changes too soon needs a timer: what rarely does has none.
        const rest = yieldedAt + minIntervalMs - performance.now();
        if (rest > 0) {
          await pause(rest, signal);
          continue;
        }
        changed = false;
        yieldedAt = performance.now();
        yield read();
      }
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', abort);
    }
  }
}

/** Waits, not at all where what was waited for is past; returns early, without throwing, when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, ms));
    signal?.addEventListener('abort', finish, { once: true });
  });
}
