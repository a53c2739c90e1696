import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

/** https://www.electronjs.org/docs/latest/api/web-contents, as far as the desktop host uses it. */
class WebContents extends EventEmitter {
  url = '';
  /** Loads that neither ended nor failed yet. */
  readonly #loads: { resolve: () => void; reject: (error: Error) => void }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly reloads: string[] = [];
  crashes = 0;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  getURL(): string {
    return this.url;
  }

  /** Rejects the load before it, as Chromium aborts it. */
  load(url: string): Promise<void> {
    this.abort();
    this.url = url;
    return new Promise((resolve, reject) => this.#loads.push({ resolve, reject }));
  }

  reload(): void {
    this.reloads.push(this.url);
    this.abort();
  }

  forcefullyCrashRenderer(): void {
    this.crashes++;
  }

  abort(): void {
    for (const { reject } of this.#loads.splice(0)) {
      this.emit('did-fail-load', {}, -3, 'ERR_ABORTED', this.url, true);
      reject(new Error(`ERR_ABORTED (-3) loading '${this.url}'`));
    }
  }

  fail(code: number, description: string): void {
    for (const { reject } of this.#loads.splice(0)) {
      this.emit('did-fail-load', {}, code, description, this.url, true);
      reject(new Error(`${description} (${code}) loading '${this.url}'`));
    }
  }

  /** The page is there. */
  done(): void {
    for (const { resolve } of this.#loads.splice(0)) resolve();
  }
}

/** https://www.electronjs.org/docs/latest/api/browser-window */
export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  static app: EventEmitter;
  static getAllWindows = () => [...BrowserWindow.all];
  static getFocusedWindow = () => BrowserWindow.all.find(window => window.isFocused) ?? null;

  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new WebContents();
  bounds: Rectangle;
  isFocused = false;
  /** What happened to it, in order. */
  readonly did: string[] = [];
  #isVisible = false;
  #isMaximized = false;
  #isMinimized = false;
  #isDestroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = { x: options.x!, y: options.y!, width: options.width!, height: options.height! };
    BrowserWindow.all.push(this);
    BrowserWindow.app.emit('web-contents-created', {}, this.webContents);
    BrowserWindow.app.emit('browser-window-created', {}, this);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url);
  }

  isDestroyed = () => this.#isDestroyed;
  isVisible = () => this.#isVisible;
  isMaximized = () => this.#isMaximized;
  isMinimized = () => this.#isMinimized;
  getNormalBounds = () => this.bounds;

  show(): void {
    this.did.push('show');
    this.#isVisible = true;
  }

  /** "Maximizes the window. This will also show (but not focus) the window if it isn't being displayed already." */
  maximize(): void {
    this.did.push('maximize');
    this.#isVisible = true;
    this.#isMaximized = true;
    this.emit('maximize');
  }

  minimize(): void {
    this.#isMinimized = true;
  }

  restore(): void {
    this.did.push('restore');
    this.#isMinimized = false;
  }

  focus(): void {
    this.did.push('focus');
    this.isFocused = true;
  }

  setBackgroundColor(color: string): void {
    this.did.push(`background ${color}`);
  }

  setProgressBar(progress: number): void {
    this.did.push(`progress ${progress}`);
  }

  /** A person moved it. */
  moveTo(bounds: Rectangle): void {
    this.bounds = bounds;
    this.emit('move');
  }

  close(): void {
    this.emit('close', {});
    this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    BrowserWindow.all = BrowserWindow.all.filter(window => window !== this);
    this.emit('closed');
    if (BrowserWindow.all.length === 0) BrowserWindow.app.emit('window-all-closed');
  }
}
