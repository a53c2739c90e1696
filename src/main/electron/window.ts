import { BrowserWindow, nativeTheme } from 'electron';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { leastSize, type Rectangle } from './window-bounds.ts';

/** A page that has not drawn by then is shown as it is: an empty window says more than none. */
const SHOW_AFTER_MS = 3_000;
/** Chromium's ERR_ABORTED: another load took its place, as a reload does. */
const ABORTED = -3;

export interface WindowOptions {
  preload: string;
  /** A development server's address, instead of the built page. */
  pageUrl: string | undefined;
  bounds: Rectangle;
  /** Of the screen that it is on. */
  workArea: Rectangle;
  maximized: boolean;
  /** What it shows: the part of the address from its `#`. */
  address: string;
  /** The page could not be loaded. */
  failed: (reason: string) => void;
}

/** Opens a window; it appears when its page has drawn, in its size. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...options.bounds,
    ...leastSize(options.workArea),
    show: false,
    backgroundColor: backgroundColor(),
    title: 'Millrace',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  // maximize() shows a window at once, also one that is not painted yet.
  const appear = () => {
    clearTimeout(latest);
    if (window.isDestroyed() || window.isVisible()) return;
    if (options.maximized) window.maximize();
    window.show();
  };
  const latest = setTimeout(appear, SHOW_AFTER_MS);
  window.once('ready-to-show', appear);
  window.once('closed', () => clearTimeout(latest));
  window.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== ABORTED) options.failed(`${url}: ${description} (${code})`);
  });
  // What failed is told by the event; the promise is rejected for loads that a reload replaced, too.
  window.loadURL(`${options.pageUrl ?? APP_ORIGIN}/${options.address}`).catch(() => {});
  return window;
}

/** Of a window whose page has not drawn yet: as the page will be. */
export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#0e1216' : '#f7f9fa';
}
