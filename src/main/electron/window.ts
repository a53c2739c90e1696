import { join } from 'node:path';
import { BrowserWindow, screen } from 'electron';
import { readVersioned, writeVersioned } from '#engine/settings/versioned-file.ts';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { MIN_HEIGHT, MIN_WIDTH, placeWindow, windowStateSchema, type WindowState } from './window-bounds.ts';

const VERSION = 1;

export interface WindowOptions {
  preload: string;
  settingsFolder: string;
  /** A development server's address, instead of the built page. */
  pageUrl?: string | undefined;
}

/** Opens a window where the last one was. */
export async function openWindow({
  preload,
  settingsFolder,
  pageUrl,
}: WindowOptions): Promise<BrowserWindow> {
  const path = join(settingsFolder, 'window.json');
  // A position is a convenience: one that cannot be read is not worth a word.
  const remembered = await readVersioned(path, VERSION, windowStateSchema).catch(() => undefined);
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(display => display.id !== primary.id);
  const window = new BrowserWindow({
    ...placeWindow(
      remembered?.bounds,
      [primary, ...others].map(display => display.workArea),
    ),
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    backgroundColor: '#0e1216',
    title: 'Millrace',
    webPreferences: {
      preload,
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
  if (remembered?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    void writeVersioned(path, VERSION, state).catch(() => {});
  });
  await window.loadURL(pageUrl ?? `${APP_ORIGIN}/`);
  return window;
}
