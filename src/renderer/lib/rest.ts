import { isPageShown, onPageShown } from './page-shown.ts';
import { keepEqual } from './keep-equal.ts';
import { Listeners } from './listeners.ts';

/** After so long without a touch and without news a page is at rest, and after so long deeply. */
const REST_AFTER_MS = 30_000;
const DEEP_AFTER_MS = 120_000;
/** What is asked again and again is asked no more often than this while the page is at rest, or deeply. */
const REST_EVERY_MS = 5_000;
const DEEP_EVERY_MS = 10_000;
/** News so soon after a touch or other news change nothing: they are not looked for. */
const STIRRED_MS = 1_000;

/** What moves while nothing happens: clocks, and figures that Millrace's own asking moves. */
const restless: ReadonlySet<string> = new Set([
  'serverTime',
  'idle',
  'idleMs',
  'longestIdleMs',
  'inactiveMs',
  'idleSeconds',
  'ageSeconds',
  'ttlMs',
  'firstMs',
  'lastMs',
  'health',
  'engineBytes',
]);

const touches = ['pointermove', 'pointerdown', 'wheel', 'keydown', 'focusin'] as const;
const woken = new Listeners();
/** A page begins awake. */
let stirredAt = performance.now();
let pointer = '';
let marking: ReturnType<typeof setTimeout> | undefined;

/** Whether nobody has touched the page for a while, and nothing new has been heard. It is asked less often then. */
export function isAtRest(): boolean {
  return quietMs() >= REST_AFTER_MS;
}

function quietMs(): number {
  return performance.now() - stirredAt;
}

/** Ends the rest: somebody is there, or something happened. What is asked more often than at rest is asked at once. */
export function stir(): void {
  const wasAtRest = isAtRest();
  stirredAt = performance.now();
  if (wasAtRest) woken.notify();
}

/** Marks the document while the page is at rest, for styles: what only blinks stands still then. */
function markRest(): void {
  const remainingMs = REST_AFTER_MS - quietMs();
  document.documentElement.toggleAttribute('data-rest', remainingMs <= 0);
  clearTimeout(marking);
  if (remainingMs > 0) marking = setTimeout(markRest, remainingMs);
}

/** From now on a touch of the page ends its rest, and so does a look at it after it was hidden. @returns ends it */
export function followTouches(): () => void {
  const options = { capture: true, passive: true };
  for (const touch of touches) addEventListener(touch, hear, options);
  const ends = [onPageShown(() => isPageShown() && stir()), woken.subscribe(markRest)];
  markRest();
  return () => {
    for (const touch of touches) removeEventListener(touch, hear, options);
    for (const end of ends) end();
    clearTimeout(marking);
  };
}

/** Ends the rest where an answer says something that the one before did not. */
export function stirByNews(before: unknown, after: unknown): void {
  if (quietMs() >= STIRRED_MS && isNews(before, after)) stir();
}

/** Whether something differs but clocks and figures that move by themselves; those are known by their names in the contract. */
export function isNews(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return false;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null)
    return true;
  if (ArrayBuffer.isView(before)) return keepEqual(before, after) !== before;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const name of names) {
    if (restless.has(name)) continue;
    if (isNews((before as Members)[name], (after as Members)[name])) return true;
  }
  return false;
}

type Members = Readonly<Record<string, unknown>>;

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
        if (known !== undefined && isNews(known, answer)) stir();
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
    if (everyMs < REST_EVERY_MS) ends.push(woken.subscribe(() => isPageShown() && finish()));
    if (isPageShown()) timer = setTimeout(finish, untilBeat(Math.max(everyMs, restEveryMs()), askedAt));
  });
}

function restEveryMs(): number {
  if (!isAtRest()) return 0;
  return quietMs() < DEEP_AFTER_MS ? REST_EVERY_MS : DEEP_EVERY_MS;
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
  return due >= now ? due - now : periodMs - (now % periodMs);
}

function hear(event: Event): void {
  if (event instanceof MouseEvent && event.type === 'pointermove') {
    // What moves under a pointer that stands makes events too.
    const place = `${event.screenX} ${event.screenY}`;
    if (place === pointer) return;
    pointer = place;
  }
  stir();
}
