import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ForkOptions, MenuItemConstructorOptions, MessageBoxOptions } from 'electron';
import { SafeStorage, type Keychain } from './safe-storage.ts';
import { UtilityProcess } from './utility-process.ts';
import { BrowserWindow } from './windows.ts';

/**
 * A stand-in for the `electron` module, as far as the desktop host uses it: the same names, events, order and rules, after
 * https://www.electronjs.org/docs/latest/api and the types of the version that is installed. `control` is the test's side of it: the
 * system, and the person.
 */
export { MessageChannelMain, MessagePortMain } from './ports.ts';
export { BrowserWindow } from './windows.ts';

/** What the test decides, and what it sees. */
export const control = {
  isFirstInstance: true,
  keychain: {} as Partial<Keychain>,
  /** What becomes of the next child processes. */
  launches: 'well' as 'well' | 'fails' | 'hangs',
  /** Runs what a child process runs. */
  onFork: (_child: UtilityProcess) => {},
  children: [] as UtilityProcess[],
  boxes: [] as MessageBoxOptions[],
  /** The button that is pressed next; without one the box stays open. */
  answers: [] as number[],
  errorBoxes: [] as [title: string, content: string][],
  chosenFiles: [] as string[],
  notifications: [] as Notification[],
  trays: [] as Tray[],
  menu: [] as MenuItemConstructorOptions[],
  external: [] as string[],
  shown: [] as string[],
  blocked: 0,
  /** What the network answers. */
  fetch: async (url: string, _init?: RequestInit): Promise<Response> => {
    throw new Error(`net::ERR_NAME_NOT_RESOLVED ${url}`);
  },
  /** Resolves with the code. */
  exited: Promise.withResolvers<number>(),
};

class App extends EventEmitter {
  isPackaged = false;
  readonly paths: Record<string, string> = {};
  readonly #isReady = Promise.withResolvers<void>();
  #isQuitting = false;
  about: unknown;

  getVersion = () => '1.2.3';
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  getPath = (name: string) => this.paths[name] ?? join(tmpdir(), name);
  setAppLogsPath(path: string): void {
    this.paths.logs = path;
  }
  /** "The lock is that of the user data folder": https://www.electronjs.org/docs/latest/api/app#apprequestsingleinstancelockadditionaldata */
  requestSingleInstanceLock = () => control.isFirstInstance;
  releaseSingleInstanceLock(): void {}
  readonly switches = new Set<string>();
  readonly commandLine = { hasSwitch: (name: string) => this.switches.has(name) };
  isSandboxed = false;
  enableSandbox(): void {
    this.isSandboxed = true;
  }
  whenReady = () => this.#isReady.promise;
  ready(): void {
    this.#isReady.resolve();
    this.emit('ready');
  }
  setAboutPanelOptions(options: unknown): void {
    this.about = options;
  }
  showAboutPanel(): void {}

  /** before-quit, then the windows close, then will-quit, then quit; each of the first and the third can stop it. */
  quit(): void {
    const event = cancelable();
    this.emit('before-quit', event);
    if (event.isPrevented) return;
    this.#isQuitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    const last = cancelable();
    this.emit('will-quit', last);
    this.#isQuitting = false;
    if (!last.isPrevented) this.exit(0);
  }

  exit(code: number): void {
    this.emit('quit', {}, code);
    control.exited.resolve(code);
  }

  /** window-all-closed is not emitted while it quits. */
  override emit(name: string | symbol, ...args: unknown[]): boolean {
    if (name === 'window-all-closed' && this.#isQuitting) return false;
    return super.emit(name, ...args);
  }
}

export function cancelable() {
  return {
    isPrevented: false,
    preventDefault() {
      this.isPrevented = true;
    },
  };
}

export const app = new App();
BrowserWindow.app = app;

export const utilityProcess = {
  fork(_module: string, _args: string[], options: ForkOptions): UtilityProcess {
    const child = new UtilityProcess(options);
    control.children.push(child);
    // What has crashed says so itself first.
    child.once('exit', code => {
      if (code === 0) return;
      const gone = {
        type: 'Utility',
        reason: 'crashed',
        exitCode: code as number,
        name: options.serviceName,
      };
      setImmediate(() => app.emit('child-process-gone', {}, gone));
    });
    if (control.launches === 'well')
      setImmediate(() => {
        control.onFork(child);
        child.spawn();
      });
    if (control.launches === 'fails')
      setImmediate(() =>
        app.emit(
          'child-process-gone',
          {},
          {
            type: 'Utility',
            reason: 'launch-failed',
            exitCode: 1_002,
            serviceName: 'node.mojom.NodeService',
            name: options.serviceName,
          },
        ),
      );
    return child;
  },
};

export const dialog = {
  showMessageBox(...args: unknown[]): Promise<{ response: number }> {
    const options = args.at(-1) as MessageBoxOptions;
    control.boxes.push(options);
    const answer = control.answers.shift();
    return new Promise(resolve => {
      if (answer !== undefined) resolve({ response: answer });
      options.signal?.addEventListener('abort', () => resolve({ response: options.cancelId ?? 0 }));
    });
  },
  showErrorBox(title: string, content: string): void {
    control.errorBoxes.push([title, content]);
  },
  showOpenDialog: async () => ({ canceled: false, filePaths: control.chosenFiles }),
};

export const Menu = {
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
  setApplicationMenu(menu: MenuItemConstructorOptions[]): void {
    control.menu = menu;
  },
};

export class Tray extends EventEmitter {
  tip = '';
  menu: MenuItemConstructorOptions[] = [];
  isDestroyed = false;
  constructor(image: unknown) {
    super();
    if (!image) throw new TypeError('Tray needs an image');
    control.trays.push(this);
  }
  setToolTip(tip: string): void {
    this.tip = tip;
  }
  setContextMenu(menu: MenuItemConstructorOptions[]): void {
    this.menu = menu;
  }
  destroy(): void {
    this.isDestroyed = true;
  }
}

export class Notification extends EventEmitter {
  static isSupported = () => true;
  readonly options: { title: string; body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
  }
  show(): void {
    control.notifications.push(this);
  }
}

export const nativeImage = {
  createFromPath: (path: string) => ({ path, resize: () => ({ path }) }),
};

class NativeTheme extends EventEmitter {
  #source = 'system';
  get themeSource(): string {
    return this.#source;
  }
  set themeSource(source: string) {
    this.#source = source;
    this.emit('updated');
  }
  get shouldUseDarkColors(): boolean {
    return this.#source !== 'light';
  }
}
export const nativeTheme = new NativeTheme();

export const powerSaveBlocker = {
  start: () => ++control.blocked,
  stop: () => void control.blocked--,
};
export const net = { fetch: (url: string, init?: RequestInit) => control.fetch(url, init) };
/** https://www.electronjs.org/docs/latest/api/auto-updater: it is there on every system, and does nothing on Linux. */
export const autoUpdater = Object.assign(new EventEmitter(), { checkForUpdates: () => {} });
export const powerMonitor = new EventEmitter();
export const ipcMain = new EventEmitter();
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
    setDevicePermissionHandler: () => {},
  }),
};
export const protocol = { registerSchemesAsPrivileged: () => {}, handle: () => {} };
export const crashReporter = { start: () => {} };
export const shell = {
  openExternal: async (url: string) => void control.external.push(url),
  openPath: async (path: string) => void control.shown.push(path),
  showItemInFolder: (path: string) => void control.shown.push(path),
};
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const safeStorage = new SafeStorage(control.keychain);
