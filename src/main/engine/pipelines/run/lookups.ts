import type { Lookup } from '#shared/pipeline/lookup.ts';
import type { Plan } from '#shared/pipeline/plan.ts';
import type { MillraceError } from '#shared/rpc/errors.ts';
import { pause } from '../../changes.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import type { SourceEvent } from '../events/event.ts';
import { readWanted, type LookedUp, type Wanted } from '../events/looked-up.ts';
import { WantedKeys } from '../events/wanted-keys.ts';
import { classify, waitingText } from './classify.ts';
import type { Incidents } from './incidents.ts';
import type { RedisLink } from './redis-link.ts';

const TRY_AGAIN_MS = 1_000;

interface Remembered {
  readonly value: unknown;
  readonly at: number;
}

/**
 * What events ask Redis for, read for a few of them at a time before they are processed, and remembered for a while. Reading anew what has been read and not
 * processed is the source's affair: here a lost connection is waited for.
 */
export class Lookups implements LookedUp {
  readonly #wanted: WantedKeys;
  readonly #link: RedisLink;
  readonly #incidents: Incidents;
  /** By key, what was read last at the end. */
  readonly #found: ReadonlyMap<Lookup, Map<string, Remembered>>;
  readonly #stopping = new AbortController();
  #client: RedisClient | null = null;

  constructor(plan: Plan, link: RedisLink, incidents: Incidents) {
    this.#wanted = new WantedKeys(plan);
    this.#link = link;
    this.#incidents = incidents;
    this.#found = new Map(plan.lookups.map(lookup => [lookup, new Map<string, Remembered>()]));
  }

  value(lookup: Lookup, key: string): unknown {
    return this.#found.get(lookup)?.get(key)?.value ?? null;
  }

  /**
   * Reads what these events ask for, as far as it is not remembered.
   *
   * @param around called with the work on each event: one that never ends is seen from outside
   * @throws {MillraceError} when Redis refuses, or is away at a stop
   */
  async load(events: readonly SourceEvent[], around: (work: () => void) => void): Promise<void> {
    const now = Date.now();
    this.#forget();
    const missing = new Map<string, Wanted<Lookup>>();
    for (const event of events)
      around(() => {
        for (const wanted of this.#wanted.of(event))
          if (!this.#isFresh(wanted, now)) missing.set(`${wanted.lookup.name} ${wanted.key}`, wanted);
      });
    if (missing.size === 0) return;
    const wanted = [...missing.values()];
    const values = await this.#read(wanted);
    wanted.forEach(({ lookup, key }, index) => {
      const found = this.#found.get(lookup)!;
      found.delete(key);
      found.set(key, { value: values[index], at: now });
    });
  }

  /** Redis is not waited for any more. */
  stop(): void {
    this.#stopping.abort();
  }

  close(): void {
    this.#client?.close('the pipeline ended');
  }

  async #read(wanted: readonly Wanted[]): Promise<unknown[]> {
    for (;;) {
      try {
        if (!this.#client || this.#client.closed) this.#client = await this.#link.client('lookup');
        const values = await readWanted(this.#client, wanted);
        return values;
      } catch (error) {
        if (classify(error) === 'end' || this.#stopping.signal.aborted) throw error;
        this.#incidents.problem = waitingText(error as MillraceError);
        await pause(TRY_AGAIN_MS, this.#stopping.signal);
        if (!this.#stopping.signal.aborted) this.#incidents.problem = null;
      }
    }
  }

  #isFresh({ lookup, key }: Wanted<Lookup>, now: number): boolean {
    const found = this.#found.get(lookup)!.get(key);
    return found !== undefined && now - found.at < lookup.ageMs;
  }

  /** Between two loads, when nobody needs a certain one: those that were read longest ago. */
  #forget(): void {
    for (const [{ keep }, found] of this.#found)
      for (const key of found.keys()) {
        if (found.size <= keep) break;
        found.delete(key);
      }
  }
}
