import { parseDuration } from './duration.ts';
import type { WindowSpec } from './schema.ts';

/** A stretch of time from `start` up to but not including `end`, in milliseconds since the Unix epoch. */
export interface Span {
  start: number;
  end: number;
}

/** Windows of one length that begin at fixed times. Tumbling is sliding where the windows meet. */
export interface FixedWindower {
  readonly kind: 'fixed';
  readonly sizeMs: number;
  readonly everyMs: number;
  readonly alignMs: number;
  /** Starts of the windows that hold the time, ascending: (time - size, time] on the grid. */
  starts(time: number): number[];
}

/** Windows that hold events less than a gap apart; they grow and join. */
interface SessionWindower {
  readonly kind: 'session';
  readonly gapMs: number;
}

export type Windower = FixedWindower | SessionWindower;

/** What a window's file says. It makes sense only where `checkPipeline` finds nothing wrong with its lengths. */
export function windowerOf(spec: WindowSpec): Windower {
  if (spec.type === 'session') return { kind: 'session', gapMs: parseDuration(spec.gap) };
  const sizeMs = parseDuration(spec.size);
  const everyMs = spec.type === 'sliding' ? parseDuration(spec.every) : sizeMs;
  return fixedWindower(sizeMs, everyMs, Date.parse(spec.alignTo));
}

function fixedWindower(sizeMs: number, everyMs: number, alignMs: number): FixedWindower {
  return {
    kind: 'fixed',
    sizeMs,
    everyMs,
    alignMs,
    starts(time) {
      const last = alignMs + Math.floor((time - alignMs) / everyMs) * everyMs;
      if (everyMs === sizeMs) return [last];
      const starts = [];
      for (let start = last; start > time - sizeMs; start -= everyMs) starts.push(start);
      return starts.reverse();
    },
  };
}
