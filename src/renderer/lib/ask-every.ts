import { isPageShown, onPageShown } from './page-shown.ts';
import { isAtRest, onWoken, restEveryMs, stirByNews } from './rest.ts';

/**
 * Asks again every so many ms while the page is shown, once the answer before is there, and at once when the page is shown again. At rest it asks
 * every five or ten seconds, and at once when the rest ends. An answer that is news ends the rest. @returns ends it
 *
 * @param ask gives what it read, undefined for nothing; it may throw, which is no answer either
 */
export function askEvery(everyMs: number, ask: () => unknown): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  void (async () => {
    let known: unknown;
    let askedAt = Date.now();
    for (;;) {
      await untilNextAsk(everyMs, signal, askedAt);
      if (signal.aborted) return;
      askedAt = Date.now();
      try {
        const answer = await ask();
        if (answer === undefined || signal.aborted) continue;
        stirByNews(known, answer);
        known = answer;
      } catch {
        // Whoever asks says why there is no answer.
      }
    }
  })();
  return () => ended.abort();
}

/**
 * Waits between two asks, as `askEvery` does. It also resolves when the signal aborts.
 *
 * @param askedAt when the last ask began, unix time in ms
 */
function untilNextAsk(everyMs: number, signal: AbortSignal, askedAt = Date.now()): Promise<void> {
  return new Promise(resolve => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ends: (() => void)[] = [];
    const finish = () => {
      clearTimeout(timer);
      for (const end of ends) end();
      resolve();
    };
    if (signal.aborted) return finish();
    signal.addEventListener('abort', finish);
    ends.push(() => signal.removeEventListener('abort', finish));
    ends.push(
      onPageShown(() => {
        if (isPageShown()) return finish();
        clearTimeout(timer);
      }),
    );
    // What is asked more seldom than at rest has nothing to catch up with.
    if (everyMs < restEveryMs()) ends.push(onWoken(() => isPageShown() && finish()));
    if (isPageShown()) timer = setTimeout(finish, untilBeat(Math.max(everyMs, restEveryMs()), askedAt));
  });
}

/** Between two items of a stream that comes by the clock: nothing, but at rest as long as between two asks. */
export async function restPause(signal: AbortSignal): Promise<void> {
  if (isAtRest()) await untilNextAsk(1_000, signal);
}

/**
 * Ms until the next beat, a full multiple of the period in unix time, that is at least half a period after the last ask. So what is asked as often is
 * asked at the same moment, and drawn together.
 */
function untilBeat(periodMs: number, askedAt: number): number {
  const now = Date.now();
  const due = Math.ceil((askedAt + periodMs / 2) / periodMs) * periodMs;
  const left = due - now;
  // Not where the clock was set since.
  return left >= 0 && left <= 1.5 * periodMs ? left : periodMs - (now % periodMs);
}
