import { join } from 'node:path';
import process from 'node:process';
import {
  app,
  autoUpdater,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { readTarget } from '#engine/connections/environment.ts';
import type { OpenRequest } from '#engine/open-requests.ts';
import { onStopSignals } from '#engine/stop-signals.ts';
import type { ThemeSetting } from '#shared/theme.ts';
import { createAppProtocol } from './app-protocol.ts';
import { Background } from './background.ts';
import type { DataFolders } from './data-folders.ts';
import { keptTheme } from '#engine/settings/kept-theme.ts';
import { DesktopState } from './desktop-state.ts';
import { showDownloads } from './downloads.ts';
import { ENGINE_SERVICE, EngineHome } from './engine-home.ts';
import { forkWithLog } from './fork-with-log.ts';
import type { HostEvent } from './host-link.ts';
import { openProjectPage, projectLinks } from './links.ts';
import { menuTemplate, type MenuActions } from './menu.ts';
import { readArguments } from './opened.ts';
import { handOutPorts } from './port-hand-off.ts';
import { Quitting } from './quitting.ts';
import { openSecrets } from './secrets.ts';
import { denyPermissions } from './security.ts';
import { newerVersion, updateFeed } from './updates/feed.ts';
import { whyNotInPlace } from './updates/in-place.ts';
import { Updates } from './updates/updates.ts';
import { Windows } from './windows.ts';

const built = join(import.meta.dirname, '..');

export interface DesktopOptions {
  settingsFolder: string;
  folders: DataFolders;
  /** Of our own pages. */
  origins: readonly string[];
  /** A development server's address, instead of the built page. */
  pageUrl: string | undefined;
  homepage: string;
  /** A build for macOS that is signed with a certificate. */
  isSignedForMac: boolean;
  /** What it was started with. */
  args: readonly string[];
  log: (message: string) => void;
}

/** Puts the parts of the desktop together, and opens the windows: before the key store has answered and before there is an engine. */
export async function runDesktop(options: DesktopOptions): Promise<{ open: (request: OpenRequest) => void }> {
  const { settingsFolder, folders, origins, pageUrl, homepage, isSignedForMac, args, log } = options;
  const started = readArguments(args, process.cwd());
  const redis = started.redis === undefined ? undefined : readTarget('--redis', started.redis);
  const state = await DesktopState.open(join(settingsFolder, 'desktop.json'));
  await app.whenReady();
  let theme = keptTheme(settingsFolder);
  nativeTheme.themeSource = nativeTheming(theme);
  denyPermissions(session.defaultSession);
  showDownloads(session.defaultSession, shell);
  protocol.handle(
    'app',
    createAppProtocol(join(built, 'renderer'), () => theme),
  );

  const windows = new Windows({ preload: join(built, 'preload/preload.cjs'), pageUrl, state, log });
  const background = new Background({
    icon: join(built, '../resources/icon.png'),
    show: () => windows.show(),
    quit: () => app.quit(),
  });
  const home = new EngineHome({
    host: openSecrets(safeStorage, settingsFolder, process.platform).then(secrets => ({
      kind: 'desktop',
      version: app.getVersion(),
      fallback: null,
      settingsFolder,
      secrets,
    })),
    heard: event => hear(event),
    development: !app.isPackaged,
    redis: redis && { ...redis, variable: 'redis' },
    fork: () => forkWithLog(utilityProcess, join(built, 'main/engine-process.js'), ENGINE_SERVICE, log),
    loadEngine: () => import('#engine/engine.ts'),
    log,
  });
  const hear = (event: HostEvent) => {
    switch (event.type) {
      case 'pipelines':
        background.pipelinesRunning = event.running;
        return;
      case 'pipeline ended':
        return background.pipelineEnded(event, BrowserWindow.getFocusedWindow() !== null);
      case 'theme':
        theme = event.theme;
        nativeTheme.themeSource = nativeTheming(theme);
        return;
      case 'show file':
        return shell.showItemInFolder(event.path);
    }
  };
  app.on('child-process-gone', (_event, details) => {
    log(
      `A process has gone: ${details.type} ${details.name ?? ''}, ${details.reason}, code ${details.exitCode}.`,
    );
    home.childProcessGone(details);
  });
  handOutPorts(ipcMain, home, origins);

  let updates: Updates | undefined;
  const quitting = new Quitting({
    app,
    pipelinesRunning: () => background.pipelinesRunning,
    ask: box => dialog.showMessageBox(box),
    ending: () => windows.remember(),
    reopen: () => windows.restore(),
    goOnInBackground: () => {
      background.isHidden = true;
      windows.closeAll();
    },
    stop: async () => {
      updates?.stop();
      await Promise.all([home.stop(), state.flush()]);
      background.end();
    },
    isRestart: () => updates?.isRestart ?? false,
    stay: () => updates?.stay(),
    leave: isAsked => (updates ? updates.leave(isAsked) : app.quit()),
  });
  app.on('browser-window-created', (_event, window) => {
    background.isHidden = false;
    quitting.leaveBackground();
    window.on('query-session-end', event => {
      if (background.pipelinesRunning > 0) event.preventDefault();
      quitting.now();
    });
    window.on('session-end', () => quitting.now());
  });
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    quitting.now();
  });
  // Electron's own handlers are in place when it is ready: a second Ctrl+C would end them, and us, at once.
  onStopSignals({ stop: () => quitting.now(), stopAtOnce: () => app.exit(1) });

  const open = (request: OpenRequest) => {
    home.open(request);
    windows.show();
  };
  windows.restore();

  app.on('second-instance', (_event, argv, folder) => {
    const { requests } = readArguments(argv.slice(1), folder);
    for (const request of requests) home.open(request);
    windows.show();
  });
  app.on('activate', () => {
    if (windows.count === 0) windows.restore();
  });
  for (const request of started.requests) home.open(request);

  const links = projectLinks(homepage);
  const visit = (url: string) => void openProjectPage(shell, homepage, url);
  app.setAboutPanelOptions({
    applicationName: 'Millrace',
    applicationVersion: app.getVersion(),
    website: homepage,
    copyright: 'The Millrace contributors, MIT licence',
    credits: `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
  });
  const actions: MenuActions = {
    newWindow: () => windows.open(),
    openFile: () => void chooseFile().then(path => path !== undefined && open({ kind: 'file', path })),
    about: () => app.showAboutPanel(),
    help: () => visit(links.help),
    changes: () => visit(links.changes),
    report: () => visit(links.report),
    openLogs: () => void shell.openPath(folders.logs),
  };
  const setMenu = () => {
    const item = updates && { label: updates.label, press: () => void updates?.press() };
    const template = menuTemplate(process.platform, { ...actions, updates: item });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  const feed = await updateFeed(process.resourcesPath);
  if (feed !== undefined) {
    const { platform, arch, env, execPath, resourcesPath } = process;
    const version = app.getVersion();
    const fetch = (url: string, init?: RequestInit) => net.fetch(url, init);
    updates = new Updates({
      version,
      newerVersion: () => newerVersion(feed, version, { platform, arch }, fetch),
      whyNotInPlace: () => whyNotInPlace({ platform, env, execPath, resourcesPath, isSignedForMac }),
      openUpdater: async () => {
        const { Updater } = await import('./updates/updater.ts');
        return new Updater({
          platform,
          version,
          feed,
          resourcesPath,
          cacheFolder: folders.profile,
          fetch,
          log,
          squirrel: autoUpdater,
          quit: () => app.quit(),
          releaseLock: () => app.releaseSingleInstanceLock(),
        });
      },
      ask: box => dialog.showMessageBox(box),
      showError: (title, content) => dialog.showErrorBox(title, content),
      visitReleases: () => visit(links.releases),
      showProgress: fraction => windows.showProgress(fraction),
      changed: setMenu,
      quit: () => app.quit(),
      log,
    });
  }
  setMenu();
  return { open };
}

/** Menus and dialogs follow the page; high contrast is a dark one. */
function nativeTheming(theme: ThemeSetting): 'system' | 'dark' | 'light' {
  return theme === 'contrast' ? 'dark' : theme;
}

async function chooseFile(): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog({
    title: 'Open a pipeline file or a recording',
    properties: ['openFile'],
    filters: [
      { name: 'Pipeline files and recordings', extensions: ['json', 'jsonl'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return filePaths[0];
}
