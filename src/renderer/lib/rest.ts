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

/** The least time between two asks now, ms; 0 where the page is awake. */
export function restEveryMs(): number {
  if (!isAtRest()) return 0;
  return quietMs() < DEEP_AFTER_MS ? REST_EVERY_MS : DEEP_EVERY_MS;
}

/** Told when the rest ends. @returns ends it */
export const onWoken = woken.subscribe;

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

/** Ends the rest where an answer says something that the one before did not. There may be none before. */
export function stirByNews<T>(
  before: T | undefined,
  after: T,
  hasNews: (before: T, after: T) => boolean = isNews,
): void {
  if (before !== undefined && quietMs() >= STIRRED_MS && hasNews(before, after)) stir();
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

function hear(event: Event): void {
  if (event instanceof MouseEvent && event.type === 'pointermove') {
    // What moves under a pointer that stands makes events too.
    const place = `${event.screenX} ${event.screenY}`;
    if (place === pointer) return;
    pointer = place;
  }
  stir();
}
