import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once, EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newerVersion } from '../../src/main/electron/updates/feed.ts';
import { downloadFile } from '../../src/main/electron/updates/transfer.ts';
import { updateProblem } from '../../src/main/electron/updates/update-problem.ts';
import { Updater, type UpdaterOptions } from '../../src/main/electron/updates/updater.ts';

/** The real electron-updater against a feed on the loopback, with Node's fetch in the place of Electron's. */
const OLD = Buffer.from('the version that runs');
const NEW = Buffer.alloc(300_000, 'the newer version ');
const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest('base64');

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
let answers: Record<string, Answer>;
let asked: IncomingMessage[];
let server: Server;
let feed: string;
let folder: string;
let installed: string;
const bytes =
  (content: Buffer | string): Answer =>
  response => {
    response.setHeader('content-length', Buffer.byteLength(content));
    response.end(content);
  };
const redirect =
  (location: string): Answer =>
  response =>
    response.writeHead(302, { location }).end();
const paths = () => asked.map(({ url }) => url!.replace(/\?.*/, ''));
const pending = () => {
  const cache = join(folder, 'cache/millrace-updater/pending');
  return existsSync(cache) ? readdirSync(cache) : [];
};

/** A feed as electron-builder writes it. */
function yml({ version = '1.2.4', file = 'Millrace-1.2.4.AppImage', sum = sha512(NEW) } = {}): string {
  return `version: ${version}\nfiles:\n  - url: ${file}\n    sha512: ${sum}\n    size: ${NEW.length}\npath: ${file}\nsha512: ${sum}\nreleaseDate: '2026-11-22T00:00:00.000Z'\n`;
}
function offer(text: string, file: Answer = bytes(NEW), name = 'Millrace-1.2.4.AppImage'): void {
  answers[`/feed/latest-linux${process.arch === 'x64' ? '' : `-${process.arch}`}.yml`] = bytes(text);
  answers[`/feed/${name}`] = file;
}
function install(name: string): void {
  installed = join(folder, 'apps', name);
  writeFileSync(installed, OLD, { mode: 0o755 });
  vi.stubEnv('APPIMAGE', installed);
}
const quit = vi.fn();
const releaseLock = vi.fn();
function updater(more: Partial<UpdaterOptions> = {}): Updater {
  return new Updater({
    platform: 'linux',
    version: '1.2.3',
    feed,
    resourcesPath: folder,
    cacheFolder: join(folder, 'cache'),
    fetch,
    log: () => {},
    squirrel: Object.assign(new EventEmitter(), { checkForUpdates: nothing }),
    quit,
    releaseLock,
    ...more,
  });
}
const nothing = () => {};
/** What a person reads when the download fails. */
const problem = (updater: Updater) =>
  updater.download(nothing).then(
    () => 'none',
    (error: unknown) => updateProblem(error),
  );

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-update-'));
  mkdirSync(join(folder, 'apps'));
  answers = {};
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    const answer = answers[request.url!.replace(/\?.*/, '')];
    if (answer) answer(response, request);
    else response.writeHead(404).end('nothing here');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  feed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
  writeFileSync(
    join(folder, 'app-update.yml'),
    `provider: generic\nurl: ${feed}\nupdaterCacheDirName: millrace-updater\n`,
  );
  install('Millrace.AppImage');
  vi.clearAllMocks();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

describe('a newer version', () => {
  test('is downloaded with progress, verified, and put in the place of the AppImage when it is installed', async () => {
    offer(yml());
    const told: number[] = [];
    const update = updater();
    expect(await update.download(fraction => told.push(fraction))).toBe('1.2.4');
    expect([told.at(-1), told]).toEqual([1, told.toSorted((a, b) => a - b)]);
    // Not before somebody says so.
    expect([readFileSync(installed).equals(OLD), quit.mock.calls.length]).toEqual([true, 0]);
    await update.prepare();
    update.installAndQuit(false);
    expect(readFileSync(installed).equals(NEW)).toBe(true);
    expect(statSync(installed).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(folder, 'apps'))).toEqual(['Millrace.AppImage']);
    expect([quit.mock.calls.length, releaseLock.mock.calls.length]).toEqual([1, 0]);
  });

  test('has the name of its file where the old one had a name with its version', async () => {
    install('Millrace-1.2.3.AppImage');
    rmSync(join(folder, 'apps/Millrace.AppImage'));
    offer(yml());
    const update = updater();
    await update.download(nothing);
    update.installAndQuit(false);
    expect(readdirSync(join(folder, 'apps'))).toEqual(['Millrace-1.2.4.AppImage']);
    expect(readFileSync(join(folder, 'apps/Millrace-1.2.4.AppImage')).equals(NEW)).toBe(true);
  });

  test('starts after a restart, when the lock of the old one is free', async () => {
    const started = join(folder, 'started');
    const program = Buffer.from(
      `#!/bin/sh\necho "$#" > '${started}.part' && mv '${started}.part' '${started}'\n`,
    );
    offer(yml({ sum: sha512(program) }), bytes(program));
    const update = updater();
    await update.download(nothing);
    expect(existsSync(started)).toBe(false);
    update.installAndQuit(true);
    expect([releaseLock.mock.calls.length, quit.mock.calls.length]).toEqual([1, 1]);
    await vi.waitFor(() => expect(readFileSync(started, 'utf8')).toBe('0\n'), { timeout: 10_000 });
  });

  test('tells the feed nothing of who asks, and keeps no identifier', async () => {
    offer(yml());
    await updater().download(nothing);
    expect(asked).toHaveLength(2);
    for (const { headers } of asked)
      expect(Object.keys(headers).filter(name => /staging|cookie|auth|referer/.test(name))).toEqual([]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['millrace-updater']);
  });

  test('that was downloaded before is verified again, and not downloaded again', async () => {
    offer(yml());
    await updater().download(nothing);
    asked = [];
    expect(await updater().download(nothing)).toBe('1.2.4');
    expect(paths()).toEqual([expect.stringMatching(/\.yml$/)]);
    writeFileSync(join(folder, 'cache/millrace-updater/pending/Millrace-1.2.4.AppImage'), 'something else');
    const update = updater();
    await update.download(nothing);
    expect(paths().at(-1)).toBe('/feed/Millrace-1.2.4.AppImage');
    update.installAndQuit(false);
    expect(readFileSync(installed).equals(NEW)).toBe(true);
  });

  test('is found behind redirects, but not behind endless ones', async () => {
    offer(yml());
    const [feedFile] = Object.keys(answers);
    answers['/moved.yml'] = answers[feedFile!]!;
    answers['/moved.AppImage'] = answers['/feed/Millrace-1.2.4.AppImage']!;
    answers[feedFile!] = redirect('/moved.yml');
    answers['/feed/Millrace-1.2.4.AppImage'] = redirect('/moved.AppImage');
    expect(await updater().download(nothing)).toBe('1.2.4');
    rmSync(join(folder, 'cache'), { recursive: true });
    answers['/moved.AppImage'] = redirect('/moved.AppImage');
    expect(await problem(updater())).toMatch(/^The update server cannot be reached \(.*redirect/);
    answers['/moved.yml'] = redirect('/moved.yml');
    expect(await problem(updater())).toMatch(/^The update server cannot be reached \(.*redirect/);
    expect(asked.length).toBeLessThan(60);
  });
});

describe('what goes wrong', () => {
  /** After whatever went wrong: the version that runs is there, nothing else is, and nothing can be installed. */
  function expectUnchanged(update: Updater): void {
    expect(pending()).toEqual([]);
    expect(() => update.installAndQuit(true)).toThrow();
    expect(readFileSync(installed).equals(OLD)).toBe(true);
    expect(readdirSync(join(folder, 'apps'))).toEqual(['Millrace.AppImage']);
    expect(quit).not.toHaveBeenCalled();
  }

  test('a wrong checksum is refused', async () => {
    const changed = Buffer.from(NEW);
    changed[150_000]! ^= 1;
    offer(yml(), bytes(changed));
    const update = updater();
    expect(await problem(update)).toBe(
      'The downloaded file does not have the checksum that the feed names, and was deleted.',
    );
    expectUnchanged(update);
  });

  test('a file that is cut off is refused, and whole the next time', async () => {
    offer(yml(), response => {
      response.setHeader('content-length', NEW.length);
      response.write(NEW.subarray(0, 100_000), () => response.destroy());
    });
    const update = updater();
    expect(await problem(update)).toMatch(/^The connection to the update server was lost \(.+\)\.$/);
    expectUnchanged(update);
    offer(yml());
    expect(await update.download(nothing)).toBe('1.2.4');
    update.installAndQuit(false);
    expect(readFileSync(installed).equals(NEW)).toBe(true);
  });

  test('a file that ends early without a word is refused', async () => {
    offer(yml(), response => response.end(NEW.subarray(0, 100_000)));
    const update = updater();
    expect(await problem(update)).toMatch(/checksum/);
    expectUnchanged(update);
  });

  test('a server that stops sending is waited for a while', async () => {
    offer(yml(), response => {
      response.setHeader('content-length', NEW.length);
      response.write(NEW.subarray(0, 100_000));
    });
    const update = updater({ quietLimitMs: 50 });
    expect(await problem(update)).toBe('The update server has stopped sending.');
    expectUnchanged(update);
  });

  test('a person who stops the download has it no longer', async () => {
    const closed = Promise.withResolvers<void>();
    offer(yml(), response => {
      response.once('close', closed.resolve);
      response.setHeader('content-length', NEW.length);
      response.write(NEW.subarray(0, 150_000));
    });
    const update = updater();
    await expect(update.download(fraction => fraction > 0.4 && update.stop())).rejects.toThrow('cancelled');
    // The server is not left with a reader who never comes back.
    await closed.promise;
    expectUnchanged(update);
  });

  test('a server that is not there, or says no, is told', async () => {
    const update = updater({ feed: 'http://127.0.0.1:9/' });
    expect(await problem(update)).toMatch(/^The update server cannot be reached \(.+\)\.$/);
    expect(await problem(updater())).toBe('The update server answered with status 404.');
    offer(yml(), response => response.writeHead(503).end());
    expect(await problem(updater())).toBe('The update server answered with status 503.');
    expectUnchanged(update);
  });

  test.each(['1.2.3', '1.2.2', '0.9.9'])('%s is not newer than 1.2.3', async version => {
    offer(yml({ version }));
    const update = updater();
    expect(await problem(update)).toBe('The update feed no longer offers a newer version for this system.');
    expect(paths()).toHaveLength(1);
    expectUnchanged(update);
  });

  test.each([
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['nothing', ''],
    ['bytes', '\u0000\u0001\u0002'],
    ['half of it', yml().slice(0, 40)],
    ['a version alone', 'version: 1.2.4\n'],
    ['a list', '- 1\n- 2\n'],
    ['files that are a number', 'version: 1.2.4\nfiles: 3\n'],
    ['files without addresses', 'version: 1.2.4\nfiles:\n  - sha512: abc\n'],
    ['no checksum', 'version: 1.2.4\nfiles:\n  - url: Millrace-1.2.4.AppImage\n'],
    [
      'a checksum of another kind',
      'version: 1.2.4\nfiles:\n  - url: Millrace-1.2.4.AppImage\n    sha2: abc\n',
    ],
    ['a checksum of nothing', `version: 1.2.4\nfiles:\n  - url: Millrace-1.2.4.AppImage\n    sha512: ''\n`],
    ['files of other systems', yml({ file: 'Millrace-1.2.4.deb' })],
    ['a file that is not there', yml({ file: '../../etc/passwd' })],
    ['an address of another kind', yml({ file: 'file:///etc/passwd' })],
  ])('a feed that holds %s installs nothing', async (_, text) => {
    offer(text);
    const update = updater();
    expect(await problem(update)).toMatch(/^The (update (feed|server)|downloaded file) .+\.$/);
    expectUnchanged(update);
  });

  test('a feed without an end is not read to its end', async () => {
    const closed = Promise.withResolvers<void>();
    let sent = 0;
    const [path] = (offer(''), Object.keys(answers));
    answers[path!] = response => {
      response.once('close', closed.resolve);
      const more = () => {
        if (response.writable) response.write(Buffer.alloc(2 ** 16, 'x'), more);
        sent += 2 ** 16;
      };
      more();
    };
    const update = updater();
    expect(await problem(update)).toBe('The update feed is too large.');
    await closed.promise;
    // What was under way comes on top of the megabyte that is read.
    expect(sent).toBeLessThan(32 * 2 ** 20);
    const system = { platform: process.platform, arch: process.arch };
    await expect(newerVersion(feed, '1.2.3', system, fetch)).rejects.toThrow('too large');
    expectUnchanged(update);
  });

  test('a feed that is on https leads to no file that is not', async () => {
    for (const file of ['http://127.0.0.1:9/Millrace-1.2.4.AppImage', 'file:///dev/null']) {
      const read = async () => new Response(yml({ file }));
      const update = updater({ feed: 'https://updates.example.org/', fetch: read });
      expect(await problem(update)).toBe('The update feed names a file that is not on https://.');
      expectUnchanged(update);
    }
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk is told', async () => {
    offer(yml());
    const file = {
      path: '/dev/full',
      verify: new PassThrough(),
      progress: nothing,
      signal: new AbortController().signal,
    };
    const error = await downloadFile(fetch, `${feed}/Millrace-1.2.4.AppImage`, file).catch((e: unknown) => e);
    expect(updateProblem(error)).toBe('The disk is full. Free some space and try again.');
  });

  test('an AppImage that cannot be replaced stays as it is', async () => {
    offer(yml());
    const update = updater();
    await update.download(nothing);
    mkdirSync(join(folder, 'apps/.Millrace.AppImage.new/kept'), { recursive: true });
    expect(() => update.installAndQuit(true)).toThrow();
    expect(readFileSync(installed).equals(OLD)).toBe(true);
    expect(quit).not.toHaveBeenCalled();
  });
});

test.skipIf(process.platform === 'win32')(
  'Windows: the installer runs silently, and starts the new version when asked to',
  async () => {
    const called = join(folder, 'called');
    const installer = Buffer.from(
      `#!/bin/sh\necho "$@" > '${called}.part' && mv '${called}.part' '${called}'\n`,
    );
    offer(
      yml({ file: 'Millrace-1.2.4.exe', sum: sha512(installer) }),
      bytes(installer),
      'Millrace-1.2.4.exe',
    );
    const update = updater({ platform: 'win32' });
    await update.download(nothing);
    // On Windows it needs no such bit.
    chmodSync(join(folder, 'cache/millrace-updater/pending/Millrace-1.2.4.exe'), 0o755);
    expect(existsSync(called)).toBe(false);
    update.installAndQuit(true);
    await vi.waitFor(() => expect(readFileSync(called, 'utf8')).toBe('--updated /S --force-run\n'), {
      timeout: 10_000,
    });
    expect(quit).toHaveBeenCalledOnce();
  },
);

describe('macOS', () => {
  /** https://www.electronjs.org/docs/latest/api/auto-updater: it downloads from the address that it is given, and says so. */
  class Squirrel extends EventEmitter {
    got = Buffer.alloc(0);
    refuses: string | undefined;
    installs = 0;
    #feed: { url: string; headers: Record<string, string> } | undefined;
    setFeedURL(feed: { url: string; headers: Record<string, string> }): void {
      this.#feed = feed;
    }
    checkForUpdates(): void {
      void this.#check();
    }
    quitAndInstall(): void {
      this.installs++;
    }
    async #check(): Promise<void> {
      const { url } = (await (await fetch(this.#feed!.url, this.#feed)).json()) as { url: string };
      this.got = Buffer.from(await (await fetch(url)).arrayBuffer());
      if (this.refuses === undefined) this.emit('update-downloaded');
      else this.emit('error', new Error(this.refuses));
    }
  }
  let squirrel: Squirrel;
  const require = createRequire(import.meta.url);
  const electron = createRequire(require.resolve('electron-updater')).resolve('electron');

  beforeEach(() => {
    squirrel = new Squirrel();
    // The library looks for programs that only macOS has, and does without them.
    vi.stubEnv('PATH', '');
    // The library asks for it by itself.
    require.cache[electron] = {
      id: electron,
      filename: electron,
      loaded: true,
      exports: { autoUpdater: squirrel },
    } as never;
    offer(yml({ file: 'Millrace-1.2.4.zip' }), bytes(NEW), 'Millrace-1.2.4.zip');
  });
  afterEach(() => delete require.cache[electron]);
  const macUpdater = () => updater({ platform: 'darwin', squirrel });

  test('Squirrel gets the verified file when somebody wants it, and restarts', async () => {
    const update = macUpdater();
    await update.download(nothing);
    expect(squirrel.got).toHaveLength(0);
    await update.prepare();
    expect([squirrel.got.equals(NEW), squirrel.installs]).toEqual([true, 0]);
    update.installAndQuit(true);
    expect([squirrel.installs, quit.mock.calls.length]).toEqual([1, 0]);
    // It would be left without a window, and never end.
    squirrel.emit('error', new Error('no'));
    expect(quit).toHaveBeenCalledOnce();
  });

  test('without a restart it only quits: Squirrel installs then', async () => {
    const update = macUpdater();
    await update.download(nothing);
    await update.prepare();
    update.installAndQuit(false);
    expect([squirrel.installs, quit.mock.calls.length]).toEqual([0, 1]);
  });

  test('what Squirrel refuses is told', async () => {
    squirrel.refuses = 'Code signature did not pass validation';
    const update = macUpdater();
    await update.download(nothing);
    await expect(update.prepare()).rejects.toThrow('Code signature');
    expect(squirrel.installs).toBe(0);
  });
});
