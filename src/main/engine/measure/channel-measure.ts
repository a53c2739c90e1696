import type { ChannelFigures } from '#shared/contract/measure.ts';
import { Distribution } from './distribution.ts';
import { RateHistory } from './rate-history.ts';

/** 0 bytes, 1, 2, 3-4, 5-8 ... up to the most that Redis takes, 512 MB, and beyond. */
const SIZE_CLASSES = 32;

/** What the messages of a channel, or of all together, are like. */
export class ChannelMeasure {
  readonly rates = new RateHistory();
  #messages = 0;
  #bytes = 0;
  #gaps = new Distribution();
  #sizes = new Distribution();
  readonly #classes = new Float64Array(SIZE_CLASSES);
  #lastAt = Number.NaN;

  get messages(): number {
    return this.#messages;
  }

  /** @param time of reception, in ms since the epoch */
  count(time: number, size: number): void {
    this.#messages++;
    this.#bytes += size;
    this.#sizes.add(size);
    this.#classes[size === 0 ? 0 : 33 - Math.clz32(size - 1)]!++;
    // A clock that was set back would make a pause negative.
    if (time >= this.#lastAt) this.#gaps.add(time - this.#lastAt);
    this.#lastAt = time;
    this.rates.count(Math.floor(time / 1_000), size);
  }

  /** The next pause is not one of the sender's: nothing could be heard. */
  interrupt(): void {
    this.#lastAt = Number.NaN;
  }

  reset(): void {
    this.#messages = this.#bytes = 0;
    this.#gaps = new Distribution();
    this.#sizes = new Distribution();
    this.#classes.fill(0);
    this.#lastAt = Number.NaN;
  }

  figures(): Omit<ChannelFigures, 'name' | 'color' | 'since'> {
    return {
      messages: this.#messages,
      bytes: this.#bytes,
      gaps: this.#gaps.percentiles(),
      sizes: this.#sizes.percentiles(),
      sizeClasses: [...this.#classes].flatMap((messages, index) =>
        messages === 0
          ? []
          : [{ from: index < 2 ? 0 : 2 ** (index - 2), to: index === 0 ? 0 : 2 ** (index - 1), messages }],
      ),
    };
  }
}
