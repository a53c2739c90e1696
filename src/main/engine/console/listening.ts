import type { ConsoleListening } from '#shared/contract/console.ts';
import type { RedisReply } from '#shared/redis/reply/reply.ts';
import { Changes } from '../changes.ts';
import type { Feed } from '../feeds/feed.ts';
import type { ConsoleClient } from './console-client.ts';
import { monitorBounds } from './questions/costly.ts';
import { bytesOf, itemsOf, textOf } from './reply-values.ts';

/** Commands that are answered again and again, as long as the connection lives. */
const LISTENS = /^(?:monitor|p?subscribe|ssubscribe)$/i;

export function listens(words: readonly string[]): boolean {
  return LISTENS.test(words[0] ?? '');
}

/** `1339518083.107412 [0 127.0.0.1:60866] "keys" "*"`: https://redis.io/docs/latest/commands/monitor/ */
const MONITORED = /^(\d+)\.(\d{6}) \[(\d+ [^\]]*)\] (.*)$/s;

/** SUBSCRIBE and its like, or MONITOR, on a connection of its own: what it hears goes into a feed. MONITOR ends by itself. */
export class ConsoleListener {
  readonly changes = new Changes();
  readonly #feed: Feed;
  readonly #client: ConsoleClient;
  readonly #isMonitor: boolean;
  readonly #endsAt: number | null;
  readonly #timer: NodeJS.Timeout | undefined;
  #ended: string | null = null;

  constructor(client: ConsoleClient, feed: Feed, args: readonly Uint8Array[], words: readonly string[]) {
    this.#client = client;
    this.#feed = feed;
    this.#isMonitor = /^monitor$/i.test(words[0]!);
    this.#endsAt = this.#isMonitor ? Date.now() + monitorBounds.ms : null;
    if (this.#isMonitor)
      this.#timer = setTimeout(
        () => this.#end(`stopped after ${monitorBounds.ms / 1_000} s`),
        monitorBounds.ms,
      );
    client.listen(args, {
      reply: reply => this.#take(reply),
      closed: reason => this.#end(reason),
    });
  }

  state(): ConsoleListening {
    return {
      feedId: this.#feed.id,
      received: this.#feed.received,
      endsAt: this.#endsAt,
      endsAfter: this.#isMonitor ? monitorBounds.commands : null,
      ended: this.#ended,
    };
  }

  close(): void {
    this.#end('stopped');
  }

  #take(reply: RedisReply): void {
    if (this.#ended !== null) return;
    if (reply.type === 'error') return this.#end(reply.text);
    if (this.#isMonitor) this.#takeCommand(textOf(reply) ?? '');
    else this.#takeMessage(reply);
    this.changes.notify();
  }

  #takeCommand(text: string): void {
    const [, seconds, micros, client, command] = MONITORED.exec(text) ?? [];
    // The first answer is only OK.
    if (seconds === undefined) return;
    const time = Number(seconds) * 1_000 + Number(micros) / 1_000;
    this.#feed.append(time, Buffer.from(client!), undefined, Buffer.from(command!));
    if (this.#feed.received >= monitorBounds.commands)
      this.#end(`stopped after ${monitorBounds.commands.toLocaleString('en-US')} commands`);
  }

  #takeMessage(reply: RedisReply): void {
    const [kind, ...parts] = itemsOf(reply);
    const bytes = parts.map(part => Buffer.from(bytesOf(part) ?? []));
    const now = Date.now();
    switch (textOf(kind)) {
      case 'message':
        return void this.#feed.append(now, bytes[0]!, undefined, bytes[1]!);
      case 'smessage':
        return void this.#feed.append(now, bytes[0]!, undefined, bytes[1]!, true);
      case 'pmessage':
        return void this.#feed.append(now, bytes[1]!, bytes[0], bytes[2]!);
      // How many channels it hears now.
      case null:
      default:
    }
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    clearTimeout(this.#timer);
    this.#client.close(reason);
    this.changes.notify();
  }
}
