import type { StreamTimeline } from '#shared/contract/streams.ts';
import { firstIdAtTime, timeOfStreamId } from '#shared/redis/stream-id.ts';
import type { Command } from '../connections/redis-client.ts';
import { asArray, asText } from '../connections/replies.ts';
import { callAll, type Commands } from '../connections/commands.ts';
import { walkEntries } from './entry-scan.ts';
import { readStream, throwExplained } from './stream-info.ts';

/** Streams up to this length are counted; longer ones estimated. */
const COUNTED_LENGTH = 5_000;
/** Bytes that all samples together may take. */
const SAMPLE_BYTES = 2 * 2 ** 20;
const MOST_PER_SAMPLE = 20;

/**
 * Entries over time, in equal intervals between the first and the last entry. Redis keeps no counts by time, so of a long stream a few
 * entries are read at the start of each interval and its count estimated from how close together they are; the sum is made to fit the
 * length. Empty intervals are exactly empty.
 *
 * @returns null where the ids tell no time, or entries are too large to be sampled
 */
export async function readTimeline(
  commands: Commands,
  key: Uint8Array,
  intervals: number,
  signal: AbortSignal,
): Promise<StreamTimeline | null> {
  const { summary } = await readStream(commands, key);
  const from = summary.firstId && timeOfStreamId(summary.firstId);
  const to = summary.lastId && timeOfStreamId(summary.lastId);
  if (!from || !to || to <= from) return null;
  const width = (to - from + 1) / intervals;
  const entrySize = (summary.memoryBytes ?? summary.length * 500) / summary.length;
  const intervalOf = (id: string) =>
    Math.min(intervals - 1, Math.max(0, Math.floor(((timeOfStreamId(id) ?? from) - from) / width)));

  if (summary.length <= COUNTED_LENGTH && summary.length * entrySize <= SAMPLE_BYTES) {
    const counts = new Float64Array(intervals);
    for await (const entries of walkEntries(commands, key, { start: '-', end: '+' }, signal)) {
      for (const { id } of entries) counts[intervalOf(id)]!++;
    }
    return { from, to, counts, exact: true };
  }

  const perSample = Math.min(MOST_PER_SAMPLE, Math.floor(SAMPLE_BYTES / (intervals * entrySize)));
  if (perSample < 2) return null;
  const edge = (index: number) => firstIdAtTime(Math.ceil(from + index * width));
  const samples = await callAll(
    commands,
    Array.from({ length: intervals }, (_, index): Command => {
      const end = index === intervals - 1 ? '+' : String(Math.ceil(from + (index + 1) * width) - 1);
      return ['XRANGE', key, edge(index), end, 'COUNT', perSample];
    }),
  ).catch(throwExplained);
  const times = samples.map(reply =>
    asArray(reply).map(entry => timeOfStreamId(asText(asArray(entry)[0])) ?? from),
  );
  return { from, to, counts: estimate(times, perSample, width, summary.length), exact: false };
}

/** @param times of the first `perSample` entries of each interval */
export function estimate(
  times: readonly number[][],
  perSample: number,
  width: number,
  length: number,
): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(times.length);
  let known = 0;
  let estimated = 0;
  for (const [index, sample] of times.entries()) {
    if (sample.length < perSample) {
      known += counts[index] = sample.length;
    } else {
      // Entries of one millisecond are at least as dense as one half of it says.
      const spacing = Math.max(0.5, sample.at(-1)! - sample[0]!) / (sample.length - 1);
      estimated += counts[index] = Math.max(sample.length, width / spacing);
    }
  }
  const scale = estimated > 0 ? Math.max(0, length - known) / estimated : 1;
  for (const [index, sample] of times.entries()) {
    if (sample.length >= perSample)
      counts[index] = Math.max(sample.length, Math.round(counts[index]! * scale));
  }
  return counts;
}
