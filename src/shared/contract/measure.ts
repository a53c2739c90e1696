import { z } from 'zod';
import { query, stream } from '../rpc/define.ts';
import { bytes, count, done, float64s, timeMs } from './values.ts';

/** Values from a sketch: each within 1 % of the exact one. Null while nothing was measured. */
const percentiles = z.object({
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p99: z.number().nullable(),
  /** Exact. */
  max: z.number().nullable(),
  /** Values measured. */
  count,
});
export type Percentiles = z.infer<typeof percentiles>;

/** How many payloads are above `from` and at most `to` bytes. */
const sizeClass = z.object({ from: count, to: count, messages: count });

const channelFigures = z.object({
  name: bytes,
  color: z.number().int().min(1).max(8),
  /** Its counts and percentiles are since then: since it was named, where it came after many others. */
  since: timeMs,
  messages: count,
  bytes: count,
  /** Between messages, in ms; the clock of reception has whole milliseconds. */
  gaps: percentiles,
  /** Of payloads, in bytes. */
  sizes: percentiles,
  sizeClasses: z.array(sizeClass),
});
export type ChannelFigures = z.infer<typeof channelFigures>;

const rateLine = z.object({
  name: bytes,
  color: z.number().int().min(1).max(8),
  /** Per second of `RateHistory.first` on; NaN where nothing could be heard. */
  messages: float64s,
  bytes: float64s,
});

const patternFigures = z.object({
  pattern: bytes,
  /** Different channels that it brought. */
  channels: count,
  /** `channels` is an estimate, within 0.8 % or so. */
  approximate: z.boolean(),
});

const latencyFigures = z.object({
  /** Null: of all channels. */
  channel: bytes.nullable(),
  field: z.string(),
  /** Heard since it was asked for, and of these: */
  messages: count,
  /** looked into; the others came faster than a fixed number per second, or were too large; */
  looked: count,
  /** of these, with a time at the field. */
  timed: count,
  /** As what the newest of them was read: "ISO 8601", "s", "ms", "µs" or "ns". */
  unit: z.string().nullable(),
  /** Time of reception minus time in the payload, in ms. Negative: the sender's clock is ahead of ours. */
  delay: percentiles,
  min: z.number().nullable(),
  /** Of `timed`, those that came before they were sent. */
  negative: count,
  /** Looked into per second, at most. */
  perSecond: count,
});
export type LatencyFigures = z.infer<typeof latencyFigures>;

const measurement = z.object({
  /** All counts and percentiles are since then. */
  since: timeMs,
  total: channelFigures.omit({ name: true, color: true, since: true }),
  /** The busiest and the picked ones. */
  channels: z.array(channelFigures),
  channelCount: count,
  /** Messages of channels that came when so many were measured already that these are part of the total alone. */
  unmeasured: count,
  patterns: z.array(patternFigures),
  rates: z.object({
    /** Start of the first second. */
    first: timeMs,
    seconds: count,
    total: rateLine.omit({ name: true, color: true }),
    lines: z.array(rateLine),
  }),
  latencies: z.array(latencyFigures),
  /** Fields of recent messages that hold a time, as dotted paths. */
  timeFields: z.array(z.string()),
});
export type Measurement = z.infer<typeof measurement>;

/** What the messages of a connection's pub/sub session are like. Measured by the engine, whether a page looks or not. */
export const measure = {
  /** About once a second. */
  watch: stream(
    z.object({
      connectionId: z.string(),
      /** Seconds of rates, ending now. */
      seconds: z.number().int().min(10).max(600),
      /** How many of the busiest channels. */
      top: z.number().int().min(0).max(8),
      /** Names of further ones, with `\xNN` escapes. They are measured from now on, however many channels came before them. */
      picked: z.array(z.string().max(10_000)).max(8),
    }),
    measurement,
  ),
  /** Begins anew: all counts and percentiles are 0. The rates stay. */
  reset: query(z.object({ connectionId: z.string() }), done),
  /**
   * Measures the delay of delivery by the time that messages carry, of one channel or of all; an empty field ends it.
   *
   * @throws conflict when too many are measured
   */
  setLatency: query(
    z.object({ connectionId: z.string(), channel: bytes.nullable(), field: z.string().max(1_000) }),
    done,
  ),
};
