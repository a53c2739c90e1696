/** Those who want to hear of a change, in the form `useSyncExternalStore` asks for. */
export class Listeners {
  readonly #listeners = new Set<() => void>();

  /** @returns ends it */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get size(): number {
    return this.#listeners.size;
  }

  notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
