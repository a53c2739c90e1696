// The desktop host: windows, menu, secrets and security are main's; the engine is beside it.
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, crashReporter, dialog, protocol } from 'electron';
import { packageRoot } from '#engine/package-root.ts';
import { settingsFolder } from '#engine/settings/settings-folder.ts';
import { APP_ORIGIN } from '#shared/desktop.ts';
import { isCommand, runCommandLine } from './command-line.ts';
import { useDataFolders } from './data-folders.ts';
import { LogFile } from './log-file.ts';
import { requestOf } from './opened.ts';
import { runDesktop } from './desktop.ts';
import { hardenContents } from './security.ts';
import type { OpenRequest } from '#engine/open-requests.ts';

const folder = settingsFolder();
const folders = useDataFolders(app, folder);
const { homepage, isSignedForMac } = packageRoot(import.meta.url);
/** Set by the build tool while developing. */
const pageUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const origins = pageUrl ? [APP_ORIGIN, new URL(pageUrl).origin] : [APP_ORIGIN];
/** A checkout's are led by its folder, which is no file to open. */
const args = process.argv.slice(1);

/** macOS tells what was opened before the app is ready. */
const early: OpenRequest[] = [];
let open = (request: OpenRequest): void => {
  early.push(request);
};
app.on('open-url', (event, url) => {
  event.preventDefault();
  const request = requestOf(url, folder);
  if (request) open(request);
});
app.on('open-file', (event, path) => {
  event.preventDefault();
  open({ kind: 'file', path });
});

if (app.isPackaged && isCommand(args)) void runCommandLine(app, args);
else if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const logFile = new LogFile(join(folders.logs, 'millrace.log'));
  const log = (message: string) => {
    logFile.write(message);
    try {
      process.stderr.write(`${message}\n`);
    } catch {
      // The terminal that it was started from has gone.
    }
  };
  process.on('unhandledRejection', reason => log(`Unexpected: ${describe(reason)}`));
  try {
    // Dumps stay on this machine, for whoever reports a crash.
    crashReporter.start({ uploadToServer: false });
    protocol.registerSchemesAsPrivileged([
      {
        scheme: new URL(APP_ORIGIN).protocol.slice(0, -1),
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
    // It would hold against --no-sandbox, which root needs: then no child process starts.
    if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
    hardenContents(app, { origins, homepage });
    const desktop = await runDesktop({
      settingsFolder: folder,
      folders,
      origins,
      pageUrl,
      homepage,
      isSignedForMac,
      args,
      log,
    });
    open = desktop.open;
    for (const request of early) open(request);
  } catch (error) {
    log(`Could not start: ${describe(error)}`);
    dialog.showErrorBox(
      'Millrace could not start',
      `${error instanceof Error ? error.message : String(error)}\n\nMore may be in ${pathToFileURL(logFile.path).href} (${basename(logFile.path)}).`,
    );
    // Not quit(): nobody is to be asked, and the lock must go.
    app.exit(1);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
