import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { pause } from '../../changes.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import { asArray, asBuffer, asText } from '../../connections/replies.ts';
import { newEvent } from '../events/event.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { requireType } from './looked-at.ts';
import type { Source, SourceContext, SourceReports } from './source.ts';

const LOOK_EVERY_MS = 250;
const ELEMENTS_AT_ONCE = 500;

/**
 * Elements of a list from the end from which they would be taken, which they are not: the first few, and then those that come behind the last. What
 * others take meanwhile moves the rest: some elements may then not be seen.
 */
class LookingListSource implements Source {
  readonly #spec: SourceOf<'list'>;
  readonly #link: RedisLink;
  readonly #reports: SourceReports;
  readonly #first: number;
  #client: RedisClient | null = null;
  /** Elements from the end that are not looked at any more. */
  #seen = 0;
  #wasOpen = false;

  /** @param first so many of the elements that are there when it is opened */
  constructor(spec: SourceOf<'list'>, first: number, link: RedisLink, reports: SourceReports) {
    this.#spec = spec;
    this.#first = first;
    this.#link = link;
    this.#reports = reports;
  }

  async open(): Promise<void> {
    this.#client = await this.#link.listener('list');
    await requireType(this.#client, this.#spec.key, 'list', this.#reports);
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await inbox.room(signal);
      if (signal.aborted) return;
      const elements = await this.#next();
      for (const element of elements) {
        const event = newEvent(element, Date.now());
        event.key = this.#spec.key;
        inbox.put(event);
      }
      if (elements.length === 0) await pause(LOOK_EVERY_MS, signal);
    }
  }

  close(): void {
    this.#client?.close('the source was closed');
  }

  async #next(): Promise<Buffer[]> {
    const length = Number(asText(await this.#client!.call('LLEN', this.#spec.key)));
    this.#seen = Math.min(this.#seen, length);
    const isFirst = !this.#wasOpen;
    this.#wasOpen = true;
    const elements = await this.#range(isFirst ? this.#first : ELEMENTS_AT_ONCE);
    this.#seen = isFirst ? Math.max(length, elements.length) : this.#seen + elements.length;
    return elements;
  }

  async #range(count: number): Promise<Buffer[]> {
    const { key, from } = this.#spec;
    const [first, last] = [this.#seen, this.#seen + count - 1];
    const range = from === 'left' ? [first, last] : [-last - 1, -first - 1];
    const elements = asArray(await this.#client!.call('LRANGE', key, ...range)).map(asBuffer);
    return from === 'left' ? elements : elements.reverse();
  }
}

export function makeLookingList(
  spec: SourceOf<'list'>,
  { link, reports }: SourceContext,
  newest: number,
): Source {
  return new LookingListSource(spec, newest, link!, reports);
}
