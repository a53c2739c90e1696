import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { followTouches, stir } from '../../src/renderer/lib/rest.ts';

/** Shows or hides the page, until the mocks are restored. */
export function showPage(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

/** Somebody presses a key that does nothing. */
export function touchPage(): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }));
}

/** Lets so many seconds of the clock below go by. */
export function seconds(count: number): Promise<unknown> {
  return vi.advanceTimersByTimeAsync(count * 1_000);
}

/** Each test of the file begins with a page that is shown and was touched just now, on a clock that stands. */
export function withPageByTheClock(): void {
  let end = () => {};
  beforeAll(() => void (end = followTouches()));
  afterAll(() => end());
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
    showPage('visible');
    stir();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}
