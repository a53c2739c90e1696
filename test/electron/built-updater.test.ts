import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import type { Updater, UpdaterOptions } from '../../src/main/electron/updates/updater.ts';

/** What electron-updater becomes in the build: it is in no other file, and nothing loads it before somebody asks for an update. */
const built = join(import.meta.dirname, '../../out/main');
let folder: string;
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'millrace-built-updater-'));
}, 120_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('main alone loads it, and only when it is asked to', () => {
  const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.js'),
  );
  const which = (holds: RegExp) => files.filter(file => holds.test(readFileSync(join(built, file), 'utf8')));
  expect(which(/\bimport\(\s*["'`][^"'`]*updater\.js["'`]/)).toEqual(['main.js']);
  expect(which(/\b(?:from|import)\s*["'`][^"'`]*updater\.js["'`]/)).toEqual([]);
  expect(which(/\bAppImageUpdater ?= ?class|class AppImageUpdater\b/)).toEqual(['updater.js']);
});

test('it works without node_modules beside it', async () => {
  const content = 'the newer version';
  const sha512 = createHash('sha512').update(content).digest('base64');
  const yml = `version: 1.2.4\nfiles:\n  - url: Millrace.AppImage\n    sha512: ${sha512}\n`;
  const installed = join(folder, 'Millrace.AppImage');
  writeFileSync(installed, 'the version that runs');
  writeFileSync(join(folder, 'app-update.yml'), 'updaterCacheDirName: millrace-updater\n');
  vi.stubEnv('APPIMAGE', installed);
  const { Updater: Built } = (await import(pathToFileURL(join(built, 'updater.js')).href)) as {
    Updater: new (options: UpdaterOptions) => Updater;
  };
  const updater = new Built({
    platform: 'linux',
    version: '1.2.3',
    feed: 'https://updates.example.org/',
    resourcesPath: folder,
    cacheFolder: join(folder, 'cache'),
    fetch: async url => new Response(url.includes('.yml') ? yml : content),
    log: () => {},
    squirrel: undefined as never,
    quit: () => {},
    releaseLock: () => {},
  });
  await updater.download(() => {});
  updater.installAndQuit(false);
  expect(readFileSync(installed, 'utf8')).toBe(content);
});
