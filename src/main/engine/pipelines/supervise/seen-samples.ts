import type { Sample } from '../events/samples.ts';

/** Of all pipelines of a run: a few minutes of events that are all refused. */
const MAX_SAMPLES = 5_000;
const MAX_BYTES = 8 * 2 ** 20;
/** Events that somebody mends outlive the others. */
const MAX_ASKED = 50;

/** Samples that screens were shown. Newer ones push them out of the newest few before anybody can press one. */
export class SeenSamples {
  readonly #seen = new Map<string, Sample>();
  readonly #asked = new Map<string, Sample>();
  #bytes = 0;

  /** @param name of the sample, among all of a run */
  add(name: string, sample: Sample): void {
    if (this.#seen.has(name)) return;
    this.#seen.set(name, sample);
    this.#bytes += sizeOf(sample);
    for (const [first, oldest] of this.#seen) {
      if (this.#seen.size <= MAX_SAMPLES && this.#bytes <= MAX_BYTES) break;
      this.#seen.delete(first);
      this.#bytes -= sizeOf(oldest);
    }
  }

  /** From now on it is among those that are asked for. */
  find(name: string): Sample | null {
    const found = this.#asked.get(name) ?? this.#seen.get(name) ?? null;
    if (found === null) return null;
    this.#asked.delete(name);
    this.#asked.set(name, found);
    for (const oldest of this.#asked.keys()) {
      if (this.#asked.size <= MAX_ASKED) break;
      this.#asked.delete(oldest);
    }
    return found;
  }
}

function sizeOf({ whole, event }: Sample): number {
  const parts = [event, whole?.payload, whole?.value, ...(whole?.fields ?? [])];
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}
