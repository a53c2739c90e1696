import { dialog, type BrowserWindow } from 'electron';

/** A page that dies again so soon will not come back by itself. */
const AGAIN_WITHIN_MS = 60_000;
const MAX_DEATHS = 3;
const RELOAD = 1;

/**
 * Mends a window whose page is gone: it is loaded again, and a person is asked when that does not help. A page that does not answer is
 * waited for or loaded again, as the person says. Nothing is lost: the engine has all that a page shows.
 */
export function watchPage(window: BrowserWindow, log: (message: string) => void): void {
  const { webContents } = window;
  const deaths: number[] = [];
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    log(`A page ended: ${reason}, code ${exitCode}.`);
    const now = Date.now();
    deaths.push(now);
    while (now - deaths[0]! > AGAIN_WITHIN_MS) deaths.shift();
    if (deaths.length < MAX_DEATHS) return webContents.reload();
    deaths.length = 0;
    void ask(window, 'This window keeps crashing.', `The last reason was "${reason}".`, [
      'Close',
      'Reload',
    ]).then(answer => {
      if (window.isDestroyed()) return;
      if (answer === RELOAD) webContents.reload();
      else window.destroy();
    });
  });

  let answered: AbortController | undefined;
  window.on('unresponsive', () => {
    if (answered) return;
    const asking = new AbortController();
    answered = asking;
    log('A page does not answer.');
    const detail = 'Pipelines and subscriptions keep running meanwhile.';
    void ask(window, 'This window is not responding.', detail, ['Wait', 'Reload'], asking.signal).then(
      answer => {
        answered = undefined;
        // A page that hangs cannot be asked to reload.
        if (answer === RELOAD && !asking.signal.aborted && !window.isDestroyed()) {
          webContents.forcefullyCrashRenderer();
          webContents.reload();
        }
      },
    );
  });
  window.on('responsive', () => answered?.abort());
}

async function ask(
  window: BrowserWindow,
  message: string,
  detail: string,
  buttons: string[],
  signal?: AbortSignal,
): Promise<number> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message,
    detail,
    buttons,
    defaultId: RELOAD,
    cancelId: 0,
    noLink: true,
    ...(signal && { signal }),
  });
  return response;
}
