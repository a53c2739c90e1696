import type { SampledEvent } from '#shared/contract/compose.ts';
import type { MemberPath } from '#shared/pipeline/problems.ts';
import type { SourceEvent } from './event.ts';
import { toJson } from './json.ts';
import { sampledOf } from './sampled-event.ts';

/** An event that did not count, and why. */
export interface Sample {
  /** Grows with each of a run's. */
  number: number;
  /** When it was processed, milliseconds since the Unix epoch. */
  at: number;
  reason: string;
  /** The member of the pipeline that it did not fit. */
  path: MemberPath;
  /** The beginning of the event as text. */
  event: string;
  /** Channel, stream key or name, where there is one. */
  from: string | null;
  id: string | null;
  /** The event as its source gave it; null where it is larger than a sample may be. */
  whole: SampledEvent | null;
  /** Of one that came after its window had closed; null of others. */
  late: Lateness | null;
}

/** When an event came, by the time of events. */
interface Lateness {
  /** Events up to this time had come, milliseconds since the Unix epoch. */
  heardUpTo: number;
  /** With this lateness its last window would still have been open; with less only a session of before it may. */
  neededMs: number;
}

type Refused = Pick<Sample, 'at' | 'reason' | 'path' | 'late'> & { event: SourceEvent };

const MAX_TEXT = 500;

/** The newest few of many. */
export class Samples {
  readonly #max: number;
  #newest: Sample[] = [];
  #added = 0;

  constructor(max: number) {
    this.#max = max;
  }

  add({ event, ...refused }: Refused): void {
    if (this.#max === 0) return;
    if (this.#newest.length >= 2 * this.#max) this.#newest = this.#newest.slice(-this.#max);
    const { payload, value, channel, key, name, id } = event;
    const text = payload ?? toJson(value);
    const number = ++this.#added;
    this.#newest.push({
      ...refused,
      number,
      event: typeof text === 'string' ? text.slice(0, MAX_TEXT) : text.subarray(0, MAX_TEXT).toString(),
      from: channel === null ? (key ?? name) : String(channel),
      id,
      whole: sampledOf(event, number),
    });
  }

  /** Newest last. */
  get list(): Sample[] {
    return this.#newest.slice(-this.#max);
  }
}
