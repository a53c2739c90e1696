// The desktop host: windows, menu, secrets and security are main's; the engine is beside it.
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  session,
  utilityProcess,
} from 'electron';
import { settingsFolder } from '#engine/settings/settings-folder.ts';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { createAppProtocol } from './app-protocol.ts';
import { askBeforeQuitting } from './before-quitting.ts';
import { EngineHome } from './engine-home.ts';
import { menuTemplate } from './menu.ts';
import { handOutPorts } from './port-hand-off.ts';
import { openSecrets } from './secrets.ts';
import { denyPermissions, hardenContents } from './security.ts';
import { openWindow } from './window.ts';

const built = join(import.meta.dirname, '..');
const folder = settingsFolder();
/** Set by the build tool while developing. */
const pageUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const origins = pageUrl ? [APP_ORIGIN, new URL(pageUrl).origin] : [APP_ORIGIN];

if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: new URL(APP_ORIGIN).protocol.slice(0, -1),
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    },
  ]);
  app.enableSandbox();
  hardenContents(app, origins);
  await app.whenReady();
  denyPermissions(session.defaultSession);
  protocol.handle('app', createAppProtocol(join(built, 'renderer')));

  const home = new EngineHome({
    host: {
      kind: 'desktop',
      version: app.getVersion(),
      fallback: null,
      settingsFolder: folder,
      secrets: await openSecrets(safeStorage, folder, process.platform),
    },
    development: !app.isPackaged,
    fork: () =>
      utilityProcess.fork(join(built, 'main/engine-process.js'), [], {
        serviceName: 'Millrace engine',
        stdio: 'inherit',
      }),
    log: message => process.stderr.write(`${message}\n`),
  });
  handOutPorts(ipcMain, home, origins);

  const newWindow = () => {
    const opened = openWindow({
      preload: join(built, 'preload/preload.cjs'),
      settingsFolder: folder,
      pageUrl,
    });
    opened.catch((error: Error) => dialog.showErrorBox('Millrace could not open its window', error.message));
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, { newWindow })));
  newWindow();

  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) return newWindow();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) newWindow();
  });
  app.on('window-all-closed', () => {
    void askBeforeQuitting(home.pipelinesRunning, options => dialog.showMessageBox(options)).then(
      quit => quit && app.quit(),
    );
  });

  let stopped = false;
  app.on('will-quit', event => {
    if (stopped) return;
    event.preventDefault();
    void home.stop().finally(() => {
      stopped = true;
      app.quit();
    });
  });
}
