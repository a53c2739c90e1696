import type { HeardChannel, PubSubSession as SessionState, Subscription } from '#shared/contract/pubsub.ts';
import type { Gap } from '#shared/contract/feeds.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { Changes } from '../changes.ts';
import type { Connection } from '../connections/connection.ts';
import type { Feed } from '../feeds/feed.ts';
import type { Feeds } from '../feeds/feeds.ts';
import { SessionMeasure, type HeardMeasure } from '../measure/session-measure.ts';
import { publish } from './publish.ts';
import { keyOf, Subscriber, type Wanted } from './subscriber.ts';
import { TrafficMeter } from './traffic-meter.ts';

const SHOWN_CHANNELS = 200;
const COLORS = 8;

interface Entry {
  wanted: Wanted;
  color: number;
  state: Subscription['state'];
  problem: string | null;
  meter: TrafficMeter;
}

/** A channel that was heard, and the subscription that brought it first. */
interface Heard {
  meter: TrafficMeter;
  by: Entry | undefined;
  measured: HeardMeasure;
}

/**
 * The pub/sub playground of one connection: its subscriptions, its feed and its measurements. All pages share it, and it outlives
 * them.
 */
export class PubSubSession {
  readonly changes = new Changes();
  readonly measure = new SessionMeasure();
  readonly #connection: Connection;
  readonly #feeds: Feeds;
  readonly #feed: Feed;
  readonly #subscriber: Subscriber;
  readonly #entries = new Map<string, Entry>();
  /** By what the server echoes: patterns come as UTF-8 text, whatever their bytes were. */
  readonly #byPatternText = new Map<string, Entry>();
  readonly #byChannelIndex: (Entry | undefined)[] = [];
  readonly #channels = new Map<number, Heard>();
  readonly #total = new TrafficMeter();
  readonly #timer: NodeJS.Timeout;
  #tickedAt = performance.now();
  #connected = false;
  #problem: string | null = null;
  #gap: Gap | undefined;

  constructor(connection: Connection, feeds: Feeds) {
    this.#connection = connection;
    this.#feeds = feeds;
    this.#feed = feeds.create(indexes => this.#forgetChannels(indexes));
    this.#subscriber = new Subscriber(connection, {
      message: (channel, payload) => this.#hear(channel, undefined, payload),
      patternMessage: (pattern, channel, payload) =>
        this.#hear(channel, this.#byPatternText.get(pattern), payload),
      confirmed: wanted => this.#confirm(wanted, 'active', null),
      refused: (wanted, reason) => this.#confirm(wanted, 'refused', reason),
      connected: () => this.#onConnected(),
      lost: reason => this.#onLost(reason),
    });
    this.#timer = setInterval(() => this.#tick(), 1_000);
  }

  get feedId(): string {
    return this.#feed.id;
  }

  subscribe(wanted: Wanted): void {
    if (wanted.name.length === 0) {
      throw new MillraceError(
        'bad-input',
        `The ${wanted.kind} is empty. Enter a name, or * as a pattern for all channels.`,
      );
    }
    const key = keyOf(wanted);
    const known = this.#entries.get(key);
    if (known && known.state !== 'refused') return;
    const entry: Entry = {
      wanted,
      color: known?.color ?? this.#nextColor(),
      state: 'waiting',
      problem: null,
      meter: known?.meter ?? new TrafficMeter(),
    };
    this.#entries.set(key, entry);
    this.#index(entry);
    this.#subscriber.add(wanted);
    this.changes.notify();
  }

  async unsubscribe(wanted: Wanted): Promise<void> {
    const key = keyOf(wanted);
    const entry = this.#entries.get(key);
    if (!entry) return;
    await this.#subscriber.remove(wanted);
    this.#entries.delete(key);
    if (wanted.kind === 'pattern') this.#byPatternText.delete(wanted.name.toString());
    this.#byChannelIndex.length = 0;
    if (this.#entries.size === 0) this.#onDisconnectedForGood();
    this.changes.notify();
  }

  publish(channel: Buffer, payload: Buffer): Promise<number> {
    return publish(this.#connection, channel, payload);
  }

  /** Forgets what was heard; the subscriptions stay. */
  clear(): void {
    this.#feed.clear();
    this.#channels.clear();
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
      connected: this.#connected,
      problem: this.#problem,
      subscriptions: [...this.#entries.values()].map(({ wanted, color, state, problem, meter }) => ({
        kind: wanted.kind,
        name: new Uint8Array(wanted.name),
        color,
        state,
        problem,
        traffic: meter.snapshot(),
      })),
      channels: busiest.map(([index, { meter, by }]): HeardChannel => ({
        name: this.#feed.name(index),
        color: (this.#byChannelIndex[index] ?? by)?.color ?? 1,
        traffic: meter.snapshot(),
      })),
      channelCount: this.#channels.size,
      total: this.#total.snapshot(),
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#subscriber.close();
    this.#feeds.remove(this.#feed);
  }

  #hear(channel: Buffer, pattern: Entry | undefined, payload: Buffer): void {
    const time = Date.now();
    const index = this.#feed.append(time, channel, pattern?.wanted.name, payload);
    const entry = pattern ?? this.#entryOfChannel(index, channel);
    entry?.meter.count(payload.length);
    this.#total.count(payload.length);
    let heard = this.#channels.get(index);
    if (!heard) {
      const measured = this.measure.open(channel, entry?.color ?? 1);
      this.#channels.set(index, (heard = { meter: new TrafficMeter(), by: entry, measured }));
    }
    heard.meter.count(payload.length);
    this.measure.hear(heard.measured, time, channel, pattern?.wanted.name, payload);
  }

  #entryOfChannel(index: number, channel: Buffer): Entry | undefined {
    return (this.#byChannelIndex[index] ??= this.#entries.get(keyOf({ kind: 'channel', name: channel })));
  }

  #index(entry: Entry): void {
    if (entry.wanted.kind === 'pattern') this.#byPatternText.set(entry.wanted.name.toString(), entry);
    this.#byChannelIndex.length = 0;
  }

  #confirm(wanted: Wanted, state: Subscription['state'], problem: string | null): void {
    const entry = this.#entries.get(keyOf(wanted));
    if (!entry) return;
    entry.state = state;
    entry.problem = problem;
    this.changes.notify();
  }

  #onConnected(): void {
    this.#connected = true;
    this.measure.setHearing(true, Date.now());
    this.#problem = null;
    if (this.#gap) this.#feed.endGap(this.#gap, Date.now());
    this.#gap = undefined;
    this.changes.notify();
  }

  #onLost(reason: string): void {
    const wasHearing = this.#connected;
    this.#connected = false;
    this.measure.setHearing(false, Date.now());
    this.#problem = reason;
    for (const entry of this.#entries.values()) if (entry.state === 'active') entry.state = 'waiting';
    // Before the first confirmation nothing was promised, so nothing is missed.
    if (wasHearing) this.#gap = this.#feed.startGap(Date.now(), reason);
    this.changes.notify();
  }

  #onDisconnectedForGood(): void {
    this.#connected = false;
    this.measure.setHearing(false, Date.now());
    this.#problem = null;
    if (this.#gap) this.#feed.endGap(this.#gap, Date.now());
    this.#gap = undefined;
  }

  #nextColor(): number {
    const used = new Set([...this.#entries.values()].map(entry => entry.color));
    for (let color = 1; color <= COLORS; color++) if (!used.has(color)) return color;
    return (this.#entries.size % COLORS) + 1;
  }

  #forgetChannels(indexes: number[]): void {
    for (const index of indexes) this.#channels.delete(index);
    this.#byChannelIndex.length = 0;
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = now - this.#tickedAt;
    this.#tickedAt = now;
    this.#total.tick(elapsed);
    for (const entry of this.#entries.values()) entry.meter.tick(elapsed);
    for (const { meter } of this.#channels.values()) meter.tick(elapsed);
    this.changes.notify();
  }
}
