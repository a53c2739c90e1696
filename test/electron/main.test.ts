import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { heapFlags } from '../../bin/lean-heap.mjs';
import type * as StandInModule from './stand-in/electron.ts';

/** The whole desktop host, as Electron starts it, against the stand-in. The engine is a child that says what a test wants. */
type StandIn = typeof StandInModule;
let electron: StandIn;
let folder: string;
const argv = process.argv;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-main-'));
  vi.stubEnv('MILLRACE_HOME', folder);
  Object.assign(process, { resourcesPath: folder });
  electron = await fresh();
});
afterEach(async () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'unhandledRejection'])
    process.removeAllListeners(signal);
  process.argv = argv;
  vi.useRealTimers();
  vi.unstubAllEnvs();
  // What is remembered is written a moment later.
  electron.control.answers = [2];
  if (electron.app.listenerCount('will-quit') > 0) electron.app.quit();
  if (electron.app.listenerCount('will-quit') > 0) await electron.control.exited.promise;
  rmSync(folder, { recursive: true, force: true });
});

async function fresh(): Promise<StandIn> {
  vi.resetModules();
  // Mocked anew, it is evaluated anew: an app that has quit is not ready again.
  vi.doMock('electron', () => import('./stand-in/electron.ts'));
  const standIn = await import('./stand-in/electron.ts');
  standIn.control.onFork = child =>
    child.parentPort.on('message', ({ data }: { data: { type: string } }) => {
      if (data.type === 'stop') child.die(0);
    });
  return standIn;
}

/** Starts Millrace, until its first windows are there. */
async function start(...args: string[]): Promise<void> {
  process.argv = ['electron', folder, ...args];
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  electron.app.ready();
  await import('../../src/main/electron/main.ts');
}
const windows = () => electron.BrowserWindow.getAllWindows();
async function startWithWindow(...args: string[]) {
  await start(...args);
  await vi.waitFor(() => expect(electron.control.menu).not.toEqual([]));
  return windows()[0]!;
}
async function engineChild() {
  const child = electron.control.children.at(-1)!;
  if (child.pid === undefined) await new Promise(resolve => child.once('spawn', resolve));
  return child;
}
async function engineSays(message: object): Promise<void> {
  const child = await engineChild();
  const heard = new Promise(resolve => child.once('message', resolve));
  child.parentPort.postMessage(message);
  await heard;
}
/** Quits and starts again, as a person does. */
async function startAgain() {
  electron.app.quit();
  await electron.control.exited.promise;
  electron = await fresh();
  return startWithWindow();
}
const placesOnDisk = () =>
  (JSON.parse(readFileSync(join(folder, 'desktop.json'), 'utf8')) as { windows: unknown[] }).windows;
function menuItem(label: string): MenuItemConstructorOptions {
  const items = electron.control.menu.flatMap(({ submenu = [] }) => submenu as MenuItemConstructorOptions[]);
  return items.find(item => item.label === label)!;
}
const press = (item: MenuItemConstructorOptions) => item.click!({} as never, undefined, {});

describe('the start', () => {
  test('opens a window before the key store has answered', async () => {
    const { SafeStorage } = await import('./stand-in/safe-storage.ts');
    vi.spyOn(SafeStorage.prototype, 'isAsyncEncryptionAvailable').mockReturnValue(new Promise(() => {}));
    const window = await startWithWindow();
    expect(window.webContents.getURL()).toBe('app://millrace/');
    expect((await engineChild()).sent).toEqual([]);
    vi.restoreAllMocks();
  });

  test('gives the engine the same bounds of heaps as the browser host has', async () => {
    await startWithWindow();
    expect((await engineChild()).options.execArgv).toEqual([`--js-flags=${heapFlags.join(' ')}`]);
  });

  test('shows a window when its page has drawn; one that was maximized not before', async () => {
    const place = {
      bounds: { x: 10, y: 10, width: 1000, height: 700 },
      maximized: true,
      address: '#/streams',
    };
    writeFileSync(join(folder, 'desktop.json'), JSON.stringify({ version: 1, windows: [place] }));
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ version: 2, settings: { theme: 'light' } }),
    );
    const window = await startWithWindow();
    expect([window.bounds, window.did, window.webContents.getURL()]).toEqual([
      place.bounds,
      [],
      'app://millrace/#/streams',
    ]);
    expect(window.options).toMatchObject({ show: false, backgroundColor: '#f7f9fa' });
    window.emit('ready-to-show');
    expect(window.did).toEqual(['maximize', 'show']);
  });

  test('that fails says why in a box, and ends: it leaves no lock behind', async () => {
    await start('--redis', 'http://example.org');
    expect(await electron.control.exited.promise).toBe(1);
    expect(electron.control.errorBoxes).toEqual([['Millrace could not start', expect.any(String)]]);
    electron = await fresh();
    electron.protocol.handle = () => {
      throw new Error('Failed to register protocol');
    };
    await start();
    expect(await electron.control.exited.promise).toBe(1);
    expect(electron.control.errorBoxes[0]![1]).toContain('Failed to register protocol');
    expect(readFileSync(join(folder, 'logs/millrace.log'), 'utf8')).toContain('Failed to register protocol');
    electron = await fresh();
  });

  test.each([
    ['damaged', '{'],
    ['newer', '{"version":99,"secrets":{}}'],
  ])('goes on with secrets in memory where their file is %s', async (_, content) => {
    writeFileSync(join(folder, 'secrets.json'), content);
    await startWithWindow();
    const child = await engineChild();
    await vi.waitFor(() => expect(child.sent).not.toEqual([]));
    expect(child.sent[0]!.message).toMatchObject({ host: { secretsInfo: { persistent: false } } });
    expect(electron.control.errorBoxes).toEqual([]);
  });

  test('is sandboxed; as root, who has to say --no-sandbox, it has child processes all the same', async () => {
    await startWithWindow();
    expect(electron.app.isSandboxed).toBe(true);
    electron.app.quit();
    await electron.control.exited.promise;
    electron = await fresh();
    electron.app.switches.add('no-sandbox');
    await startWithWindow();
    expect(electron.app.isSandboxed).toBe(false);
  });

  test('of an engine that crashed is tried again, although Electron tells of the crash twice', async () => {
    await startWithWindow();
    (await engineChild()).die(5);
    expect(electron.control.children).toHaveLength(2);
    const again = await engineChild();
    await vi.waitFor(() => expect(again.sent).not.toEqual([]));
    await new Promise(resolve => setImmediate(resolve));
    expect(again.killed).toBe(false);
    expect(readFileSync(join(folder, 'logs/millrace.log'), 'utf8')).not.toContain('main process');
  });

  test('connects to the server of --redis', async () => {
    await startWithWindow('--redis', 'redis://example.org:6380/2');
    const child = await engineChild();
    await vi.waitFor(() => expect(child.sent).not.toEqual([]));
    expect(child.sent[0]!.message).toMatchObject({
      redis: { variable: 'redis', target: { address: { host: 'example.org', port: 6380 } } },
    });
  });

  test('of a second one hands over what it was to open, and ends', async () => {
    electron.control.isFirstInstance = false;
    await start();
    expect(await electron.control.exited.promise).toBe(0);
    expect(windows()).toEqual([]);
  });

  test('has a profile, and with it a lock, for each settings folder, and another for a checkout', async () => {
    await startWithWindow();
    expect(electron.app.paths).toMatchObject({
      userData: join(folder, 'desktop-development'),
      logs: join(folder, 'logs'),
      crashDumps: join(folder, 'crashes'),
    });
    electron.app.quit();
    await electron.control.exited.promise;
    electron = await fresh();
    electron.app.isPackaged = true;
    await startWithWindow();
    expect(electron.app.paths.userData).toBe(join(folder, 'desktop'));
  });
});

describe('windows', () => {
  test('are there again, each at its place and with what it showed', async () => {
    const first = await startWithWindow();
    press(menuItem('New Window'));
    const [, second] = windows();
    first.moveTo({ x: 5, y: 6, width: 1000, height: 700 });
    second!.webContents.url = 'app://millrace/#/pubsub';
    second!.webContents.emit('did-navigate-in-page', {}, second!.webContents.url);
    await startAgain();
    expect(windows().map(({ bounds, webContents }) => [bounds.x, webContents.getURL()])).toEqual([
      [5, 'app://millrace/'],
      [second!.bounds.x, 'app://millrace/#/pubsub'],
    ]);
  });

  test('that a person closed are not; the last one is the one to begin with', async () => {
    const first = await startWithWindow();
    press(menuItem('New Window'));
    first.close();
    const [second] = windows();
    second!.moveTo({ x: 50, y: 60, width: 1000, height: 700 });
    second!.close();
    await electron.control.exited.promise;
    expect(placesOnDisk()).toMatchObject([{ bounds: { x: 50 } }]);
    electron = await fresh();
    await startWithWindow();
    expect(windows()).toHaveLength(1);
  });

  test('are reloaded while they load without a word; what cannot be loaded is told', async () => {
    const { webContents } = await startWithWindow();
    webContents.reload();
    expect(electron.control.boxes).toEqual([]);
    void webContents.load('app://millrace/').catch(() => {});
    webContents.fail(-6, 'ERR_FILE_NOT_FOUND');
    expect(electron.control.boxes).toMatchObject([
      {
        message: 'Millrace could not open its window.',
        detail: expect.stringContaining('ERR_FILE_NOT_FOUND') as string,
      },
    ]);
    // One that waits for a button would hold up everything.
    expect(electron.control.errorBoxes).toEqual([]);
  });

  test('whose page died are loaded again; a person is asked when that does not help', async () => {
    const { webContents } = await startWithWindow();
    const die = () => webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    die();
    die();
    expect([webContents.reloads.length, electron.control.boxes.length]).toEqual([2, 0]);
    electron.control.answers = [0];
    die();
    await vi.waitFor(() => expect(windows()).toEqual([]));
    expect(electron.control.boxes[0]!.message).toContain('keeps crashing');
  });

  test('that do not answer are waited for, or loaded again', async () => {
    const window = await startWithWindow();
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(electron.control.boxes).toHaveLength(1);
    window.emit('responsive');
    await vi.waitFor(() => {
      window.emit('unresponsive');
      expect(electron.control.boxes).toHaveLength(2);
    });
    expect(window.webContents.crashes).toBe(0);
    window.emit('responsive');
    electron.control.answers = [1];
    await vi.waitFor(() => {
      window.emit('unresponsive');
      expect(window.webContents.crashes).toBe(1);
    });
    expect(window.webContents.reloads).toHaveLength(1);
  });

  test('and menus have the theme of the page, also at the next start', async () => {
    const window = await startWithWindow();
    await engineSays({ type: 'theme', theme: 'light' });
    expect(electron.nativeTheme.themeSource).toBe('light');
    expect(window.did.at(-1)).toBe('background #f7f9fa');
    // What the engine of a test does not do.
    writeFileSync(
      join(folder, 'settings.json'),
      JSON.stringify({ version: 2, settings: { theme: 'light' } }),
    );
    const next = await startAgain();
    expect(next.options.backgroundColor).toBe('#f7f9fa');
  });
});

describe('what a person opens', () => {
  test('from the desktop, a link, a terminal, or a second start comes to the engine', async () => {
    const file = join(folder, 'a pipeline.json');
    writeFileSync(file, '{}');
    mkdirSync(join(folder, 'sub'));
    await startWithWindow('--enable-logging', file, 'sub', 'not-there.json', 'redis://a');
    electron.app.emit('second-instance', {}, ['electron', 'b.json', '--flag', 'redis://c'], folder);
    electron.app.emit('second-instance', {}, ['electron', 'a pipeline.json'], folder);
    electron.app.emit('open-file', electron.cancelable(), '/x.jsonl');
    const child = await engineChild();
    const opened = () =>
      child.sent
        .map(({ message }) => message as { type: string; request: unknown })
        .filter(({ type }) => type === 'open')
        .map(({ request }) => request);
    await vi.waitFor(() => expect(opened()).toHaveLength(5));
    expect(opened()).toEqual([
      { kind: 'file', path: file },
      { kind: 'address', url: 'redis://a' },
      { kind: 'address', url: 'redis://c' },
      { kind: 'file', path: file },
      { kind: 'file', path: '/x.jsonl' },
    ]);
  });

  test('before Millrace is ready waits for it', async () => {
    process.argv = ['electron', folder];
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await import('../../src/main/electron/main.ts');
    electron.app.emit('open-url', electron.cancelable(), 'rediss://early');
    electron.app.ready();
    const child = await vi.waitFor(
      () => electron.control.children[0] ?? Promise.reject(new Error('none yet')),
    );
    await vi.waitFor(() =>
      expect(child.sent.at(-1)?.message).toEqual({
        type: 'open',
        request: { kind: 'address', url: 'rediss://early' },
      }),
    );
  });

  test('in the menu is a file, help, a report or the logs', async () => {
    await startWithWindow();
    const file = join(folder, 'chosen.json');
    electron.control.chosenFiles = [file];
    press(menuItem('Open File…'));
    const child = await engineChild();
    await vi.waitFor(() =>
      expect(child.sent.at(-1)?.message).toEqual({ type: 'open', request: { kind: 'file', path: file } }),
    );
    for (const label of ['Millrace Help', 'What Is New', 'Report a Problem…', 'Open Logs'])
      press(menuItem(label));
    expect(electron.control.external).toEqual([
      expect.stringMatching(/^https:.*readme/),
      expect.stringMatching(/^https:.*CHANGELOG/),
      expect.stringMatching(/^https:.*issues\/new/),
    ]);
    expect(electron.control.shown).toEqual([join(folder, 'logs')]);
    expect(menuItem('Check for Updates…')).toBeUndefined();
  });
});

describe('with a pipeline running', () => {
  const CANCEL = 0;
  const KEEP = 1;
  const STOP = 2;
  const run = (running = 1) => engineSays({ type: 'pipelines', running });

  test('the system does not suspend it, until none runs', async () => {
    await startWithWindow();
    await run();
    await run(2);
    expect(electron.control.blocked).toBe(1);
    await run(0);
    expect(electron.control.blocked).toBe(0);
  });

  test('Quit asks, and can be taken back', async () => {
    await startWithWindow();
    await run();
    electron.control.answers = [CANCEL];
    electron.app.quit();
    electron.app.quit();
    expect(electron.control.boxes).toHaveLength(1);
    expect(electron.control.boxes[0]!.message).toBe('A pipeline is running.');
    expect(windows()).toHaveLength(1);
    expect((await engineChild()).pid).toBeDefined();
  });

  test('it goes on without a window, in the tray; a second start opens one again', async () => {
    const window = await startWithWindow();
    await run(2);
    electron.control.answers = [KEEP];
    window.close();
    await vi.waitFor(() => expect(electron.control.trays).toHaveLength(1));
    const [tray] = electron.control.trays;
    expect([tray!.tip, tray!.isDestroyed]).toEqual(['Millrace: 2 pipelines are running', false]);
    await run(0);
    expect(tray!.tip).toBe('Millrace: No pipeline is running');
    electron.app.emit('second-instance', {}, ['electron'], folder);
    expect([windows().length, tray!.isDestroyed]).toEqual([1, true]);
  });

  test('Quit can close the windows and keep it running', async () => {
    await startWithWindow();
    await run();
    electron.control.answers = [KEEP];
    electron.app.quit();
    await vi.waitFor(() => expect(windows()).toEqual([]));
    expect(electron.control.boxes).toHaveLength(1);
    const tray = electron.control.trays[0]!;
    press(tray.menu.find(({ label }) => label === 'Open Millrace')!);
    expect(windows()).toHaveLength(1);
  });

  test('Stop and quit ends it in order', async () => {
    const window = await startWithWindow();
    await run();
    const child = await engineChild();
    electron.control.answers = [STOP];
    window.close();
    expect(await electron.control.exited.promise).toBe(0);
    expect([child.sent.at(-1)!.message, child.killed]).toEqual([{ type: 'stop' }, false]);
  });

  test('Ctrl+C, which a terminal and a launcher both send, ends it in order and asks nobody', async () => {
    await startWithWindow();
    await run();
    const child = await engineChild();
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGINT', 'SIGINT');
    expect(await electron.control.exited.promise).toBe(0);
    expect([child.sent.at(-1)!.message, child.killed]).toEqual([{ type: 'stop' }, false]);
    expect(electron.control.boxes).toEqual([]);
  });

  test('a closed terminal and the end of the session do the same', async () => {
    await startWithWindow();
    await run();
    process.emit('SIGHUP', 'SIGHUP');
    expect(await electron.control.exited.promise).toBe(0);
    electron = await fresh();
    await startWithWindow();
    await run();
    const event = electron.cancelable();
    electron.powerMonitor.emit('shutdown', event);
    expect(await electron.control.exited.promise).toBe(0);
    expect([event.isPrevented, electron.control.boxes]).toEqual([true, []]);
    electron = await fresh();
    const window = await startWithWindow();
    await run();
    const asked = electron.cancelable();
    window.emit('query-session-end', asked);
    expect(await electron.control.exited.promise).toBe(0);
    expect([asked.isPrevented, electron.control.boxes]).toEqual([true, []]);
  });

  test('a person who is elsewhere is told that one has stopped', async () => {
    const window = await startWithWindow();
    await engineSays({ type: 'pipeline ended', name: 'orders', error: 'no space left' });
    const [notification] = electron.control.notifications;
    expect(notification!.options).toEqual({ title: 'orders has stopped', body: 'no space left' });
    notification!.emit('click');
    expect(window.did).toContain('focus');
    await engineSays({ type: 'pipeline ended', name: 'orders', error: null });
    expect(electron.control.notifications).toHaveLength(1);
  });
});

describe('updates', () => {
  const LATER = 0;
  const PAGE = 1;
  const DOWNLOAD = 2;
  const ON_QUIT = 1;
  const RESTART = 2;
  const CONTENT = 'the newer version';
  const installed = () => join(folder, 'apps/Millrace.AppImage');
  let version: string;
  let file: (signal: AbortSignal) => Response;
  let asked: string[];

  beforeEach(() => {
    version = '1.2.4';
    file = () => new Response(CONTENT);
    asked = [];
    mkdirSync(join(folder, 'apps'));
    writeFileSync(installed(), 'the version that runs');
    writeFileSync(
      join(folder, 'app-update.yml'),
      'provider: generic\nurl: https://updates.example.org/\nupdaterCacheDirName: millrace-updater\n',
    );
    electron.app.isPackaged = true;
    serve();
  });
  function serve(): void {
    const sum = createHash('sha512').update(CONTENT).digest('base64');
    electron.control.fetch = async (url, init) => {
      asked.push(url);
      if (!url.includes('.yml')) return file(init!.signal!);
      return new Response(`version: ${version}\nfiles:\n  - url: Millrace.AppImage\n    sha512: ${sum}\n`);
    };
  }
  /** As an AppImage sets it. */
  function runFromAppImage(): void {
    vi.stubEnv('APPIMAGE', installed());
    vi.stubEnv('APPDIR', dirname(process.execPath));
  }
  const item = () => menuItem('Check for Updates…') ?? menuItem('Restart to Update…');
  const boxes = () => electron.control.boxes;
  /** Presses the item of the menu, and the buttons of the boxes that come. */
  async function update(...answers: number[]): Promise<void> {
    const expected = boxes().length + answers.length;
    electron.control.answers = answers;
    press(item());
    await vi.waitFor(() => expect(boxes()).toHaveLength(expected));
    // The last answer has come, too.
    await new Promise(resolve => setImmediate(resolve));
  }
  const content = () => readFileSync(installed(), 'utf8');

  test('are not looked for before somebody asks, and nothing is done where there is none', async () => {
    version = '1.2.3';
    runFromAppImage();
    await startWithWindow();
    expect(asked).toEqual([]);
    await update(0);
    expect(boxes()[0]!.message).toBe('Millrace 1.2.3 is the newest version.');
    expect(asked).toHaveLength(1);
  });

  test('are downloaded when somebody says so, and installed when they quit if they say that', async () => {
    runFromAppImage();
    const window = await startWithWindow();
    await update(LATER);
    expect(boxes()[0]).toMatchObject({
      message: 'Millrace 1.2.4 is available. This is 1.2.3.',
      buttons: ['Later', 'Open the download page', 'Download'],
    });
    expect(asked).toHaveLength(1);
    await update(DOWNLOAD, ON_QUIT);
    expect(window.did.filter(what => what.startsWith('progress'))).toEqual(['progress 0', 'progress -1']);
    expect(boxes().at(-1)).toMatchObject({
      message: 'Millrace 1.2.4 is ready to be installed.',
      buttons: ['Later', 'Install when I quit', 'Restart to update'],
    });
    expect(content()).toBe('the version that runs');
    await update(0);
    expect(boxes().at(-1)!.message).toBe('Millrace 1.2.4 will be installed when you quit.');
    electron.app.quit();
    expect(await electron.control.exited.promise).toBe(0);
    expect(content()).toBe(CONTENT);
  });

  test('that were put off are not installed', async () => {
    runFromAppImage();
    await startWithWindow();
    await update(DOWNLOAD, LATER);
    electron.app.quit();
    await electron.control.exited.promise;
    expect(content()).toBe('the version that runs');
  });

  test('are not installed when the system ends Millrace', async () => {
    runFromAppImage();
    await startWithWindow();
    await update(DOWNLOAD, ON_QUIT);
    process.emit('SIGTERM', 'SIGTERM');
    await electron.control.exited.promise;
    expect(content()).toBe('the version that runs');
  });

  test('restart when a person says so; pipelines that run are asked about first', async () => {
    runFromAppImage();
    await startWithWindow();
    await engineSays({ type: 'pipelines', running: 1 });
    const child = await engineChild();
    const CANCEL = 0;
    await update(DOWNLOAD, RESTART, CANCEL);
    expect(boxes().at(-1)).toMatchObject({
      message: 'A pipeline is running.',
      buttons: ['Cancel', 'Keep running in the background', 'Stop and restart'],
    });
    expect([windows().length, content()]).toEqual([1, 'the version that runs']);
    const released = vi.spyOn(electron.app, 'releaseSingleInstanceLock');
    const STOP = 2;
    const AGAIN = 1;
    await update(AGAIN, STOP);
    expect(await electron.control.exited.promise).toBe(0);
    // The engine has ended in order before.
    expect([child.sent.at(-1)!.message, child.killed]).toEqual([{ type: 'stop' }, false]);
    expect([content(), released.mock.calls.length]).toEqual([CONTENT, 1]);
  });

  test('after a restart that was taken back a later quit does not restart', async () => {
    runFromAppImage();
    await startWithWindow();
    await engineSays({ type: 'pipelines', running: 1 });
    await update(DOWNLOAD, RESTART, 0);
    await engineSays({ type: 'pipelines', running: 0 });
    const released = vi.spyOn(electron.app, 'releaseSingleInstanceLock');
    electron.app.quit();
    await electron.control.exited.promise;
    expect([content(), released.mock.calls.length]).toEqual([CONTENT, 0]);
  });

  test('a download shows how far it is', async () => {
    runFromAppImage();
    const window = await startWithWindow();
    let body: ReadableStreamDefaultController | undefined;
    file = () => {
      const stream = new ReadableStream({ start: controller => (body = controller) });
      body!.enqueue(Buffer.from(CONTENT.slice(0, 10)));
      return new Response(stream, { headers: { 'content-length': String(CONTENT.length) } });
    };
    electron.control.answers = [DOWNLOAD];
    press(item());
    await vi.waitFor(() => expect(menuItem('Downloading Update (50 %)…')).toBeDefined());
    expect(window.did.at(-1)).toBe('progress 0.58');
    // A second press asks no second time.
    electron.control.answers = [];
    press(menuItem('Downloading Update (50 %)…'));
    press(menuItem('Downloading Update (50 %)…'));
    body!.enqueue(Buffer.from(CONTENT.slice(10, 11)));
    expect(boxes()).toHaveLength(2);
    body!.close();
    // The box closes when there is nothing left to stop.
    await vi.waitFor(() => expect(boxes().at(-1)!.message).toContain('could not download'));
    expect(boxes()[1]!.signal!.aborted).toBe(true);
  });

  test('a download can be stopped', async () => {
    runFromAppImage();
    const window = await startWithWindow();
    // As fetch does: the body ends with the signal.
    file = signal =>
      new Response(
        new ReadableStream({
          start: body => signal.addEventListener('abort', () => body.error(signal.reason), { once: true }),
        }),
      );
    electron.control.answers = [DOWNLOAD, 1];
    press(item());
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    press(menuItem('Downloading Update (0 %)…'));
    await vi.waitFor(() => expect(menuItem('Check for Updates…')).toBeDefined());
    expect(boxes().map(({ message }) => message)).toEqual([
      'Millrace 1.2.4 is available. This is 1.2.3.',
      'Millrace 1.2.4 is being downloaded.',
    ]);
    expect(window.did.at(-1)).toBe('progress -1');
  });

  test('that fail say why, and leave the version that runs', async () => {
    runFromAppImage();
    await startWithWindow();
    file = () => new Response('something else');
    await update(DOWNLOAD, PAGE);
    expect(boxes().at(-1)).toMatchObject({
      message: 'Millrace could not download the update.',
      detail: expect.stringMatching(/checksum.* Millrace 1\.2\.3 is unchanged\.$/) as string,
    });
    expect(electron.control.external).toEqual([expect.stringMatching(/^https:.*releases$/)]);
    electron.control.fetch = async () => {
      throw new Error('net::ERR_INTERNET_DISCONNECTED');
    };
    await update(0);
    expect(boxes().at(-1)).toMatchObject({
      message: 'Millrace could not check for updates.',
      detail:
        'The update server cannot be reached (net::ERR_INTERNET_DISCONNECTED). Millrace 1.2.3 is unchanged.',
    });
    electron.app.quit();
    await electron.control.exited.promise;
    expect(content()).toBe('the version that runs');
  });

  test('that cannot be installed at the end say so, and Millrace ends', async () => {
    runFromAppImage();
    await startWithWindow();
    await update(DOWNLOAD, ON_QUIT);
    rmSync(join(folder, 'desktop/millrace-updater'), { recursive: true });
    electron.app.quit();
    expect(await electron.control.exited.promise).toBe(0);
    expect(electron.control.errorBoxes).toEqual([
      ['Millrace 1.2.4 could not be installed', expect.stringContaining('Download it again.')],
    ]);
    expect(content()).toBe('the version that runs');
  });

  test('where Millrace cannot be replaced lead to the page, and say why', async () => {
    vi.stubEnv('APPIMAGE', undefined);
    await startWithWindow();
    await update(PAGE);
    expect(boxes()[0]).toMatchObject({
      detail: 'This copy of Millrace is not an AppImage, so it cannot update itself.',
      buttons: ['Later', 'Open the download page'],
    });
    expect(electron.control.external).toEqual([expect.stringMatching(/^https:.*releases$/)]);
    expect(asked).toHaveLength(1);
  });
});

test('what the engine says on standard error is in the log', async () => {
  await startWithWindow();
  const child = await engineChild();
  child.stderr!.write('a line in ');
  child.stderr!.write('two pieces\nand the last one');
  electron.app.quit();
  await electron.control.exited.promise;
  await vi.waitFor(() =>
    expect(readFileSync(join(folder, 'logs/millrace.log'), 'utf8')).toMatch(
      /Z a line in two pieces\n.*Z and the last one\n/,
    ),
  );
});

test('a file of a recording is shown in its folder', async () => {
  await startWithWindow();
  await engineSays({ type: 'show file', path: '/recordings/a.jsonl' });
  expect(electron.control.shown).toEqual(['/recordings/a.jsonl']);
});
