/** When windows close: the first part of windowing. Milliseconds since the Unix epoch throughout. */
export interface WindowClock {
  /** Windows that end at or before it close at the next flush. Never goes back. */
  readonly watermark: number;
  /** Hears of an event. @param now the processing clock */
  advance(time: number, now: number): void;
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

/** Windows go by the time in the events: the latest one seen, less what they may be late by. */
export class EventClock implements WindowClock {
  watermark = -Infinity;
  readonly #latenessMs: number;

  constructor(latenessMs: number) {
    this.#latenessMs = latenessMs;
  }

  /** An event from the future must not close the windows of everything that comes after it. */
  advance(time: number, now: number): void {
    this.watermark = Math.max(this.watermark, Math.min(time, now) - this.#latenessMs);
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
  }
}
