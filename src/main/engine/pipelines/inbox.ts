import type { SourceEvent } from './source.ts';

/** Enough to keep the processing busy, little enough to be forgotten at a restart. */
const MAX_EVENTS = 20_000;
const MAX_BYTES = 64 * 2 ** 20;

/** The events between a source and the processing, bounded in number and bytes. */
export class Inbox {
  #events: SourceEvent[] = [];
  #head = 0;
  #bytes = 0;
  readonly #maxEvents: number;
  #wakeReader = () => {};
  #wakeSource = () => {};

  constructor(maxEvents = MAX_EVENTS) {
    this.#maxEvents = maxEvents;
  }

  get size(): number {
    return this.#events.length - this.#head;
  }

  get isFull(): boolean {
    return this.size >= this.#maxEvents || this.#bytes >= MAX_BYTES;
  }

  put(event: SourceEvent): void {
    this.#events.push(event);
    this.#bytes += sizeOf(event);
    this.#wakeReader();
  }

  /** Returns when there is room, or when `signal` aborts. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.isFull && !signal.aborted) {
      await new Promise<void>(resolve => {
        this.#wakeSource = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  take(): SourceEvent | undefined {
    if (this.#head === this.#events.length) return undefined;
    const event = this.#events[this.#head]!;
    this.#head++;
    this.#bytes -= sizeOf(event);
    if (this.#head === this.#events.length) {
      this.#events = [];
      this.#head = 0;
    } else if (this.#head >= 4_096) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
    if (!this.isFull) this.#wakeSource();
    return event;
  }

  clear(): void {
    this.#events = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#wakeSource();
  }

  /** Ends a running `waitUntil`. */
  wake(): void {
    this.#wakeReader();
  }

  /** Returns at the next event, at `wake`, or after `ms`. */
  async waitFor(ms: number): Promise<void> {
    if (ms <= 0) return;
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms);
      this.#wakeReader = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wakeReader = () => {};
  }
}

/** The payload counts; a value that was never bytes counts as a small one. */
function sizeOf({ payload }: SourceEvent): number {
  return 200 + (payload?.length ?? 0);
}
