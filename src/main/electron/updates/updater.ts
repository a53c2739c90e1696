import { copyFileSync, chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DigestTransform, type DownloadOptions } from 'builder-util-runtime';
import type { AutoUpdater } from 'electron';
import { AppImageUpdater, CancellationToken, MacUpdater, NsisUpdater } from 'electron-updater';
import { downloadFile, readText, UpdateError, type Fetch } from './transfer.ts';

export interface UpdaterOptions {
  platform: NodeJS.Platform;
  /** The version that runs. */
  version: string;
  /** Where to look for the newest one. */
  feed: string;
  /** Electron's `process.resourcesPath`, where app-update.yml is. */
  resourcesPath: string;
  /** Is created for downloads. */
  cacheFolder: string;
  fetch: Fetch;
  log: (message: string) => void;
  /** Electron's own, which installs on macOS. */
  squirrel: Pick<AutoUpdater, 'checkForUpdates'> & Pick<NodeJS.EventEmitter, 'once' | 'off'>;
  quit: () => void;
  /** Lets the new version start while this one still ends. */
  releaseLock: () => void;
  /** For how long the server may send nothing. */
  quietLimitMs?: number;
}

type Library = AppImageUpdater | NsisUpdater | MacUpdater;

/** The same for everyone: a feed is told of nobody. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Downloads, verifies and installs a newer version in the place of the one that runs. electron-updater does that; what is different here: it
 * downloads with a bound on redirects, time and the size of the feed, sends no identifier of its user, and never removes an AppImage before the
 * new one is in its folder.
 *
 * Loaded when a person asks for a download, and not before: it is half a megabyte of source.
 */
export class Updater {
  readonly #options: UpdaterOptions;
  readonly #library: Library;
  #stop = new CancellationToken();
  #progress: (fraction: number) => void = () => {};
  #error: Error | undefined;

  constructor(options: UpdaterOptions) {
    const { platform, version, feed, resourcesPath, cacheFolder, log, quit } = options;
    this.#options = options;
    const app = {
      version,
      name: 'Millrace',
      isPackaged: true,
      appUpdateConfigPath: join(resourcesPath, 'app-update.yml'),
      userDataPath: cacheFolder,
      baseCachePath: cacheFolder,
      whenReady: async () => {},
      relaunch: () => {},
      quit,
      // It is told when to install.
      onQuit: () => {},
    };
    const library =
      platform === 'win32'
        ? new NsisUpdater(null, app)
        : platform === 'darwin'
          ? new MacUpdater(undefined, app)
          : new SafeAppImageUpdater(null, app);
    this.#library = library;
    // It has no other way to be given them.
    Object.assign(library, {
      httpExecutor: this.#transfer(),
      stagingUserIdPromise: { value: Promise.resolve(NOBODY) },
    });
    library.logger = { info: log, warn: log, error: log };
    library.on('error', error => (this.#error = error));
    library.autoDownload = false;
    library.autoInstallOnAppQuit = false;
    // It saves traffic by another way of asking, which has no bounds.
    library.disableDifferentialDownload = true;
    library.disableWebInstaller = true;
    // Who asks for it gets it.
    library.isUserWithinRollout = () => true;
    library.setFeedURL({ provider: 'generic', url: feed });
  }

  /**
   * Downloads the newest version, or finds it in the cache, and verifies it. What is installed stays as it is.
   *
   * @param progress 0 to 1
   * @returns its number
   * @throws {UpdateError} and the errors of the library and the file system; `updateProblem` has the words
   */
  async download(progress: (fraction: number) => void): Promise<string> {
    this.#progress = progress;
    this.#stop = new CancellationToken();
    const found = await this.#library.checkForUpdates();
    if (!found?.isUpdateAvailable)
      throw new UpdateError('The update feed no longer offers a newer version for this system.');
    await this.#library.downloadUpdate(this.#stop);
    return found.updateInfo.version;
  }

  /** Makes `download` reject, and removes what is there of it. */
  stop(): void {
    this.#stop.cancel();
  }

  /**
   * Is to be called once a person has said that it may be installed. Squirrel on macOS verifies the signature here; from then on it installs when the app ends,
   * however it does.
   */
  async prepare(): Promise<void> {
    if (!(this.#library instanceof MacUpdater)) return;
    const { squirrel } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const refuse = () => reject(new UpdateError('macOS does not accept the downloaded file.'));
    const outcomes = [
      ['update-downloaded', resolve],
      ['update-not-available', refuse],
      ['error', reject],
    ] as const;
    for (const [event, listener] of outcomes) squirrel.once(event, listener);
    try {
      squirrel.checkForUpdates();
      await promise;
    } finally {
      for (const [event, listener] of outcomes) squirrel.off(event, listener);
    }
  }

  /**
   * Installs it and quits: the last thing that Millrace does.
   *
   * @param isRestart whether the new version starts then
   * @throws where it could not be installed: the version that runs is as it was, and has not quit
   */
  installAndQuit(isRestart: boolean): void {
    const { quit, squirrel, releaseLock } = this.#options;
    const library = this.#library;
    if (library instanceof MacUpdater) {
      if (!isRestart) return quit();
      squirrel.once('error', quit);
      return library.quitAndInstall();
    }
    if (isRestart) releaseLock();
    this.#error = undefined;
    if (!library.install(true, isRestart))
      throw this.#error ?? new UpdateError('The update could not be installed.');
    quit();
  }

  /** What the library asks of its HTTP client. Headers are left out, with the identifier of the user that is among them. */
  #transfer() {
    const { fetch, feed, quietLimitMs } = this.#options;
    const { protocol: safe } = new URL(feed);
    return {
      request: ({ protocol, hostname, port, path }: Record<string, string | undefined>) =>
        readText(fetch, `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`),
      download: (url: URL, path: string, { sha512, cancellationToken }: DownloadOptions) => {
        if (typeof sha512 !== 'string')
          return Promise.reject(new UpdateError('The update feed contains no checksum.'));
        // Electron's fetch reads files of this machine, too.
        if (url.protocol !== safe)
          return Promise.reject(new UpdateError(`The update feed names a file that is not on ${safe}//.`));
        const stop = new AbortController();
        return cancellationToken.createPromise<void>((resolve, reject, onCancel) => {
          onCancel(() => stop.abort());
          downloadFile(fetch, url.href, {
            path,
            verify: new DigestTransform(sha512, 'sha512', 'base64'),
            progress: this.#progress,
            signal: stop.signal,
            quietLimitMs,
          }).then(resolve, reject);
        });
      },
    };
  }
}

/** The library's own removes the AppImage, and then moves the new one over from the cache: what fails in between leaves none. */
class SafeAppImageUpdater extends AppImageUpdater {
  protected override doInstall({ isForceRunAfter }: { isForceRunAfter: boolean }): boolean {
    const [current, downloaded] = [process.env.APPIMAGE, this.installerPath];
    if (!current || downloaded === null) throw new UpdateError('There is nothing to install.');
    const target = join(dirname(current), nameAfter(basename(current), basename(downloaded)));
    replaceFile(downloaded, target);
    if (target !== current) rmSync(current, { force: true });
    rmSync(downloaded, { force: true });
    if (isForceRunAfter) void this.spawnLog(target).catch((error: Error) => this.dispatchError(error));
    return true;
  }
}

/** A name with a version becomes that of the new one; one that a person gave it stays. */
function nameAfter(current: string, downloaded: string): string {
  const named = /\d+\.\d+\.\d+.*\.AppImage$/i;
  return named.test(current) && named.test(downloaded) ? downloaded : current;
}

/** In one step, and with all of it on the disk: whatever happens, there is the old file or the new one. */
function replaceFile(from: string, to: string): void {
  const beside = join(dirname(to), `.${basename(to)}.new`);
  try {
    copyFileSync(from, beside);
    chmodSync(beside, 0o755);
    const file = openSync(beside, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, to);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
