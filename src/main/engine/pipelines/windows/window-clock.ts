/** When windows close: the first part of windowing. Milliseconds since the Unix epoch throughout. */
export interface WindowClock {
  /** Windows that end at or before it close at the next flush. Never goes back. */
  readonly watermark: number;
  /**
   * Hears of an event.
   *
   * @param now the processing clock
   * @param partition whose events come in an order of their own
   */
  advance(time: number, now: number, partition: string): void;
  /** Everything of this partition that there is has been heard. */
  idle(partition: string, now: number): void;
  /** Nothing waits to be processed. */
  rest(now: number): void;
  /** A flush is put together. */
  tick(now: number): void;
  /** No window that ends at or before this takes an event now. */
  closedUpTo(now: number): number;
  /** The time of an event that has none, because it did not decode. */
  timeWithout(now: number): number;
  restore(watermark: number): void;
}

/** Windows go by the time of processing: no event is late. */
export class ProcessingClock implements WindowClock {
  watermark = -Infinity;

  advance(): void {}

  idle(): void {}

  rest(): void {}

  tick(now: number): void {
    this.watermark = now;
  }

  closedUpTo(now: number): number {
    return now;
  }

  timeWithout(now: number): number {
    return now;
  }

  /** The next flush has the time; that of the run before says nothing. */
  restore(): void {
    this.watermark = -Infinity;
  }
}

/** An event further ahead of the clock than this has a wrong time: it moves nothing. Others may be ahead by as much as clocks differ. */
const MAX_AHEAD_MS = 60_000;

interface Partition {
  /** The latest event time heard. */
  latest: number;
  isIdle: boolean;
}

/**
 * Windows go by the time in the events. Of each partition the latest time counts, and of the partitions the one that is furthest behind: what one
 * stream is ahead of another makes none of its events late. A partition of which everything has been heard holds nobody back.
 */
export class EventClock implements WindowClock {
  watermark = -Infinity;
  readonly #latenessMs: number;
  readonly #idleMs: number;
  /** Those that tell when they are idle; none where the source cannot tell. */
  readonly #known: readonly string[];
  readonly #partitions = new Map<string, Partition>();
  /** Since when nothing has come; null while something is missing or on its way. */
  #quietSince: number | null = null;

  /** @param idleMs after so long without an event time goes on without events */
  constructor({ latenessMs, idleMs }: { latenessMs: number; idleMs: number }, known: readonly string[] = []) {
    this.#latenessMs = latenessMs;
    this.#idleMs = idleMs;
    this.#known = known;
    this.restore(-Infinity);
  }

  advance(time: number, now: number, partition: string): void {
    const found = this.#partition(partition);
    found.isIdle = false;
    this.#quietSince = this.#known.length === 0 ? now : null;
    if (time > now + MAX_AHEAD_MS) return;
    // An event from the future must not close the windows of everything that comes after it.
    const latest = Math.min(time, now);
    if (latest <= found.latest) return;
    found.latest = latest;
    this.#move();
  }

  idle(partition: string, now: number): void {
    this.#partition(partition).isIdle = true;
    if (this.#areAllIdle) this.#quietSince ??= now;
    this.#move();
  }

  rest(now: number): void {
    if (this.#quietSince === null) return;
    const quietMs = now - this.#quietSince;
    if (quietMs < this.#idleMs) return;
    this.#raise(this.#latest() + quietMs);
  }

  tick(): void {}

  closedUpTo(): number {
    return this.watermark;
  }

  /** Where the stream of events is; before the first one has said, that of processing. */
  timeWithout(now: number): number {
    return Number.isFinite(this.watermark) ? this.watermark : now;
  }

  restore(watermark: number): void {
    this.watermark = watermark;
    this.#quietSince = null;
    this.#partitions.clear();
    // What has not been heard of yet may be behind everything else.
    for (const name of this.#known) this.#partition(name);
  }

  get #areAllIdle(): boolean {
    for (const { isIdle } of this.#partitions.values()) if (!isIdle) return false;
    return true;
  }

  #partition(name: string): Partition {
    let found = this.#partitions.get(name);
    if (!found) this.#partitions.set(name, (found = { latest: -Infinity, isIdle: false }));
    return found;
  }

  #move(): void {
    if (this.#areAllIdle) return this.#raise(this.#latest());
    let behind = Infinity;
    for (const { latest, isIdle } of this.#partitions.values())
      if (!isIdle && latest < behind) behind = latest;
    this.#raise(behind);
  }

  #latest(): number {
    let latest = -Infinity;
    for (const partition of this.#partitions.values()) latest = Math.max(latest, partition.latest);
    return latest;
  }

  #raise(time: number): void {
    this.watermark = Math.max(this.watermark, time - this.#latenessMs);
  }
}
