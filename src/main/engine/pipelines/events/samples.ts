import type { SourceEvent } from './event.ts';
import { toJson } from './json.ts';

/** An event that did not count, and why. */
export interface Sample {
  /** When it was processed, milliseconds since the Unix epoch. */
  at: number;
  reason: string;
  /** The beginning of the event as text. */
  event: string;
  /** Channel, stream key or name, where there is one. */
  from: string | null;
  id: string | null;
}

const MAX_TEXT = 500;

/** The newest few of many. */
export class Samples {
  readonly #max: number;
  #newest: Sample[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  add(event: SourceEvent, reason: string, at: number): void {
    if (this.#max === 0) return;
    if (this.#newest.length >= 2 * this.#max) this.#newest = this.#newest.slice(-this.#max);
    const { payload, value, channel, key, name, id } = event;
    const text = payload ?? toJson(value);
    this.#newest.push({
      at,
      reason,
      event: typeof text === 'string' ? text.slice(0, MAX_TEXT) : text.subarray(0, MAX_TEXT).toString(),
      from: channel === null ? (key ?? name) : String(channel),
      id,
    });
  }

  /** Newest last. */
  get list(): Sample[] {
    return this.#newest.slice(-this.#max);
  }
}
