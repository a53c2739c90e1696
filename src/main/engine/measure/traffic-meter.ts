import type { Traffic, TrafficFigures } from '#shared/contract/pubsub.ts';

const HISTORY_SECONDS = 60;

/** Counts messages and bytes, and knows the rate of the last whole second and the sixty before. */
export class TrafficMeter {
  messages = 0;
  bytes = 0;
  readonly #history = new Float64Array(HISTORY_SECONDS);
  #seconds = 0;
  #messagesAtTick = 0;
  #bytesAtTick = 0;
  #messagesPerSecond = 0;
  #bytesPerSecond = 0;
  /** Seconds since the last in which something was counted, as far as `history` reaches. */
  #quietSeconds = HISTORY_SECONDS;

  count(size: number): void {
    this.messages++;
    this.bytes += size;
  }

  /**
   * Ends a second. `elapsedMs` is what it really lasted, as timers are late.
   *
   * @returns whether the figures, or the seconds before, are others now
   */
  tick(elapsedMs: number): boolean {
    const perSecond = 1_000 / elapsedMs;
    this.#messagesPerSecond = (this.messages - this.#messagesAtTick) * perSecond;
    this.#bytesPerSecond = (this.bytes - this.#bytesAtTick) * perSecond;
    this.#messagesAtTick = this.messages;
    this.#bytesAtTick = this.bytes;
    this.#history[this.#seconds++ % HISTORY_SECONDS] = this.#messagesPerSecond;
    const wasQuiet = this.#quietSeconds >= HISTORY_SECONDS;
    this.#quietSeconds = this.#messagesPerSecond > 0 ? 0 : this.#quietSeconds + 1;
    return this.#quietSeconds === 0 || !wasQuiet;
  }

  reset(): void {
    this.messages = this.bytes = this.#messagesAtTick = this.#bytesAtTick = 0;
    this.#messagesPerSecond = this.#bytesPerSecond = this.#seconds = 0;
    this.#history.fill(0);
  }

  snapshot(): Traffic {
    const start = this.#seconds % HISTORY_SECONDS;
    const history = new Float64Array(HISTORY_SECONDS);
    history.set(this.#history.subarray(start));
    history.set(this.#history.subarray(0, start), HISTORY_SECONDS - start);
    return { ...this.figures(), history };
  }

  /** The same without the seconds before the last. */
  figures(): TrafficFigures {
    return {
      messages: this.messages,
      bytes: this.bytes,
      messagesPerSecond: this.#messagesPerSecond,
      bytesPerSecond: this.#bytesPerSecond,
    };
  }
}
