import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { DesktopState } from './desktop-state.ts';
import { watchPage } from './page-watch.ts';
import { backgroundColor, openWindow } from './window.ts';
import { placeWindow, type Rectangle, type WindowPlace } from './window-bounds.ts';

export interface WindowsOptions {
  preload: string;
  pageUrl: string | undefined;
  state: DesktopState;
  log: (message: string) => void;
}

/** The windows, each at its place. Those that are open when Millrace ends are there again when it starts. */
export class Windows {
  readonly #options: WindowsOptions;
  readonly #open = new Map<BrowserWindow, WindowPlace>();
  #isEnding = false;

  constructor(options: WindowsOptions) {
    this.#options = options;
    nativeTheme.on('updated', () => {
      for (const window of this.#open.keys()) window.setBackgroundColor(backgroundColor());
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** Opens those that were there at the last end, or one. */
  restore(): void {
    const { windows } = this.#options.state;
    if (windows.length === 0) this.open();
    for (const place of windows) this.open(place);
  }

  /** Opens one more. */
  open(place?: WindowPlace): void {
    const workAreas = workAreasOfScreens();
    const beside = place ? undefined : BrowserWindow.getFocusedWindow()?.getNormalBounds();
    const bounds = placeWindow(place?.bounds, workAreas, beside);
    const { preload, pageUrl, log } = this.#options;
    const remembered = { bounds, maximized: place?.maximized ?? false, address: place?.address ?? '' };
    const window = openWindow({
      preload,
      pageUrl,
      ...remembered,
      workArea: workAreas.find(area => contains(area, bounds)) ?? bounds,
      failed: reason => {
        log(`A page could not be loaded: ${reason}`);
        // Not an error box: that holds up everything until somebody presses its button.
        void dialog.showMessageBox({
          type: 'error',
          message: 'Millrace could not open its window.',
          detail: reason,
        });
      },
    });
    this.#open.set(window, remembered);
    watchPage(window, log);
    this.#follow(window);
  }

  /** Brings the newest window to the front, or opens one. */
  show(): void {
    const [window] = this.#open.keys();
    if (!window) return this.restore();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  closeAll(): void {
    for (const window of this.#open.keys()) window.close();
  }

  /** In the task bar or the dock, where the system has one: 0 to 1; undefined where nothing is under way. */
  showProgress(fraction: number | undefined): void {
    for (const window of this.#open.keys()) window.setProgressBar(fraction ?? -1);
  }

  /** From now on windows close because Millrace ends, and stay remembered. */
  remember(): void {
    this.#isEnding = true;
  }

  #follow(window: BrowserWindow): void {
    const note = () => {
      if (window.isDestroyed() || this.#isEnding) return;
      const address = new URL(window.webContents.getURL() || 'about:blank').hash;
      this.#open.set(window, {
        bounds: window.getNormalBounds(),
        maximized: window.isMaximized(),
        address,
      });
      this.#keep();
    };
    window.on('resize', note);
    window.on('move', note);
    window.on('maximize', note);
    window.on('unmaximize', note);
    window.webContents.on('did-navigate-in-page', note);
    window.once('closed', () => {
      const place = this.#open.get(window);
      this.#open.delete(window);
      // The last one that is closed is the one to begin with.
      if (!this.#isEnding && this.#open.size > 0) this.#keep();
      else if (!this.#isEnding && place) this.#options.state.remember([place]);
    });
    this.#keep();
  }

  #keep(): void {
    this.#options.state.remember([...this.#open.values()]);
  }
}

/** Of all screens, the primary one first. */
function workAreasOfScreens(): Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary, ...others].map(({ workArea }) => workArea);
}

function contains(area: Rectangle, { x, y }: Rectangle): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}
