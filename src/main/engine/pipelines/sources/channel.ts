import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { newEvent, type SourceEvent } from '../events/event.ts';
import type { Source, SourceContext, SourceReports } from './source.ts';

type Spec = Pick<SourceOf<'channel'>, 'channels' | 'patterns' | 'shardChannels'>;

/** A sender that does not wait needs room. */
const READ_AHEAD = 200_000;
/** Messages that wait between subscribing and reading, while the other pipelines of the file get ready. */
const MAX_BEFORE = 200_000;

/** A silent subscription is asked so often, within the time that an answer may take, whether it is still there. */
const ASKED_WITHIN_LIMIT = 2;

interface ChannelOptions {
  /** Changes an event before it is put. */
  shape?: (event: SourceEvent) => void;
  readAhead?: number;
}

/**
 * Messages of channels and patterns. Their sender does not wait, so what the inbox cannot take is dropped and counted; and nothing is received while
 * the connection is away.
 */
export class ChannelSource implements Source {
  readonly readAhead?: number;
  readonly #spec: Spec;
  readonly #link: RedisLink;
  readonly #reports: SourceReports;
  readonly #shape: (event: SourceEvent) => void;
  #client: RedisClient | null = null;
  #inbox: Inbox | null = null;
  #before: (() => void)[] = [];
  #wasOpen = false;

  constructor(
    spec: Spec,
    link: RedisLink,
    reports: SourceReports,
    { shape = () => {}, readAhead }: ChannelOptions = {},
  ) {
    if (readAhead !== undefined) this.readAhead = readAhead;
    this.#shape = shape;
    this.#spec = spec;
    this.#link = link;
    this.#reports = reports;
  }

  async open(): Promise<void> {
    const client = await this.#link.listener('channel');
    this.#client = client;
    const hear = (channel: Buffer, payload: Buffer, pattern: string | null) => {
      const receivedAt = Date.now();
      const put = () => this.#put(channel, payload, pattern, receivedAt);
      // What comes between subscribing and reading waits for the reading.
      if (this.#inbox) put();
      else if (this.#before.length < MAX_BEFORE) this.#before.push(put);
      else this.#reports.dropped(1);
    };
    client.listen({
      message: (channel, payload) => hear(channel, payload, null),
      patternMessage: (pattern, channel, payload) => hear(channel, payload, pattern),
      shardMessage: (channel, payload) => hear(channel, payload, null),
    });
    const { channels, patterns, shardChannels } = this.#spec;
    for (const [command, names] of [
      ['subscribe', channels],
      ['psubscribe', patterns],
      ['ssubscribe', shardChannels],
    ] as const) {
      if (names) await client.call(command, ...names);
    }
    if (this.#wasOpen)
      this.#reports.gap('the subscription was interrupted: messages sent meanwhile were not received');
    this.#wasOpen = true;
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    this.#inbox = inbox;
    for (const put of this.#before) put();
    this.#before = [];
    const client = this.#client!;
    // Nothing is what a quiet channel and a dead connection have in common.
    const asking = setInterval(
      () => void client.call('ping').catch(() => client.close('the server does not answer')),
      this.#link.silenceLimitMs / ASKED_WITHIN_LIMIT,
    );
    const reason = await new Promise<string | null>(resolve => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
      if (signal.aborted) resolve(null);
      client.onClose(resolve);
    });
    clearInterval(asking);
    this.#inbox = null;
    if (reason !== null) throw new MillraceError('disconnected', `The subscription ended: ${reason}.`);
  }

  /** Messages arrive in order with replies: when the PING is answered, all that was published before has been received. */
  async catchUp(): Promise<void> {
    await this.#client?.call('ping');
  }

  close(): void {
    this.#client?.close('the source was closed');
    this.#client = null;
  }

  #put(channel: Buffer, payload: Buffer, pattern: string | null, receivedAt: number): void {
    if (this.#inbox!.isFull) return this.#reports.dropped(1);
    const event = newEvent(payload, receivedAt);
    event.channel = channel;
    event.pattern = pattern;
    this.#shape(event);
    this.#inbox!.put(event);
  }
}

export function makeChannel(spec: SourceOf<'channel'>, { link, reports }: SourceContext): Source {
  return new ChannelSource(spec, link!, reports, { readAhead: READ_AHEAD });
}
