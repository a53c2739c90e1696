import type { LatencyFigures } from '#shared/contract/measure.ts';
import { readTime, valueAt } from '#shared/time-field.ts';
import { Distribution } from './distribution.ts';

/** Messages looked into per second: reading JSON costs far more than counting. */
const LOOKED_PER_SECOND = 2_000;
const LARGEST_LOOKED_BYTES = 64 * 1024;

/** How long messages were under way, by the time that their payload carries. */
export class LatencyMeasure {
  readonly channel: Buffer | null;
  readonly field: string;
  #messages = 0;
  #looked = 0;
  #timed = 0;
  #negative = 0;
  #unit: string | null = null;
  #delay = new Distribution();
  #second = 0;
  #lookedInSecond = 0;

  constructor(channel: Buffer | null, field: string) {
    this.channel = channel;
    this.field = field;
  }

  /** @param time of reception, in ms since the epoch */
  take(time: number, payload: Buffer): void {
    this.#messages++;
    const second = Math.floor(time / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#lookedInSecond = 0;
    }
    if (this.#lookedInSecond >= LOOKED_PER_SECOND || payload.length > LARGEST_LOOKED_BYTES) return;
    this.#lookedInSecond++;
    this.#looked++;
    const sent = readTime(valueAt(jsonOf(payload), this.field));
    if (!sent) return;
    this.#timed++;
    this.#unit = sent.unit;
    const delay = time - sent.time;
    if (delay < 0) this.#negative++;
    this.#delay.add(delay);
  }

  reset(): void {
    this.#messages = this.#looked = this.#timed = this.#negative = 0;
    this.#delay = new Distribution();
  }

  figures(): LatencyFigures {
    return {
      channel: this.channel && new Uint8Array(this.channel),
      field: this.field,
      messages: this.#messages,
      looked: this.#looked,
      timed: this.#timed,
      unit: this.#unit,
      delay: this.#delay.percentiles(),
      min: this.#delay.min,
      negative: this.#negative,
      perSecond: LOOKED_PER_SECOND,
    };
  }
}

export function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
