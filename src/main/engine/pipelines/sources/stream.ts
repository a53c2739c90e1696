import type { SourceOf } from '#shared/pipeline/sources/sources.ts';
import type { RedisClient } from '../../connections/redis-client.ts';
import type { Inbox } from '../run/inbox.ts';
import type { RedisLink } from '../run/redis-link.ts';
import { CatchUp, entriesOf, eventOf, startOf } from './entries.ts';
import { GroupSource } from './group.ts';
import { Idleness } from './idleness.ts';
import { isAfter } from './ledger.ts';
import type { Pinned, Position, Source, SourceContext, SourceReports } from './source.ts';
import { msBehind } from './stream-lag.ts';

type Spec = SourceOf<'stream'>;

const ENTRIES_AT_ONCE = 1_000;
const BLOCK_MS = 250;

/** Entries of streams, in order, from an id on. The id of the last one that counted is kept with the results. */
export class StreamSource implements Source {
  readonly #spec: Spec;
  readonly #link: RedisLink;
  readonly #reports: SourceReports;
  readonly #last = new Map<string, string>();
  readonly #catchUp = new CatchUp();
  #client: RedisClient | null = null;

  constructor(spec: Spec, link: RedisLink, reports: SourceReports) {
    this.#spec = spec;
    this.#link = link;
    this.#reports = reports;
  }

  async open(position: Position): Promise<Pinned> {
    const client = await this.#link.listener('stream', BLOCK_MS);
    this.#client = client;
    for (const key of this.#spec.keys) this.#last.set(key, await this.#startOf(client, key, position));
    return { position: Object.fromEntries(this.#last) };
  }

  async read(inbox: Inbox, signal: AbortSignal): Promise<void> {
    const client = this.#client!;
    const idleness = new Idleness(this.#spec.keys);
    while (!signal.aborted) {
      await inbox.room(signal);
      const round = this.#catchUp.begin();
      const reply = await client.call(
        'XREAD',
        'COUNT',
        ENTRIES_AT_ONCE,
        'BLOCK',
        BLOCK_MS,
        'STREAMS',
        ...this.#last.keys(),
        ...this.#last.values(),
      );
      if (signal.aborted) return;
      const found = new Set<string>();
      for (const { key, id, fields } of entriesOf(reply)) {
        found.add(key);
        this.#last.set(key, id);
        inbox.put(eventOf(key, id, fields, this.#spec.payloadField));
      }
      idleness.read(inbox, found);
      this.#catchUp.end(round, reply === null, this.#last);
    }
  }

  async #startOf(client: RedisClient, key: string, position: Position): Promise<string> {
    const last = position?.[key];
    if (last === undefined) return startOf(client, key, this.#spec.from);
    if (!isAfter(last, await startOf(client, key, '$'))) return last;
    this.#reports.gap(`the stream ${key} was removed: entries that had not been read are lost`);
    return startOf(client, key, '0');
  }

  catchUp(): Promise<void> {
    return this.#catchUp.wait(this.#link, this.#spec.keys);
  }

  lag(client: RedisClient): Promise<number | null> {
    return msBehind(client, this.#spec.keys, this.#last);
  }

  close(): void {
    this.#client?.close('the source was closed');
  }
}

export function makeStream(spec: Spec, { plan, worker, link, reports }: SourceContext): Source {
  return spec.group === undefined
    ? new StreamSource(spec, link!, reports)
    : new GroupSource(spec, { plan, consumer: worker, link: link!, reports });
}
