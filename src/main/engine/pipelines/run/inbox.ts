import type { SourceEvent } from '../events/event.ts';

/** Enough to keep the processing busy, little enough to be forgotten at a restart. */
const MAX_EVENTS = 20_000;
const MAX_BYTES = 64 * 2 ** 20;

/** The events between a source and the processing, bounded in number and bytes. */
export class Inbox {
  /** A ring: its length is a power of two, and grows when it is full. */
  #events: (SourceEvent | undefined)[] = Array.from({ length: 1_024 });
  #head = 0;
  #size = 0;
  #bytes = 0;
  readonly #maxEvents: number;
  #wakeReader = () => {};
  #wakeSource = () => {};

  constructor(maxEvents = MAX_EVENTS) {
    this.#maxEvents = maxEvents;
  }

  get size(): number {
    return this.#size;
  }

  get isFull(): boolean {
    return this.#size >= this.#maxEvents || this.#bytes >= MAX_BYTES;
  }

  put(event: SourceEvent): void {
    if (this.#size === this.#events.length) this.#grow();
    this.#events[(this.#head + this.#size) & (this.#events.length - 1)] = event;
    this.#size++;
    this.#bytes += sizeOf(event);
    if (this.#size === 1) this.#wakeReader();
  }

  /** Returns when there is room, or when `signal` aborts. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.isFull && !signal.aborted) {
      await new Promise<void>(resolve => {
        const wake = () => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wakeSource = wake;
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }

  take(): SourceEvent | undefined {
    if (this.#size === 0) return undefined;
    const event = this.#events[this.#head]!;
    this.#events[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#events.length - 1);
    const wasFull = this.isFull;
    this.#size--;
    this.#bytes -= sizeOf(event);
    if (wasFull && !this.isFull) this.#wakeSource();
    return event;
  }

  /** The next ones, at most so many, which stay. */
  peek(max: number): SourceEvent[] {
    const count = Math.min(max, this.#size);
    return Array.from(
      { length: count },
      (_, index) => this.#events[(this.#head + index) & (this.#events.length - 1)]!,
    );
  }

  clear(): void {
    this.#events.fill(undefined);
    this.#head = 0;
    this.#size = 0;
    this.#bytes = 0;
    this.#wakeSource();
  }

  /** Ends a running `waitFor`. */
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

  #grow(): void {
    const larger = this.#events.slice(this.#head).concat(this.#events.slice(0, this.#head));
    larger.length = 2 * this.#size;
    this.#events = larger;
    this.#head = 0;
  }
}

/** The payload counts; a value that was never bytes counts as a small one. */
function sizeOf({ payload }: SourceEvent): number {
  return 200 + (payload?.length ?? 0);
}
