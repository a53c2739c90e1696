import type { HeardChannel, PubSubSession as SessionState, Subscription } from '#shared/contract/pubsub.ts';
import type { Gap } from '#shared/contract/feeds.ts';
import { unionFlags } from '#shared/redis/notify-flags.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { Feed } from '../feeds/feed.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { SessionMeasure, type HeardMeasure } from '../measure/session-measure.ts';
import type { KeptSubscription } from './kept-subscriptions.ts';
import { publish } from './publish.ts';
import { keyOf, type Wanted } from './subscriber.ts';
import { SubscriberPair } from './subscriber-pair.ts';
import { TrafficMeter } from '../measure/traffic-meter.ts';

const SHOWN_CHANNELS = 200;
const COLORS = 8;

interface Entry {
  wanted: Wanted;
  /** Flags of `notify-keyspace-events` that it needs. */
  notify: string | null;
  color: number;
  state: Subscription['state'];
  problem: string | null;
  /** The server is being asked to end it. */
  isLeaving: boolean;
  meter: TrafficMeter;
}

/** A channel that was heard. */
interface Heard {
  meter: TrafficMeter;
  /** 1-8, as long as it has no subscription of its own. */
  color: number;
  measured: HeardMeasure;
}

/** One number for a channel of the feed: its name's, and whether it is the sharded channel of that name. */
const channelKey = (index: number, sharded: boolean) => index * 2 + Number(sharded);
const indexOfKey = (key: number) => key >> 1;
const isShardedKey = (key: number) => (key & 1) === 1;

/**
 * The pub/sub playground of one connection: its subscriptions, its feed and its measurements. All pages share it, and it outlives
 * them.
 */
export class PubSubSession {
  readonly changes = new Changes();
  /** Of what is subscribed. */
  readonly subscriptionChanges = new Changes();
  readonly measure = new SessionMeasure();
  readonly #connection: Connection;
  readonly #feeds: Feeds;
  readonly #feed: Feed;
  readonly #subscribers: SubscriberPair;
  readonly #entries = new Map<string, Entry>();
  /** By what the server echoes: patterns come as UTF-8 text, whatever their bytes were. */
  readonly #byPatternText = new Map<string, Entry>();
  /** By `channelKey`. */
  readonly #byChannelKey: (Entry | undefined)[] = [];
  readonly #channels = new Map<number, Heard>();
  /** Patterns whose colour a channel has. */
  #colorsGiven = new WeakSet<Entry>();
  /** Channels heard by each colour. */
  readonly #colorUses = new Float64Array(COLORS + 1);
  readonly #total = new TrafficMeter();
  readonly #timer: NodeJS.Timeout;
  #tickedAt = performance.now();
  #gap: Gap | undefined;
  /** In ms since the epoch; undefined between two reads. */
  #readAt: number | undefined;

  constructor(connection: Connection, feeds: Feeds) {
    this.#connection = connection;
    this.#feeds = feeds;
    this.#feed = feeds.create(indexes => this.#forgetChannels(indexes));
    this.#subscribers = new SubscriberPair(connection, {
      message: (channel, payload) => this.#hear(channel, undefined, payload),
      patternMessage: (pattern, channel, payload) =>
        this.#hear(channel, this.#byPatternText.get(pattern), payload),
      shardMessage: (channel, payload) => this.#hear(channel, undefined, payload, true),
      confirmed: wanted => this.#confirm(wanted, 'active', null),
      refused: (wanted, reason) => this.#confirm(wanted, 'refused', reason),
      lost: (reason, wasHearing) => this.#onLost(reason, wasHearing),
      changed: () => this.#onLinesChanged(),
    });
    this.#timer = setInterval(() => this.#tick(), 1_000);
  }

  get feedId(): string {
    return this.#feed.id;
  }

  /**
   * Subscribes to all of them or, when one of the names is empty, to none. The state of each tells when the server has confirmed it.
   *
   * @param notify the flags of `notify-keyspace-events` that they need, for channels of notifications
   * @throws {MillraceError} `bad-input` for an empty name
   */
  subscribe(wanted: Wanted | readonly Wanted[], notify: string | null = null): void {
    const all = [wanted].flat();
    const empty = all.find(({ name }) => name.length === 0);
    if (empty) {
      throw new MillraceError(
        'bad-input',
        `The ${empty.kind === 'shard' ? 'sharded channel' : empty.kind} is empty. Enter a name, or * as a pattern for all channels.`,
      );
    }
    const uses = this.#usesOfColors();
    const added = all.filter(one => this.#enter(one, notify, uses));
    this.#byChannelKey.length = 0;
    this.#subscribers.add(added);
    this.changes.notify();
    this.subscriptionChanges.notify();
  }

  /** @returns whether it has to be asked for */
  #enter(wanted: Wanted, notify: string | null, usesOfColors: Float64Array): boolean {
    const key = keyOf(wanted);
    const known = this.#entries.get(key);
    if (known && known.state !== 'refused' && !known.isLeaving) {
      if (notify !== null) known.notify = unionFlags(known.notify ?? '', notify);
      return false;
    }
    const color = known?.color ?? this.#heardColor(wanted) ?? rarest(usesOfColors);
    usesOfColors[color]!++;
    const entry: Entry = {
      wanted,
      notify,
      color,
      state: 'waiting',
      problem: null,
      isLeaving: false,
      meter: known?.meter ?? new TrafficMeter(),
    };
    this.#entries.set(key, entry);
    if (wanted.kind === 'pattern') this.#byPatternText.set(wanted.name.toString(), entry);
    return true;
  }

  async unsubscribe(wanted: Wanted | readonly Wanted[]): Promise<void> {
    const leaving = [wanted].flat().flatMap(one => this.#entries.get(keyOf(one)) ?? []);
    if (leaving.length === 0) return;
    for (const entry of leaving) entry.isLeaving = true;
    await this.#subscribers.remove(leaving.map(entry => entry.wanted));
    for (const entry of leaving) {
      const { kind, name } = entry.wanted;
      // Another page may have subscribed to it again meanwhile.
      if (this.#entries.get(keyOf(entry.wanted)) !== entry) continue;
      this.#entries.delete(keyOf(entry.wanted));
      if (kind === 'pattern') this.#byPatternText.delete(name.toString());
    }
    this.#byChannelKey.length = 0;
    this.changes.notify();
    this.subscriptionChanges.notify();
  }

  /** What is subscribed, whether the server has confirmed it or not. */
  get subscribed(): KeptSubscription[] {
    return Array.from(this.#entries.values(), ({ wanted: { kind, name }, notify }) => ({
      kind,
      name,
      notify,
    }));
  }

  /** @param sharded by SPUBLISH, to the sharded channel of this name */
  publish(channel: Buffer, payload: Buffer, sharded = false): Promise<number> {
    return publish(this.#connection, channel, payload, sharded);
  }

  /** Of its subscriber connections, as CLIENT ID says them. */
  get clientIds(): Set<string> {
    return this.#subscribers.clientIds;
  }

  /** Subscriptions that need `notify-keyspace-events`. */
  get notifying(): { notify: string }[] {
    return [...this.#entries.values()].flatMap(({ notify }) => (notify === null ? [] : [{ notify }]));
  }

  /** Forgets what was heard; the subscriptions stay. */
  clear(): void {
    this.#feed.clear();
    this.#channels.clear();
    this.#colorsGiven = new WeakSet();
    this.#colorUses.fill(0);
    this.#total.reset();
    for (const { meter } of this.#entries.values()) meter.reset();
    if (this.#gap) this.#gap = this.#feed.startGap(this.#gap.startedAt, this.#gap.reason);
    this.changes.notify();
  }

  state(): SessionState {
    const busiest = [...this.#channels]
      .sort((a, b) => b[1].meter.messages - a[1].meter.messages)
      .slice(0, SHOWN_CHANNELS);
    return {
      feedId: this.#feed.id,
      counters: this.#feed.counters(),
      connected: this.#subscribers.connected,
      problem: this.#subscribers.problem,
      subscriptions: [...this.#entries.values()].map(({ wanted, notify, color, state, problem, meter }) => ({
        kind: wanted.kind,
        name: new Uint8Array(wanted.name),
        color,
        state,
        problem,
        notify,
        traffic: meter.figures(),
      })),
      channels: busiest.map(([key, { meter, color }]): HeardChannel => {
        const name = this.#feed.name(indexOfKey(key));
        return {
          name,
          sharded: isShardedKey(key),
          color: this.#entryOfChannel(key, Buffer.from(name))?.color ?? color,
          traffic: meter.snapshot(),
        };
      }),
      channelCount: this.#channels.size,
      total: this.#total.snapshot(),
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscribers.close();
    this.#feeds.remove(this.#feed);
  }

  #hear(channel: Buffer, pattern: Entry | undefined, payload: Buffer, sharded = false): void {
    const time = this.#timeOfRead();
    const key = channelKey(this.#feed.append(time, channel, pattern?.wanted.name, payload, sharded), sharded);
    const entry = pattern ?? this.#entryOfChannel(key, channel);
    entry?.meter.count(payload.length);
    this.#total.count(payload.length);
    let heard = this.#channels.get(key);
    if (!heard) {
      const color = this.#newColor(key, channel, entry);
      const measured = this.measure.open(channel, color);
      this.#channels.set(key, (heard = { meter: new TrafficMeter(), color, measured }));
    }
    heard.meter.count(payload.length);
    this.measure.hear(heard.measured, time, channel, pattern?.wanted.name, payload);
  }

  /** All that one read of the socket brought came at the same time. */
  #timeOfRead(): number {
    if (this.#readAt === undefined) {
      this.#readAt = Date.now();
      queueMicrotask(() => (this.#readAt = undefined));
    }
    return this.#readAt;
  }

  #entryOfChannel(key: number, name: Buffer): Entry | undefined {
    const kind = isShardedKey(key) ? 'shard' : 'channel';
    return (this.#byChannelKey[key] ??= this.#entries.get(keyOf({ kind, name })));
  }

  #confirm(wanted: Wanted, state: Subscription['state'], problem: string | null): void {
    const entry = this.#entries.get(keyOf(wanted));
    if (!entry) return;
    entry.state = state;
    entry.problem = problem;
    this.changes.notify();
  }

  #onLinesChanged(): void {
    this.measure.setHearing(this.#subscribers.connected, Date.now());
    if (this.#gap && !this.#subscribers.isDeaf) {
      this.#feed.endGap(this.#gap, Date.now());
      this.#gap = undefined;
    }
    this.changes.notify();
  }

  #onLost(reason: string, wasHearing: boolean): void {
    for (const entry of this.#entries.values())
      if (entry.state === 'active' && !this.#subscribers.hears(entry.wanted)) entry.state = 'waiting';
    this.measure.setHearing(this.#subscribers.connected, Date.now());
    // Before the first confirmation nothing was promised, so nothing is missed.
    if (wasHearing) this.#gap ??= this.#feed.startGap(Date.now(), reason);
    this.changes.notify();
  }

  /** A channel's is that of its own subscription. The first channel of a pattern has the pattern's, the others one of their own. */
  #newColor(key: number, name: Buffer, by: Entry | undefined): number {
    const own = this.#entryOfChannel(key, name);
    const isFirst = by !== undefined && !this.#colorsGiven.has(by);
    if (!own && isFirst) this.#colorsGiven.add(by);
    const color = own?.color ?? (isFirst ? by.color : rarest(this.#usesOfColors()));
    this.#colorUses[color]!++;
    return color;
  }

  /** Of a channel that was heard before it is subscribed to by its name. */
  #heardColor({ kind, name }: Wanted): number | undefined {
    const index = kind === 'pattern' ? undefined : this.#feed.findName(name);
    return index === undefined ? undefined : this.#channels.get(channelKey(index, kind === 'shard'))?.color;
  }

  #usesOfColors(): Float64Array {
    const uses = Float64Array.from(this.#colorUses);
    for (const { color } of this.#entries.values()) uses[color]!++;
    return uses;
  }

  #forgetChannels(indexes: number[]): void {
    for (const index of indexes) {
      for (const sharded of [false, true]) {
        const key = channelKey(index, sharded);
        const heard = this.#channels.get(key);
        if (heard) this.#colorUses[heard.color]!--;
        this.#channels.delete(key);
      }
    }
    this.#byChannelKey.length = 0;
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = now - this.#tickedAt;
    this.#tickedAt = now;
    // A quiet session has nothing to tell; what is in other meters is in the total as well.
    const isOther = this.#total.tick(elapsed);
    for (const entry of this.#entries.values()) entry.meter.tick(elapsed);
    for (const { meter } of this.#channels.values()) meter.tick(elapsed);
    if (isOther) this.changes.notify();
  }
}

function rarest(usesOfColors: Float64Array): number {
  let found = 1;
  for (let color = 2; color <= COLORS; color++)
    if (usesOfColors[color]! < usesOfColors[found]!) found = color;
  return found;
}
