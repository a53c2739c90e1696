import { asArray, asText } from '../../connections/replies.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import type { Source, SourceContext, SourceReports } from './source.ts';
import { ChannelSource } from './channel.ts';

/**
 * What happens to keys: `event` is `{ key, event }`, where `event` is the name Redis gives it ("set", "expired", "del"). Redis sends it only
 * where `notify-keyspace-events` has K (https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/); the setting belongs to the server
 * and is not changed here.
 */
class KeyspaceSource implements Source {
  readonly #channel: ChannelSource;
  readonly #link: RedisLink;
  readonly #reports: SourceReports;

  constructor(patterns: readonly string[], link: RedisLink, reports: SourceReports) {
    this.#link = link;
    this.#reports = reports;
    const spec = { patterns: patterns.map(pattern => `__keyspace@${link.db}__:${pattern}`) };
    this.#channel = new ChannelSource(spec, link, reports, {
      shape: event => {
        const channel = String(event.channel);
        event.key = channel.slice(channel.indexOf('__:') + 3);
        event.value = { key: event.key, event: String(event.payload) };
        event.payload = null;
      },
    });
  }

  async open(): Promise<void> {
    await this.#channel.open();
    const client = await this.#link.client('keyspace');
    const reply = await client.call('CONFIG', 'GET', 'notify-keyspace-events').catch(() => null);
    client.close('done');
    const flags = reply === null ? null : asText(asArray(reply)[1]);
    if (flags !== null && (!flags.includes('K') || !/[A-Zg$lszhxednm]/.test(flags.replaceAll(/[KE]/g, '')))) {
      this.#reports.log(
        `Redis sends no keyspace events: notify-keyspace-events is "${flags}". Set it, for instance: CONFIG SET notify-keyspace-events KA`,
      );
    }
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    await this.#channel.read(inbox, signal);
  }

  catchUp(): Promise<void> {
    return this.#channel.catchUp();
  }

  close(): void {
    this.#channel.close();
  }
}

export function makeKeyspace({ patterns }: SourceOf<'keyspace'>, { link, reports }: SourceContext): Source {
  return new KeyspaceSource(patterns, link!, reports);
}
