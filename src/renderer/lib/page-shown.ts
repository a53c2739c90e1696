/** Whether somebody may see the page: it is neither behind another tab nor in a minimised window. */
export function isPageShown(): boolean {
  return document.visibilityState === 'visible';
}

/** Told when the page is shown or hidden, in the form `useSyncExternalStore` asks for. @returns ends it */
export function onPageShown(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/** Resolves when the page is shown: at once where it is. It also resolves when the signal aborts. */
export function pageShown(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (isPageShown() || signal.aborted) return resolve();
    const look = () => {
      if (!isPageShown() && !signal.aborted) return;
      stop();
      signal.removeEventListener('abort', look);
      resolve();
    };
    const stop = onPageShown(look);
    signal.addEventListener('abort', look);
  });
}

/**
 * The newest items of a stream of states, as long as the page is shown. A hidden page takes none, so that the engine makes none for it; the
 * newest comes when it is shown again.
 */
export async function* whileShown<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    yield item;
    await pageShown(signal);
  }
}

/** Runs something every so many ms while the page is shown, and at once when it is shown again. @returns ends it */
export function everyWhileShown(everyMs: number, run: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const follow = (isAgain: boolean) => {
    stop();
    if (!isPageShown()) return;
    if (isAgain) run();
    timer = setInterval(run, everyMs);
  };
  follow(false);
  const end = onPageShown(() => follow(true));
  return () => {
    end();
    stop();
  };
}
