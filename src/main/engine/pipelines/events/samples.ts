import type { SampledEvent } from '#shared/contract/compose.ts';
import type { MemberPath } from '#shared/pipeline/problems.ts';
import { previewText } from '#shared/redis/text.ts';
import type { SourceEvent } from './event.ts';
import { toJson } from './json.ts';
import { MAX_EVENT_BYTES, sampledOf } from './sampled-event.ts';

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

/** An event that nobody has looked at yet. */
interface Held {
  number: number;
  refused: Refused;
}

type Refused = Pick<Sample, 'at' | 'reason' | 'path' | 'late'> & { event: SourceEvent };

const MAX_TEXT = 500;

/** The newest few of many. Most are gone before anybody looks at them: what is shown of an event is made when it is asked for. */
export class Samples {
  readonly #max: number;
  #newest: (Sample | Held)[] = [];
  #added = 0;

  constructor(max: number) {
    this.#max = max;
  }

  add(refused: Refused): void {
    if (this.#max === 0) return;
    if (this.#newest.length >= 2 * this.#max) this.#newest = this.#newest.slice(-this.#max);
    const held = { refused, number: ++this.#added };
    // A large one is not held on to until then.
    const isLarge = (refused.event.payload?.length ?? 0) > MAX_EVENT_BYTES;
    this.#newest.push(isLarge ? sampleOf(held) : held);
  }

  /** Newest last. */
  get list(): Sample[] {
    const list = this.#newest.slice(-this.#max).map(one => ('refused' in one ? sampleOf(one) : one));
    this.#newest = list;
    return [...list];
  }
}

function sampleOf({ number, refused }: Held): Sample {
  const { event, ...why } = refused;
  const { payload, value, channel, key, name, id } = event;
  const text = payload ?? toJson(value);
  return {
    ...why,
    number,
    event:
      typeof text === 'string'
        ? text.slice(0, MAX_TEXT)
        : previewText(text.subarray(0, MAX_TEXT), text.length > MAX_TEXT),
    from: channel === null ? (key ?? name) : String(channel),
    id,
    whole: sampledOf(event, number),
  };
}
