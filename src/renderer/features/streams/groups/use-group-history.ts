import { useMemo, useState } from 'react';
import type { StreamGroup, StreamState } from '#shared/contract/streams.ts';
import { bytesText } from '#shared/redis/text.ts';

/** How long readings are kept. */
const KEPT_MS = 120_000;
/** Over how long the change of the lag is taken; at least from one reading to the next. */
const RECENT_MS = 10_000;

/** What a group and its stream were at one moment; null is unknown. */
interface Sample {
  at: number;
  lag: number | null;
  pending: number;
  entriesAdded: number | null;
  entriesRead: number | null;
}

/** The readings of one group, oldest first, and what follows from them. */
export interface GroupTrend {
  lag: number[];
  pending: number[];
  /** Entries added to the stream per second. */
  inRates: number[];
  /** Entries acknowledged in the group per second. */
  outRates: number[];
  inPerSecond: number | null;
  outPerSecond: number | null;
  /** Change of the lag per second, over the last ten seconds; negative when it shrinks. */
  lagPerSecond: number | null;
}

export type GroupHistory = ReadonlyMap<string, GroupTrend>;

/** Follows the groups of a stream from reading to reading, for as long as the stream is open. */
export function useGroupHistory(state: StreamState | undefined): GroupHistory {
  const [kept, setKept] = useState<Kept>({ state: undefined, samples: new Map() });
  // A reading repeated while the server is away is no new one. A new one is added while it is drawn: there is nothing outside of React to wait for.
  if (state?.summary && !state.problem && state !== kept.state)
    setKept({ state, samples: withReading(kept.samples, state) });
  return useMemo(
    () => new Map([...kept.samples].map(([name, samples]) => [name, trendOf(samples)])),
    [kept.samples],
  );
}

interface Kept {
  state: StreamState | undefined;
  samples: ReadonlyMap<string, readonly Sample[]>;
}

function withReading(samples: Kept['samples'], state: StreamState): Kept['samples'] {
  const next = new Map(samples);
  for (const group of state.summary!.groups ?? []) {
    const name = bytesText(group.name);
    const kept = (samples.get(name) ?? []).filter(({ at }) => state.serverTime - at < KEPT_MS);
    next.set(name, [...kept, sampleOf(group, state)]);
  }
  return next;
}

function sampleOf(group: StreamGroup, state: StreamState): Sample {
  return {
    at: state.serverTime,
    lag: group.lag,
    pending: group.pending,
    entriesAdded: state.summary!.entriesAdded,
    entriesRead: group.entriesRead,
  };
}

/** Exported for its test. Acknowledged is what was read and is no longer pending: Redis does not count it itself. */
export function trendOf(samples: readonly Sample[]): GroupTrend {
  const inRates: number[] = [];
  const outRates: number[] = [];
  for (let index = 1; index < samples.length; index++) {
    const before = samples[index - 1]!;
    const after = samples[index]!;
    const seconds = (after.at - before.at) / 1_000;
    if (seconds <= 0) continue;
    if (before.entriesAdded !== null && after.entriesAdded !== null)
      inRates.push(Math.max(0, (after.entriesAdded - before.entriesAdded) / seconds));
    if (before.entriesRead !== null && after.entriesRead !== null) {
      const acknowledged = after.entriesRead - before.entriesRead - (after.pending - before.pending);
      outRates.push(Math.max(0, acknowledged / seconds));
    }
  }
  const last = samples.at(-1);
  const first = samples.findLast((sample, index) => index === 0 || last!.at - sample.at >= RECENT_MS);
  const known = first && last && first.lag !== null && last.lag !== null && last.at > first.at;
  return {
    lag: samples.filter(sample => sample.lag !== null).map(sample => sample.lag!),
    pending: samples.map(sample => sample.pending),
    inRates,
    outRates,
    inPerSecond: meanOfLast(inRates),
    outPerSecond: meanOfLast(outRates),
    lagPerSecond: known ? ((last.lag! - first.lag!) * 1_000) / (last.at - first.at) : null,
  };
}

/** Over three readings: one second alone jumps. */
function meanOfLast(rates: readonly number[]): number | null {
  const last = rates.slice(-3);
  return last.length === 0 ? null : last.reduce((sum, rate) => sum + rate, 0) / last.length;
}
