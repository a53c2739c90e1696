import type { Measurement } from '#shared/contract/measure.ts';
import { distinct } from '#shared/pipeline/aggregates/distinct.ts';
import type { Accumulator } from '#shared/pipeline/aggregates/accumulator.ts';
import { MillraceError } from '#shared/rpc/errors.ts';
import { timeFields } from '#shared/time-field.ts';
import { ChannelMeasure } from './channel-measure.ts';
import { jsonOf, LatencyMeasure } from './latency-measure.ts';

/** Channels measured one by one without being named; some 25 kB each. */
const MAX_CHANNELS = 1_000;
/** Channels that pages named, and that are measured however many came before them. */
const MAX_NAMED = 64;
const MAX_LATENCIES = 16;
/** The payload that fields are suggested from is kept whole only below this. */
const MAX_EXAMPLE_BYTES = 16 * 1024;
const RATE_SECONDS = 600;

/** What a session keeps of a channel that it hears. */
export interface HeardMeasure {
  /** Null: one of too many. */
  measure: ChannelMeasure | null;
  latencies: readonly LatencyMeasure[];
  /** 1-8. */
  color: number;
  /** Patterns whose channels this one is counted among; null for none. */
  countedBy: WeakSet<Accumulator> | null;
}

interface Line {
  name: Buffer;
  /** Measured since then, in ms since the epoch; 0 for from its first message on. */
  since: number;
  heard: HeardMeasure;
}

/** What the messages of one session are like: counted when they are heard, in bounded memory. */
export class SessionMeasure {
  readonly #total = new ChannelMeasure();
  readonly #channels = new Map<string, Line>();
  readonly #named = new Set<string>();
  readonly #patterns = new Map<string, { pattern: Buffer; channels: Accumulator }>();
  readonly #latencies = new Map<string, LatencyMeasure>();
  /** Seconds in which nothing could be heard, newest last. */
  #deafSeconds = new Set<number>();
  #deafSince: number | null = Math.floor(Date.now() / 1_000);
  readonly #begunAt = this.#deafSince!;
  #since = Date.now();
  #unmeasured = 0;
  #example: Buffer | null = null;
  #exampleAt = 0;
  #timeFields: string[] = [];

  /** A channel that is heard for the first time, or again after it was forgotten. */
  open(name: Buffer, color: number): HeardMeasure {
    const key = name.toString('latin1');
    const known = this.#channels.get(key);
    if (known) return known.heard;
    const isMeasured = this.#channels.size < MAX_CHANNELS || this.#named.has(key);
    const heard: HeardMeasure = {
      measure: isMeasured ? new ChannelMeasure() : null,
      latencies: this.#latenciesOf(name),
      color,
      countedBy: null,
    };
    if (isMeasured) this.#channels.set(key, { name: Buffer.from(name), since: 0, heard });
    return heard;
  }

  /** Measures these channels from now on, however many others came before them. */
  name(names: readonly Buffer[]): void {
    for (const name of names) if (this.#named.size < MAX_NAMED) this.#named.add(name.toString('latin1'));
  }

  /** One that was heard before it was named is measured from its next message on. */
  #measureNamed(heard: HeardMeasure, channel: Buffer, time: number): void {
    const key = channel.toString('latin1');
    if (!this.#named.has(key)) return;
    heard.measure = new ChannelMeasure();
    this.#channels.set(key, { name: Buffer.from(channel), since: time, heard });
  }

  /** @param time of reception, in ms since the epoch */
  hear(
    heard: HeardMeasure,
    time: number,
    channel: Buffer,
    pattern: Buffer | undefined,
    payload: Buffer,
  ): void {
    const size = payload.length;
    this.#total.count(time, size);
    if (!heard.measure && this.#named.size > 0) this.#measureNamed(heard, channel, time);
    if (heard.measure) heard.measure.count(time, size);
    else this.#unmeasured++;
    if (pattern !== undefined) this.#countChannel(heard, channel, pattern);
    if (this.#latencies.size > 0)
      for (const latency of this.#currentLatencies(heard, channel)) latency.take(time, payload);
    if (time - this.#exampleAt > 1_000 && size <= MAX_EXAMPLE_BYTES) {
      this.#exampleAt = time;
      this.#example = Buffer.from(payload);
    }
  }

  /** From now on messages can be heard, or cannot. */
  setHearing(hearing: boolean, time: number): void {
    const second = Math.floor(time / 1_000);
    if (hearing && this.#deafSince !== null) {
      this.#addDeaf(this.#deafSince, second);
      this.#deafSince = null;
    } else if (!hearing && this.#deafSince === null) {
      this.#deafSince = second;
      this.#total.interrupt();
      for (const { heard } of this.#channels.values()) heard.measure?.interrupt();
    }
  }

  reset(): void {
    this.#since = Date.now();
    this.#unmeasured = 0;
    this.#total.reset();
    this.#patterns.clear();
    for (const { heard } of this.#channels.values()) heard.measure?.reset();
    for (const latency of this.#latencies.values()) latency.reset();
  }

  /** @throws {MillraceError} `conflict` when too many are measured */
  setLatency(channel: Buffer | null, field: string): void {
    const key = channel === null ? '' : ` ${channel.toString('latin1')}`;
    if (field === '') this.#latencies.delete(key);
    else if (this.#latencies.size >= MAX_LATENCIES && !this.#latencies.has(key))
      throw new MillraceError(
        'conflict',
        `The delay of ${MAX_LATENCIES} channels is measured already. End one first.`,
      );
    else this.#latencies.set(key, new LatencyMeasure(channel, field));
    for (const { name, heard } of this.#channels.values()) heard.latencies = this.#latenciesOf(name);
  }

  /** @param picked channels that are read beside the `top` busiest */
  read({ seconds, top, picked }: { seconds: number; top: number; picked: readonly Buffer[] }): Measurement {
    const shown = this.#shown(top, picked);
    // The second that is passing is not whole.
    const first = Math.floor(Date.now() / 1_000) - seconds;
    const wasDeaf = (second: number) =>
      second < this.#begunAt ||
      this.#deafSeconds.has(second) ||
      (this.#deafSince !== null && second >= this.#deafSince);
    return {
      since: this.#since,
      total: this.#total.figures(),
      channels: shown.map(({ name, since, heard }) =>
        Object.assign(heard.measure!.figures(), {
          name: new Uint8Array(name),
          color: heard.color,
          since: Math.max(since, this.#since),
        }),
      ),
      channelCount: this.#channels.size,
      unmeasured: this.#unmeasured,
      patterns: [...this.#patterns.values()].map(({ pattern, channels }) => ({
        pattern: new Uint8Array(pattern),
        channels: channels.result() as number,
        approximate: channels.approximate,
      })),
      rates: {
        first: first * 1_000,
        seconds,
        total: this.#total.rates.read(first, seconds, wasDeaf),
        lines: shown.map(({ name, heard }) => {
          const { messages, bytes } = heard.measure!.rates.read(first, seconds, wasDeaf);
          return { name: new Uint8Array(name), color: heard.color, messages, bytes };
        }),
      },
      latencies: [...this.#latencies.values()].map(latency => latency.figures()),
      timeFields: this.#suggestFields(),
    };
  }

  /** Of the newest message looked at that has any. */
  #suggestFields(): string[] {
    const found = this.#example ? timeFields(jsonOf(this.#example)) : [];
    this.#example = null;
    if (found.length > 0) this.#timeFields = found;
    return this.#timeFields;
  }

  #shown(top: number, picked: readonly Buffer[]): Line[] {
    const busiest = [...this.#channels.values()]
      .filter(({ heard }) => heard.measure!.messages > 0)
      .sort((a, b) => b.heard.measure!.messages - a.heard.measure!.messages)
      .slice(0, top);
    const others = picked.flatMap(name => this.#channels.get(name.toString('latin1')) ?? []);
    return [...new Set([...busiest, ...others])];
  }

  #countChannel(heard: HeardMeasure, channel: Buffer, pattern: Buffer): void {
    const key = pattern.toString('latin1');
    let known = this.#patterns.get(key);
    if (!known) this.#patterns.set(key, (known = { pattern, channels: distinct.zero() }));
    heard.countedBy ??= new WeakSet();
    if (heard.countedBy.has(known.channels)) return;
    heard.countedBy.add(known.channels);
    known.channels.add(channel.toString('latin1'), { time: 0, position: 0 });
  }

  /** Channels beyond the bound are not told when what is measured changes. */
  #currentLatencies(heard: HeardMeasure, channel: Buffer): readonly LatencyMeasure[] {
    return heard.measure ? heard.latencies : this.#latenciesOf(channel);
  }

  #latenciesOf(name: Buffer): LatencyMeasure[] {
    if (this.#latencies.size === 0) return [];
    return ['', ` ${name.toString('latin1')}`].flatMap(key => this.#latencies.get(key) ?? []);
  }

  #addDeaf(from: number, to: number): void {
    const oldest = to - RATE_SECONDS;
    const kept = [...this.#deafSeconds].filter(second => second > oldest);
    for (let second = Math.max(from, oldest + 1); second <= to; second++) kept.push(second);
    this.#deafSeconds = new Set(kept);
  }
}
