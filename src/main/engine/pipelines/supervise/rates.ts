import type { PipelineStatus } from '../run/status.ts';

export const noRates = { receivedPerSecond: 0, matchedPerSecond: 0, emittedPerSecond: 0 };

/** Rates over the last readings. */
export class Rates {
  #before: { at: number; status: PipelineStatus } | null = null;
  perSecond = noRates;

  read(status: PipelineStatus): void {
    const at = performance.now();
    const before = this.#before;
    if (before && at - before.at < 900) return;
    this.#before = { at, status };
    if (!before) return;
    const rate = (name: 'received' | 'matched' | 'emitted') =>
      Math.max(0, ((status.counts[name] - before.status.counts[name]) * 1_000) / (at - before.at));
    this.perSecond = {
      receivedPerSecond: rate('received'),
      matchedPerSecond: rate('matched'),
      emittedPerSecond: rate('emitted'),
    };
  }
}
