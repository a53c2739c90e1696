import { parseDuration } from '#shared/pipeline/duration.ts';
import type { SinkOf } from '#shared/pipeline/sinks/sinks.ts';
import type { FixedWindower } from '#shared/pipeline/windower.ts';
import type { Command, RedisClient, Reply } from '../../connections/redis-client.ts';
import { asText } from '../../connections/replies.ts';

const SWEEP_EVERY_MS = 60_000;
/** Where a backlog is read, a minute of events may take a millisecond: between two sweeps is at least so much real time. */
const REST_MS = 1_000;
const KEYS_AT_ONCE = 500;

/**
 * Removes what is older than a time series' retention: the whole of it at the start, then once a minute; where the server can, it does so by
 * itself too.
 */
export class Retention {
  readonly #sink: SinkOf<'timeSeries'>;
  readonly #windower: FixedWindower;
  readonly #retentionMs: number;
  /** Members written by this run; where there is no members set, the only ones we know of. */
  readonly #written = new Set<string>();
  #dueAt = -Infinity;
  #restUntil = -Infinity;

  constructor(sink: SinkOf<'timeSeries'>, windower: FixedWindower) {
    this.#sink = sink;
    this.#windower = windower;
    this.#retentionMs = parseDuration(sink.retention!);
  }

  /** @param now where the stream of events is; before the first event nowhere, and nothing is too old */
  isDue(now: number): boolean {
    return Number.isFinite(now) && now >= this.#dueAt && performance.now() >= this.#restUntil;
  }

  done(now: number): void {
    this.#dueAt = now + SWEEP_EVERY_MS;
    this.#restUntil = performance.now() + REST_MS;
  }

  wrote(keys: Iterable<string>): void {
    const { members, prefix, total } = this.#sink;
    if (members !== undefined) return;
    for (const key of keys)
      if (key.startsWith(prefix) && key !== total) this.#written.add(key.slice(prefix.length));
  }

  /**
   * What lets the server remove fields by itself, also while no pipeline runs: their time comes when a sweep would take them.
   *
   * @param increments of fields of hashes, all other commands are passed over
   * @param clockAheadMs how far the server's clock is ahead of ours
   */
  expiries(increments: readonly Command[], clockAheadMs: number): Command[] {
    return increments
      .filter(([name]) => name.startsWith('HINCRBY'))
      .map(([, key, field]) => {
        const at = Number(field) * 1_000 + this.#retentionMs + clockAheadMs;
        return ['HPEXPIREAT', key!, Math.ceil(at), 'FIELDS', 1, field!];
      });
  }

  /**
   * The commands that remove what is too old; a hash that they empty is watched, so that a worker that writes to it meanwhile stops them.
   *
   * @param now where the stream of events is, milliseconds since the Unix epoch
   * @param writing hashes that the same transaction writes to
   */
  async sweep(client: RedisClient, now: number, writing: ReadonlySet<string>): Promise<Command[]> {
    const { prefix, total, members } = this.#sink;
    const names =
      members === undefined
        ? [...this.#written]
        : ((await client.call('SMEMBERS', members)) as Reply[]).map(asText);
    const hashes: { key: string; member: string | null }[] = names.map(member => ({
      key: prefix + member,
      member,
    }));
    if (total !== undefined) hashes.push({ key: total, member: null });
    const oldest = Math.ceil((now - this.#retentionMs) / 1000);
    const commands: Command[] = [];
    for (let index = 0; index < hashes.length; index += KEYS_AT_ONCE) {
      const some = hashes.slice(index, index + KEYS_AT_ONCE);
      const replies = await client.pipeline(some.map(({ key }) => ['HKEYS', key]));
      const emptied: { key: string; member: string | null }[] = [];
      replies.forEach((fields, place) => {
        if (!Array.isArray(fields)) return;
        const { key } = some[place]!;
        const old = fields.map(asText).filter(field => this.#isOld(field, oldest));
        if (old.length > 0) commands.push(['HDEL', key, ...old]);
        if (old.length === fields.length && !writing.has(key)) emptied.push(some[place]!);
      });
      if (emptied.length === 0) continue;
      // What was read before the watch may have grown since: look once more.
      const again = await client.pipeline([
        ['WATCH', ...emptied.map(({ key }) => key)],
        ...emptied.map(({ key }): Command => ['HKEYS', key]),
      ]);
      emptied.forEach(({ member }, place) => {
        const fields = again[place + 1];
        if (
          !Array.isArray(fields) ||
          !fields.every(field => this.#isOld(asText(field), oldest)) ||
          member === null
        )
          return;
        if (members !== undefined) commands.push(['SREM', members, member]);
        this.#written.delete(member);
      });
    }
    return commands;
  }

  /** Only fields that are starts of windows are ours to remove. */
  #isOld(field: string, oldest: number): boolean {
    if (!/^\d{1,15}$/.test(field)) return false;
    const seconds = Number(field);
    return seconds < oldest && (seconds * 1000 - this.#windower.alignMs) % this.#windower.everyMs === 0;
  }
}
