import { processingKey } from '#shared/pipeline/sources/list.ts';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { Command, RedisClient } from '../../connections/redis-client.ts';
import { asArray, asBuffer, asText } from '../../connections/replies.ts';
import { newEvent, type SourceEvent } from '../events/event.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { Idleness } from './idleness.ts';
import type { Receipts, ReceiptsByKey, Source, SourceContext } from './source.ts';

const BLOCK_SECONDS = 0.25;
const MOVES_AT_ONCE = 500;
/** What is taken, nobody else can have: little is read ahead. */
const READ_AHEAD = 2_000;

/**
 * Elements of a list. Each is moved to the processing list, in one command, and removed from there in the transaction of the results that it counts
 * in: after a crash what has not counted is still there, and is read first.
 */
class ListSource implements Source {
  readonly readAhead = READ_AHEAD;
  readonly receipts: Receipts = {
    of: ({ payload }) => payload,
    settle: taken => this.#remove(taken),
    settled: taken => {
      for (const elements of taken.values()) this.#held -= elements.length;
    },
  };
  readonly #key: string;
  readonly #processing: string;
  readonly #end: 'LEFT' | 'RIGHT';
  readonly #link: RedisLink;
  #client: RedisClient | null = null;
  /** Elements that were given and have not counted. */
  #held = 0;
  /** Elements taken from the list since this source was made. */
  #taken = 0;
  #round = 0;
  #waiting: { since: number; target: number; resolve: () => void }[] = [];

  constructor(spec: SourceOf<'list'>, link: RedisLink) {
    this.#key = spec.key;
    this.#processing = processingKey(spec);
    this.#end = spec.from === 'left' ? 'LEFT' : 'RIGHT';
    this.#link = link;
  }

  /** @throws {MillraceError} `unsupported` before Redis 6.2 */
  async open(): Promise<void> {
    this.#client = await this.#link.listener('list', BLOCK_SECONDS * 1_000);
    // Where COMMAND is not allowed, the first move says what is wrong.
    const known = await this.#client.call('COMMAND', 'INFO', 'BLMOVE').catch(() => null);
    if (known !== null && asArray(known)[0] === null)
      throw new MillraceError('unsupported', 'A list as source needs BLMOVE, which Redis has from 6.2 on.');
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    this.#held = 0;
    await this.#readProcessing(inbox, signal);
    const idleness = new Idleness([this.#key]);
    while (!signal.aborted) {
      await inbox.room(signal);
      if (signal.aborted) return;
      const round = ++this.#round;
      const elements = await this.#take();
      this.#taken += elements.length;
      // Put even when it is over: they are ours now.
      for (const element of elements) this.#put(inbox, element);
      if (elements.length === 0) await this.#readStrays(inbox, signal);
      idleness.read(inbox, new Set(elements.length === 0 ? [] : [this.#key]));
      this.#answer(round, elements.length === 0);
    }
  }

  async catchUp(): Promise<void> {
    const client = await this.#link.client('catch-up');
    try {
      const target = this.#taken + Number(asText(await client.call('LLEN', this.#key)));
      await new Promise<void>(resolve => this.#waiting.push({ since: this.#round, target, resolve }));
    } finally {
      client.close('done');
    }
  }

  async lag(client: RedisClient): Promise<number> {
    return Number(asText(await client.call('LLEN', this.#key)));
  }

  close(): void {
    this.#client?.close('the source was closed');
  }

  /** Waits for an element, and takes those that are there with it. */
  async #take(): Promise<Buffer[]> {
    const client = this.#client!;
    const places = [this.#key, this.#processing, this.#end, 'RIGHT'];
    const first = await client.call('BLMOVE', ...places, BLOCK_SECONDS);
    if (first === null) return [];
    const length = Number(asText(await client.call('LLEN', this.#key)));
    const moves = Array.from({ length: Math.min(length, MOVES_AT_ONCE) }, (): Command => [
      'LMOVE',
      ...places,
    ]);
    const taken = [asBuffer(first)];
    for (const reply of await client.pipeline(moves)) {
      if (reply instanceof MillraceError) throw reply;
      if (reply !== null) taken.push(asBuffer(reply));
    }
    return taken;
  }

  /** What was taken before and has not counted: all at once, as what counts meanwhile would move the rest. */
  async #readProcessing(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const left = asArray(await this.#client!.call('LRANGE', this.#processing, 0, -1));
    for (const element of left) {
      await inbox.room(signal);
      if (signal.aborted) return;
      this.#put(inbox, asBuffer(element));
    }
  }

  /**
   * The process before this one, or the connection before this one, may have moved an element after the processing list was read. With nothing held,
   * whatever is in it has not been given.
   */
  async #readStrays(inbox: Inbox, signal: AbortSignal): Promise<void> {
    if (this.#held === 0) await this.#readProcessing(inbox, signal);
  }

  #put(inbox: Inbox, element: Buffer): void {
    const event: SourceEvent = newEvent(element, Date.now());
    event.key = this.#key;
    this.#held++;
    inbox.put(event);
  }

  /** Equal elements are one as good as the other: which of them is removed does not matter. */
  #remove(taken: ReceiptsByKey): Command[] {
    return [...taken.values()].flat().map(element => ['LREM', this.#processing, 1, element]);
  }

  #answer(round: number, foundNothing: boolean): void {
    const isAnswered = ({ since, target }: { since: number; target: number }) =>
      (foundNothing && since < round) || this.#taken >= target;
    for (const { resolve } of this.#waiting.filter(isAnswered)) resolve();
    this.#waiting = this.#waiting.filter(waiting => !isAnswered(waiting));
  }
}

export function makeList(spec: SourceOf<'list'>, { link }: SourceContext): Source {
  return new ListSource(spec, link!);
}
