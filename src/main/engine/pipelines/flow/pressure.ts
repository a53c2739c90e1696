import type { FlowPressure } from '#shared/contract/flow.ts';
import type { PipelineFigures } from '#shared/contract/pipelines.ts';
import type { SourceSpec } from '#shared/pipeline/sources/sources.ts';
import { kindOf } from '#shared/pipeline/sources/sources.ts';

/** A trend is told over so much time, as lag is read every other second. */
const OVER_MS = 6_000;
const AT_LEAST_MS = 2_000;
/** So much waits where everything is well: what comes within a second, and a few of a slow source. */
const FEW = 10;
const SHORT_MS = 2_000;
/** A change of less than this share of what is read is none. */
const NOISE = 0.02;
const NOISE_MS = 50;

interface Reading {
  at: number;
  waiting: number;
  dropped: number;
}

/** Whether a pipeline bears what is written for it: what waits, and whether that grows. */
export class Pressure {
  #readings: Reading[] = [];

  /** @param at milliseconds of a clock that never goes back */
  read(at: number, figures: PipelineFigures, source: SourceSpec): FlowPressure {
    const { lag, waiting: inside, dropped, receivedPerSecond } = figures;
    const kind = kindOf(source);
    if (lag.kind === 'waiting' && kind.waits) return unknown('what is left to read there is not counted');
    const waiting = lag.kind === 'behind' ? lag.ms : lag.kind === 'entries' ? lag.entries : 0;
    if (waiting === null) {
      this.#readings = [];
      return unknown('Redis has not told how far behind it is');
    }
    const reading = { at, waiting: lag.kind === 'behind' ? waiting : waiting + inside, dropped };
    this.#readings = [...this.#readings.filter(old => at - old.at <= OVER_MS), reading];
    const first = this.#readings[0]!;
    const seconds = (at - first.at) / 1_000;
    const perSecond = (of: 'waiting' | 'dropped') =>
      at - first.at < AT_LEAST_MS ? null : (reading[of] - first[of]) / seconds;
    const shown = { of: lag.kind === 'behind' ? 'ms' : 'count', amount: reading.waiting } as const;
    const lost = perSecond('dropped') ?? 0;
    if (lost > 0) return { state: 'loses', waiting: shown, perSecond: lost, reason: null };
    const isCalm =
      lag.kind === 'behind'
        ? reading.waiting <= SHORT_MS
        : reading.waiting <= Math.max(FEW, receivedPerSecond);
    const growth = perSecond('waiting');
    if (isCalm) return { state: 'keeps-up', waiting: shown, perSecond: growth, reason: null };
    const noise = lag.kind === 'behind' ? NOISE_MS : Math.max(1, NOISE * receivedPerSecond);
    const state =
      growth === null || Math.abs(growth) < noise ? 'is-behind' : growth > 0 ? 'falls-behind' : 'catches-up';
    return { state, waiting: shown, perSecond: growth, reason: null };
  }
}

export function unknown(reason: string): FlowPressure {
  return { state: 'unknown', waiting: null, perSecond: null, reason };
}
