import type { PipelineFigures } from '#shared/contract/pipelines.ts';
import { kindOf, type SourceSpec } from '#shared/pipeline/sources/sources.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import type { RedisLink } from '../run/redis-link.ts';

/** How far a pipeline is behind what there is for it to read. */
export type Lag = PipelineFigures['lag'];

const READ_EVERY_MS = 2_000;

/**
 * Asks Redis how far a source is behind: on a client of its own, as the source's may be blocked for as long as nothing comes, and only while
 * somebody looks. What could not be read is unknown.
 */
export class LagProbe {
  readonly #link: RedisLink;
  readonly #measure: (client: RedisClient) => Promise<number | null>;
  #client: RedisClient | null = null;
  #lag: number | null = null;
  #readAt = -Infinity;
  #isClosed = false;

  constructor(link: RedisLink, measure: (client: RedisClient) => Promise<number | null>) {
    this.#link = link;
    this.#measure = measure;
  }

  /** What was found last; null is unknown. Has it read anew for the next look, unless it was a moment ago. */
  newest(): number | null {
    const now = performance.now();
    if (now - this.#readAt >= READ_EVERY_MS && !this.#isClosed) {
      this.#readAt = now;
      void this.#read();
    }
    return this.#lag;
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.close('the pipeline ended');
  }

  async #read(): Promise<void> {
    try {
      if (!this.#client || this.#client.closed) this.#client = await this.#link.client('lag');
      this.#lag = await this.#measure(this.#client);
    } catch {
      // The source itself says when Redis is away.
      this.#lag = null;
    }
    if (this.#isClosed) this.close();
  }
}

/** @param found what a probe has found; null where it is unknown, or none could look */
export function shownLag(source: SourceSpec, found: number | null, waiting: number): Lag {
  switch (kindOf(source).lagAs(source)) {
    case 'entries':
      return { kind: 'entries', entries: found };
    case 'behind':
      return { kind: 'behind', ms: found };
    case 'waiting':
      return { kind: 'waiting', waiting };
  }
}
