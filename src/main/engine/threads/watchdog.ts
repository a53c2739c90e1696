const CHECK_EVERY_MS = 250;

export interface WatchdogOptions {
  /** What the other thread is at: a number that is another one for each item, null between items. */
  current: () => number | null;
  /** How long it may be at one item. */
  limitMs: number;
  /** Called with the item that takes longer, at every check until the watchdog is ended. */
  onStuck: (item: number) => void;
}

/**
 * Watches the work of another thread from outside, where an expression that never ends cannot hold it up. Keeps no process alive.
 *
 * @returns ends it
 */
export function startWatchdog({ current, limitMs, onStuck }: WatchdogOptions): () => void {
  let seen: number | null = null;
  let heldMs = 0;
  let checkedAt = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const item = current();
    // The time in which the whole process stood still (SIGSTOP, a machine asleep) is not the item's.
    const elapsedMs = Math.min(now - checkedAt, 2 * CHECK_EVERY_MS);
    heldMs = item === seen ? heldMs + elapsedMs : 0;
    seen = item;
    checkedAt = now;
    if (item !== null && heldMs > limitMs) onStuck(item);
  }, CHECK_EVERY_MS).unref();
  return () => clearInterval(timer);
}
